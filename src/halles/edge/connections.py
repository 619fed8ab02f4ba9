"""Connections with limits: how many, from whom, and how long a slow one may take.

aiohttp closes idle keep-alive connections by itself; what it leaves to us is the phone that sends its request line byte
by byte, the one that stops reading in the middle of a film, and the address that opens a thousand connections.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import socket
import struct
from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

from aiohttp import web

from halles.edge import SERVER
from halles.edge.visitors import line_of
from halles.kit.environment.values import Network

HEAD_SECONDS_MAX = 20.0  # from the first byte of a request to the end of its headers
STALL_SECONDS_MAX = 60.0  # without taking a single buffer's worth of what we send
IDLE_SECONDS_MAX = 75.0  # between two requests
_RESET = struct.pack("ii", 1, 0)  # SO_LINGER on, for no time: closing throws away what was not sent, and says so
_FULL = "The hall is full. Please try again in a while.\n"
BUSY = (
    "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n"
    f"Content-Type: text/plain; charset=utf-8\r\nContent-Length: {len(_FULL)}\r\n\r\n{_FULL}"
).encode()

log = logging.getLogger("halles.edge")


@dataclass(frozen=True)
class Limits:
    """How many connections at once; addresses in `uncounted` (proxies of ours) may open any number."""

    connections_max: int
    per_address_max: int
    uncounted: tuple[Network, ...] = ()


class EdgeServer(web.Server):
    """aiohttp's server with our connections."""

    def __init__(self, handler: Any, limits: Limits, **options: Any) -> None:
        super().__init__(handler, request_factory=_begin, **options)
        self.limits = limits
        self.options = options
        self.open_count = 0
        self.open_by_address: Counter[str] = Counter()

    def __call__(self) -> web.RequestHandler:
        return Connection(self, loop=asyncio.get_running_loop(), **self.options)

    def admit(self, address: str) -> bool:
        """Counts a new connection; False when there are too many."""
        if self.open_count >= self.limits.connections_max:
            return False
        line = line_of(address)
        if self.open_by_address[line] >= self.limits.per_address_max and not self._is_uncounted(address):
            return False
        self.open_count += 1
        self.open_by_address[line] += 1
        return True

    def dismiss(self, address: str) -> None:
        """The counterpart of a successful `admit`."""
        self.open_count -= 1
        line = line_of(address)
        self.open_by_address[line] -= 1
        if not self.open_by_address[line]:
            del self.open_by_address[line]

    def _is_uncounted(self, address: str) -> bool:
        try:
            found = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(found in network for network in self.limits.uncounted)


class Connection(web.RequestHandler):
    """One connection of one visitor, with a clock on everything they may be slow at."""

    __slots__ = ("address", "edge", "head_timer", "is_admitted", "is_busy", "stall_timer")

    def __init__(self, edge: EdgeServer, **options: Any) -> None:
        super().__init__(edge, **options)
        self.edge = edge
        self.address = ""
        self.is_admitted = False
        self.is_busy = False
        self.head_timer: asyncio.TimerHandle | None = None
        self.stall_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername")
        self.address = str(peer[0]) if isinstance(peer, tuple) else ""
        self.is_admitted = self.edge.admit(self.address)
        if not self.is_admitted:
            real = cast("asyncio.Transport", transport)  # uvloop's is one in all but name
            real.write(BUSY)
            real.close()
            return
        super().connection_made(transport)

    def connection_lost(self, exc: BaseException | None) -> None:
        self._stop(self.head_timer, self.stall_timer)
        if self.is_admitted:
            self.is_admitted = False
            self.edge.dismiss(self.address)
            super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self.is_admitted:
            return
        if not self.is_busy and self.head_timer is None and data:
            self.head_timer = self.edge_loop.call_later(HEAD_SECONDS_MAX, self._give_up, "sent no whole request")
        super().data_received(data)

    def begin_request(self) -> None:
        """The headers are complete."""
        self.is_busy = True
        self._stop(self.head_timer)
        self.head_timer = None

    def end_request(self) -> None:
        """The answer is written; the next request may begin."""
        self.is_busy = False

    def pause_writing(self) -> None:
        super().pause_writing()
        self.stall_timer = self.edge_loop.call_later(STALL_SECONDS_MAX, self._give_up, "stopped reading")

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stop(self.stall_timer)

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answers what was not HTTP; failures of our own never come here, they have a page (application.py)."""
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun, nothing can be added to it")
        log.info("bad request from %s: %s", self.address, message or exc)
        answer = web.Response(status=status, text="This is not a request we understand.\n", headers={"Server": SERVER})
        answer.force_close()
        return answer

    @property
    def edge_loop(self) -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    def _give_up(self, why: str) -> None:
        log.info("closed %s: it %s", self.address, why)
        if self.transport is None:
            return
        line = self.transport.get_extra_info("socket")
        if line is not None:
            # Else the kernel keeps what was not read, and goes on asking for minutes whether it may send it.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.transport.abort()

    @staticmethod
    def _stop(*timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer is not None:
                timer.cancel()


def _begin(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    assert isinstance(protocol, Connection)
    protocol.begin_request()
    return web.BaseRequest(message, payload, protocol, writer, task, asyncio.get_running_loop())
