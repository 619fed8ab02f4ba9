"""What the edge answers itself, and what it hands to web."""

from __future__ import annotations

import logging

from aiohttp import web

from halles.edge import SERVER, pages
from halles.edge.connections import Connection
from halles.edge.files import Built, Media
from halles.edge.keyless import keyless
from halles.edge.live.opening import Live
from halles.edge.proxy.forward import Web
from halles.edge.rooms.rooms import Rooms
from halles.edge.uploads.protocol import Uploads
from halles.edge.visitors import identify
from halles.kit.environment.values import Network

log = logging.getLogger("halles.edge")
SESSION = "session"  # web's cookie of who is signed in


class Application:
    """Answers every request of every connection."""

    def __init__(
        self,
        *,
        web: Web,
        built: Built,
        media: Media,
        uploads: Uploads,
        live: Live,
        rooms: Rooms,
        trusted_proxies: tuple[Network, ...],
    ) -> None:
        self.web = web
        self.built = built
        self.media = media
        self.uploads = uploads
        self.live = live
        self.rooms = rooms
        self.trusted_proxies = trusted_proxies

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer, written to its last byte, so that the connection's clocks know when the request is over."""
        try:
            try:
                answer = await self._answer(request)
            except (ConnectionError, web.RequestPayloadError):
                raise
            except Exception:
                log.exception("failed at %s %s", request.method, keyless(request.path))
                if request.writer.output_size > 0:
                    raise
                answer = pages.page(request, "broken")
            if not answer.prepared:
                answer.headers["Server"] = SERVER
                await answer.prepare(request)
            await answer.write_eof()
            return answer
        finally:
            if isinstance(request.protocol, Connection):
                request.protocol.end_request()

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(("/static/", "/media/")):
            return await self._file(request, path)
        if path.startswith(("/uploads/", "/live-media/", "/whip/", "/rooms/")):
            return await self._own(request, path)
        if path == "/healthz":
            return web.Response(text="ok\n", headers={"Cache-Control": "no-store"})
        if path.startswith("/internal/"):
            return pages.page(request, "not_found")
        if self.rooms.claims.takes(request):
            return await self.rooms.claims.answer(request, identify(request, self.trusted_proxies))
        return await self.web.forward(request, identify(request, self.trusted_proxies))

    async def _own(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        visitor = identify(request, self.trusted_proxies)
        if path.startswith("/uploads/"):
            return await self.uploads.answer(request, path.removeprefix("/uploads/"), visitor)
        if path.startswith("/rooms/"):
            return await self.rooms.answer(request, path.removeprefix("/rooms/"), visitor)
        return await self.live.answer(request, visitor)

    async def _file(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if request.method not in {"GET", "HEAD"}:
            return pages.page(request, "method")
        _, area, relative = path.split("/", 2)
        folder = self.built if area == "static" else self.media
        found = await folder.answer(request, relative)
        if found is None and area == "media" and SESSION in request.cookies:
            # It may have been taken away: web knows whether staff or its owner asks.
            return await self.web.forward(request, identify(request, self.trusted_proxies))
        return found or pages.page(request, "not_found")
