"""WHIP (RFC 9725): a browser, OBS or ffmpeg offers sound and picture by one POST; the show's process answers."""

from __future__ import annotations

import asyncio
import re
import secrets

from aiohttp import web

from halles.edge import pages
from halles.edge.live.asking import AskingRefused, Ticket
from halles.edge.live.show import Show, Unanswered
from halles.edge.live.shows import Shows
from halles.edge.proxy.body import accept_body
from halles.edge.visitors import Visitor
from halles.kit.environment.values import IceServer

PATH = "/whip/"
SDP_BYTES_MAX = 64 * 1024
BODY_SECONDS_MAX = 10.0
CHECK = "check"
CHECK_BYTES_MAX = 1024 * 1024
_RESOURCE = re.compile(r"([0-9a-f-]{36})(?:/(check|[A-Za-z0-9_-]{16,64}))?")
_STATUS = {"forbidden": 403, "not_now": 409, "full": 503, "unavailable": 503}
_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "OPTIONS, POST, PATCH, DELETE",
    "Access-Control-Allow-Headers": "Authorization, Content-Type, If-Match",
    "Access-Control-Expose-Headers": "Location, Link, ETag",
    "Access-Control-Max-Age": "3600",
}


class WhipRefused(Exception):  # noqa: N818 - an answer to the client
    """Answered with `status` and the sentence called `name`."""

    def __init__(self, status: int, name: str) -> None:
        self.status = status
        self.name = name
        super().__init__(name)


class Whip:
    """Everything under /whip/."""

    def __init__(self, shows: Shows, ice_servers: tuple[IceServer, ...]) -> None:
        self._shows = shows
        self._links = [_link(server) for server in ice_servers]
        self._resources: dict[str, str] = {}

    async def answer(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        """The answer to a request for /whip/<session>[/<resource>]."""
        try:
            answer = await self._route(request, visitor)
        except WhipRefused as refused:
            answer = pages.plain(request, refused.name, refused.status)
            if request.body_exists:
                answer.force_close()
            if refused.status == 503:
                answer.headers["Retry-After"] = "5"
        answer.headers.update(_CORS)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _route(self, request: web.BaseRequest, visitor: Visitor) -> web.Response:
        found = _RESOURCE.fullmatch(request.path.removeprefix(PATH))
        if found is None:
            raise WhipRefused(404, "whip_gone")
        session_id, resource = found[1], found[2]
        if resource == CHECK and request.method == "POST":
            return await self._check(request, session_id, visitor)
        if request.method == "OPTIONS":
            said = {"Accept-Post": "application/sdp", "Accept-Patch": "application/trickle-ice-sdpfrag"}
            return web.Response(status=204, headers=said)
        if resource is None:
            if request.method != "POST":
                raise WhipRefused(405, "method")
            return await self._begin(request, session_id, visitor)
        show = self._shows.find(session_id)
        if show is None or self._resources.get(session_id) != resource:
            raise WhipRefused(404, "whip_gone")
        if request.method == "DELETE":
            del self._resources[session_id]
            show.order({"kind": "hangup", "resource": resource})
            return web.Response(status=200)
        if request.method == "PATCH":
            return await self._trickle(request, show, resource)
        raise WhipRefused(405, "method")

    async def _authorize(self, request: web.BaseRequest, session_id: str, visitor: Visitor) -> Ticket:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not 16 <= len(key.strip()) <= 256:
            raise WhipRefused(401, "whip_forbidden")
        try:
            ticket = await self._shows.authorize(key.strip(), "whip", visitor.address)
        except AskingRefused as refused:
            raise WhipRefused(_STATUS[refused.reason], f"whip_{refused.reason}") from refused
        if ticket.session_id != session_id:
            raise WhipRefused(403, "whip_forbidden")
        return ticket

    async def _check(self, request: web.BaseRequest, session_id: str, visitor: Visitor) -> web.Response:
        """Takes some bytes and keeps none: a host measures their line before anybody watches."""
        await self._authorize(request, session_id, visitor)
        await self._read(request, CHECK_BYTES_MAX)
        return web.Response(status=204)

    async def _begin(self, request: web.BaseRequest, session_id: str, visitor: Visitor) -> web.Response:
        if request.content_type != "application/sdp":
            raise WhipRefused(415, "whip_offer")
        ticket = await self._authorize(request, session_id, visitor)
        try:
            offer = (await self._read(request, SDP_BYTES_MAX)).decode()
            show = self._shows.admit(ticket)
        except UnicodeDecodeError:
            raise WhipRefused(422, "whip_offer") from None
        except AskingRefused as refused:
            raise WhipRefused(_STATUS[refused.reason], f"whip_{refused.reason}") from refused
        resource = secrets.token_urlsafe(18)
        try:
            answer = await show.take_offer(resource, offer)
        except Unanswered as unanswered:
            is_offer = str(unanswered) == "offer"
            raise WhipRefused(422 if is_offer else 503, "whip_offer" if is_offer else "whip_unavailable") from None
        self._resources = {one: kept for one, kept in self._resources.items() if self._shows.find(one)}
        self._resources[session_id] = resource
        reply = web.Response(status=201, text=answer, content_type="application/sdp")
        reply.headers["Location"] = f"{PATH}{session_id}/{resource}"
        reply.headers["ETag"] = f'"{resource[:8]}"'
        for link in self._links:
            reply.headers.add("Link", link)
        return reply

    async def _trickle(self, request: web.BaseRequest, show: Show, resource: str) -> web.Response:
        if request.content_type != "application/trickle-ice-sdpfrag":
            raise WhipRefused(415, "whip_offer")
        fragment = (await self._read(request, SDP_BYTES_MAX)).decode(errors="replace")
        show.order({"kind": "candidates", "resource": resource, "sdp": fragment})
        return web.Response(status=204)

    @staticmethod
    async def _read(request: web.BaseRequest, most: int) -> bytes:
        data = bytearray()
        try:
            async with asyncio.timeout(BODY_SECONDS_MAX):
                await accept_body(request)
                while chunk := await request.content.readany():
                    data += chunk
                    if len(data) > most:
                        raise WhipRefused(413, "whip_offer")
        except TimeoutError:
            raise WhipRefused(408, "too_slow") from None
        return bytes(data)


def _link(server: IceServer) -> str:
    link = f'<{server.url}>; rel="ice-server"'
    if server.username:
        link += f'; username="{server.username}"; credential="{server.password}"; credential-type="password"'
    return link
