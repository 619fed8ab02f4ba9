"""Which headers travel. What a client must not be able to say is dropped here, once, for everything behind."""

from __future__ import annotations

from aiohttp import web
from multidict import CIMultiDict, CIMultiDictProxy

from halles.edge.visitors import Visitor

INTERNAL = "X-Halles-Internal"
_HOP_BY_HOP = frozenset({
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip
_OURS_TO_SAY = frozenset({
    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-forwarded-port", "x-real-ip", "proxy",
    "expect", "content-length", "accept-encoding",
})  # fmt: skip


class HeadersRefused(Exception):  # noqa: N818 - an answer to the client
    """Bytes in a header that cannot be passed on."""


def to_web(request: web.BaseRequest, visitor: Visitor) -> CIMultiDict[str]:
    """The request's headers as web gets them; raises HeadersRefused."""
    dropped = _HOP_BY_HOP | _OURS_TO_SAY | _named_in_connection(request.headers)
    headers: CIMultiDict[str] = CIMultiDict()
    for name, value in request.headers.items():
        low = name.lower()
        # WSGI cannot tell X_Forwarded_For from X-Forwarded-For, so names with an underscore do not travel.
        if low in dropped or "_" in low or low.startswith("x-halles-"):
            continue
        if not value.isprintable() and "\t" not in value:
            raise HeadersRefused
        headers.add(name, value)
    headers["X-Forwarded-For"] = visitor.address
    headers["X-Forwarded-Proto"] = visitor.scheme
    headers["X-Forwarded-Host"] = request.headers.get("Host", "")
    return headers


def from_web(headers: CIMultiDictProxy[str]) -> CIMultiDict[str]:
    """The answer's headers as the visitor gets them; the length is told anew."""
    dropped = _HOP_BY_HOP | {"content-length"} | _named_in_connection(headers)
    return CIMultiDict((name, value) for name, value in headers.items() if name.lower() not in dropped)


def _named_in_connection(headers: CIMultiDictProxy[str]) -> frozenset[str]:
    named = ",".join(headers.getall("Connection", [])).lower().split(",")
    return frozenset(name.strip() for name in named) - {"close", ""}
