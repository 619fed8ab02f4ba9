"""Live shows as one thing that the edge opens and closes."""

from __future__ import annotations

from aiohttp import web

from halles.edge.internal import Internal
from halles.edge.live.asking import Asking
from halles.edge.live.ledger import Ledger
from halles.edge.live.proofs import Proofs
from halles.edge.live.rtmp import RtmpPort
from halles.edge.live.serving import LiveMedia
from halles.edge.live.show import House
from halles.edge.live.shows import Shows
from halles.edge.live.whip import Whip
from halles.edge.proxy.forward import Web
from halles.edge.visitors import Visitor
from halles.kit.environment import Environment


class Live:
    """The RTMP port, /whip/ and /live-media/."""

    def __init__(self, environment: Environment, passage: Web) -> None:
        internal = Internal(environment.base_url, environment.signing_key)
        asking = Asking(passage, internal)
        house = House(
            asking=asking,
            ledger=Ledger(environment.live_dir),
            media_dir=environment.media_dir,
            free_bytes_min=environment.disk_free_bytes_min,
            udp_ports=environment.live_udp_ports,
            ice_servers=environment.ice_servers,
        )
        self.shows = Shows(house, asking, environment.live_shows_max)
        self.rtmp = RtmpPort(self.shows, environment.host, environment.rtmp_port)
        self._media = LiveMedia(self.shows, environment.signing_key)
        self._proofs = Proofs(environment.media_dir, environment.private_dir, environment.signing_key)
        self._whip = Whip(self.shows, environment.ice_servers)

    def open(self) -> None:
        """Takes up what a killed edge left, and opens the RTMP port."""
        self.shows.recover()
        self.rtmp.open()

    async def close(self) -> None:
        """Ends the port and every show's process."""
        await self.rtmp.close()
        await self.shows.close()

    async def answer(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        """The answer to a request under /whip/ or /live-media/."""
        if request.path.startswith("/whip/"):
            return await self._whip.answer(request, visitor)
        if self._proofs.takes(request.path):
            return await self._proofs.answer(request)
        return await self._media.answer(request)
