"""The RTMP port. A line is ours until its key was checked; then its socket moves into the show's own process."""

from __future__ import annotations

import asyncio
import base64
import logging
import socket
from collections import Counter
from contextlib import suppress

from halles.edge.listening import PortRefused, open_sockets
from halles.edge.live.asking import AskingRefused
from halles.edge.live.shows import Shows
from halles.edge.visitors import line_of
from halles.media.live.rtmp.amf import BrokenAmf
from halles.media.live.rtmp.chunks import BrokenChunks
from halles.media.live.rtmp.session import Publish, Session

GREETING_SECONDS_MAX = 12.0  # from the connection to the key
TRANSCRIPT_BYTES_MAX = 64 * 1024
LINES_MAX = 200  # that have not shown a key yet
LINES_PER_ADDRESS_MAX = 8
_SAID = {
    "forbidden": ("BadName", "This stream key is not valid. Copy it from the show's page."),
    "not_now": ("Rejected", "This show has ended, was canceled, or is sent from elsewhere."),
    "full": ("Rejected", "Too many shows run at the moment."),
    "unavailable": ("Rejected", "The hall cannot check the key at the moment. Please try again."),
}

log = logging.getLogger("halles.edge")


class RtmpPort:
    """Listens while `open` and `close` say so."""

    def __init__(self, shows: Shows, host: str, port: int) -> None:
        self._shows = shows
        self._host = host
        self._port = port
        self._listening: list[socket.socket] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._lines: Counter[str] = Counter()

    @property
    def is_open(self) -> bool:
        return bool(self._listening)

    def open(self) -> None:
        """Begins to listen. A port that is taken is said, and nothing else: the rest of the hall runs."""
        if not self._port:
            return
        try:
            self._listening = open_sockets(self._host, self._port)
        except PortRefused as refused:
            text = str(refused).replace("HALLES_PORT", "HALLES_RTMP_PORT")
            log.warning("No live shows by RTMP (OBS): %s", text)
            return
        for each in self._listening:
            self._start(self._accept(each))

    async def close(self) -> None:
        """Stops listening."""
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        for each in self._listening:
            each.close()
        self._listening = []

    def _start(self, work: object) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)  # type: ignore[arg-type]
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                line, peer = await loop.sock_accept(listening)
            except OSError as failure:
                log.warning("RTMP: %s", failure)
                await asyncio.sleep(0.5)
                continue
            address = str(peer[0])
            counted = line_of(address)
            if self._lines.total() >= LINES_MAX or self._lines[counted] >= LINES_PER_ADDRESS_MAX:
                line.close()
                continue
            self._lines[counted] += 1
            self._start(self._greet(line, address, counted))

    async def _greet(self, line: socket.socket, address: str, counted: str) -> None:
        try:
            async with asyncio.timeout(GREETING_SECONDS_MAX):
                await self._receive(line, address)
        except (TimeoutError, OSError, BrokenChunks, BrokenAmf) as why:
            log.info("RTMP line of %s closed: %s", address, why)
        except Exception:
            log.exception("RTMP line of %s failed", address)
        finally:
            line.close()  # ours; the process that took it over has its own handle
            self._lines[counted] -= 1
            if not self._lines[counted]:
                del self._lines[counted]

    async def _receive(self, line: socket.socket, address: str) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        session, transcript = Session(), bytearray()
        while len(transcript) < TRANSCRIPT_BYTES_MAX:
            data = await loop.sock_recv(line, 8192)
            if not data:
                return
            transcript += data
            events = session.feed(data)
            await loop.sock_sendall(line, session.take_output())
            for event in events:
                if isinstance(event, Publish):
                    await self._publish(line, address, event.name, session, bytes(transcript))
                    return
        raise BrokenChunks("too much before a key")

    async def _publish(self, line: socket.socket, address: str, key: str, session: Session, transcript: bytes) -> None:
        try:
            ticket = await self._shows.authorize(key, "rtmp", address)
            show = self._shows.admit(ticket)
        except AskingRefused as refused:
            session.refuse(*_SAID[refused.reason])
            loop = asyncio.get_running_loop()
            await loop.sock_sendall(line, session.take_output())
            line.shutdown(socket.SHUT_WR)
            with suppress(TimeoutError, OSError):  # until the peer has read why
                async with asyncio.timeout(2):
                    while await loop.sock_recv(line, 8192):
                        pass
            return
        show.take_line(line, base64.b64encode(transcript).decode())
