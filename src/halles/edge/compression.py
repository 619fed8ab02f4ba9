"""gzip for text. brotli would save a tenth more and cost a dependency; mobile browsers all read gzip.

Pages with secrets are compressed too: the one secret in every page, the CSRF token, is masked anew by Django for each
answer, so its length tells nothing (BREACH). A page that must not be compressed says `Cache-Control: no-transform`.
"""

from __future__ import annotations

import gzip

from aiohttp import web
from multidict import CIMultiDict

BYTES_MIN = 1024  # below that the packet is not full anyway
LEVEL = 5
_TYPES = frozenset({
    "application/javascript", "application/json", "application/ld+json", "application/manifest+json",
    "application/problem+json", "application/rss+xml", "application/xml", "image/svg+xml",
})  # fmt: skip


def wants_gzip(request: web.BaseRequest) -> bool:
    """Whether the visitor reads gzip."""
    for part in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = part.partition(";")
        if name.strip() in {"gzip", "*"}:
            return weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def is_text(content_type: str) -> bool:
    """Whether content of this type becomes smaller."""
    plain = content_type.partition(";")[0].strip().lower()
    return (plain.startswith("text/") and plain != "text/event-stream") or plain in _TYPES


def may_compress(status: int, headers: CIMultiDict[str]) -> bool:
    """Whether the answer with these headers may be changed on its way."""
    return (
        status not in {204, 206, 304}
        and "Content-Encoding" not in headers
        and "Content-Range" not in headers
        and "no-transform" not in headers.get("Cache-Control", "")
        and is_text(headers.get("Content-Type", ""))
    )


def mark_compressed(headers: CIMultiDict[str]) -> None:
    """Says so in the headers; a strong ETag becomes weak, for the bytes are no longer those it named."""
    headers["Content-Encoding"] = "gzip"
    headers.popall("Content-Length", None)
    if headers.get("ETag", "").startswith('"'):
        headers["ETag"] = "W/" + headers["ETag"]


def vary_on_encoding(headers: CIMultiDict[str]) -> None:
    """Tells caches that the answer depends on Accept-Encoding."""
    vary = headers.get("Vary", "")
    if "accept-encoding" not in vary.lower() and vary != "*":
        headers["Vary"] = f"{vary}, Accept-Encoding" if vary else "Accept-Encoding"


def compress(body: bytes) -> bytes:
    """The gzip of `body`, the same for the same bytes."""
    return gzip.compress(body, LEVEL, mtime=0)
