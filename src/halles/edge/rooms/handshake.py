"""From a request to a line (RFC 6455, section 4.2)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Collection
from urllib.parse import urlsplit

from aiohttp import web

from halles.edge import pages
from halles.kit.rooms.frames import DEFLATE_ANSWER, accepts_deflate

_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


class HandshakeRefused(Exception):  # noqa: N818 - an answer to the client
    """No line is opened; `answer` says why."""

    def __init__(self, answer: web.Response) -> None:
        self.answer = answer
        super().__init__(answer.status)


def check(request: web.BaseRequest, hosts: Collection[str]) -> str:
    """The key of a request for a line, from a page of ours or from no page at all; raises HandshakeRefused."""
    headers = request.headers
    wants = headers.get("Upgrade", "").strip().lower() == "websocket"
    if request.method != "GET" or not wants or "upgrade" not in headers.get("Connection", "").lower():
        answer = pages.page(request, "bad_request")
        answer.set_status(426)
        answer.headers["Upgrade"] = "websocket"
        raise HandshakeRefused(answer)
    if headers.get("Sec-WebSocket-Version", "").strip() != "13":
        answer = pages.page(request, "bad_request")
        answer.headers["Sec-WebSocket-Version"] = "13"
        raise HandshakeRefused(answer)
    if not _is_at_home(headers.get("Origin"), hosts):
        answer = pages.page(request, "bad_request")
        answer.set_status(403)
        raise HandshakeRefused(answer)
    key = headers.get("Sec-WebSocket-Key", "").strip()
    try:
        is_key = len(base64.b64decode(key, validate=True)) == 16
    except (binascii.Error, ValueError):
        is_key = False
    if not is_key:
        raise HandshakeRefused(pages.page(request, "bad_request"))
    return key


async def shake(request: web.BaseRequest, key: str) -> tuple[web.StreamResponse, bool]:
    """Sends 101; the second value says whether deflated frames were agreed upon."""
    is_deflated = accepts_deflate(",".join(request.headers.getall("Sec-WebSocket-Extensions", [])))
    accepted = base64.b64encode(hashlib.sha1(key.encode() + _GUID, usedforsecurity=False).digest()).decode()
    headers = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Accept": accepted}
    if is_deflated:
        headers["Sec-WebSocket-Extensions"] = DEFLATE_ANSWER
    answer = web.StreamResponse(status=101, headers=headers)
    await answer.prepare(request)
    answer.force_close()  # what follows is no HTTP
    return answer, is_deflated


def _is_at_home(origin: str | None, hosts: Collection[str]) -> bool:
    if origin is None:  # a program; pages always say where they come from
        return True
    try:
        host = urlsplit(origin).hostname
    except ValueError:
        return False
    return host is not None and (host in hosts or f"[{host}]" in hosts)
