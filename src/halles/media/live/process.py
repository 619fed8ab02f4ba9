"""A show's own process: one publisher at a time in, parts out to the edge and onto the disk."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import uvloop

from halles.kit import clock
from halles.media.live.packager import Init, Packager, Part
from halles.media.live.ports import ranged_loop
from halles.media.live.recording import Recording
from halles.media.live.rtmp.line import RtmpLine
from halles.media.live.telling import Orders, Teller

log = logging.getLogger("halles.media.live")


@dataclass(frozen=True)
class Job:
    """What the edge wants of this process; `folder` None: nothing is kept."""

    session_id: str
    folder: str | None
    first_take: int
    first_msn: int
    free_bytes_min: int
    udp_ports: tuple[int, int] | None
    ice_servers: tuple[str, ...]


class Publisher(Protocol):
    """Whoever sends at the moment."""

    def close(self) -> None:
        """Ends it without a word to `over`."""


class Show:
    """Receives orders, owns the packager, and tells the edge."""

    def __init__(self, job: Job, teller: Teller, over: Callable[[], None]) -> None:
        self.job = job
        self._teller = teller
        self._over = over
        self._publisher: Publisher | None = None
        self._recording: Recording | None = None
        self._init: Init | None = None
        self._is_kept = False
        if job.folder:
            self._keep(job.folder)
            self._is_kept = True
        self._is_full_told = False
        now_ms = lambda: clock.now().timestamp() * 1000  # noqa: E731 - handed on, once
        self._packager = Packager(self._deliver, now_ms, first_take=job.first_take, first_msn=job.first_msn)
        self._tasks: set[asyncio.Task[None]] = set()

    def hear(self, order: dict[str, Any], line: socket.socket | None) -> None:
        """Carries out one order."""
        kind = order["kind"]
        if kind == "rtmp":
            assert line is not None
            self._take_line(line, base64.b64decode(order["transcript"]))
        elif kind == "whip":
            self._start(self._take_offer(order))
        elif kind == "keep":
            self._keep(order["folder"])
        elif kind == "end":
            self.end()
        else:
            self._whip_order(kind, order)

    def end(self) -> None:
        """Ends the publisher and the process."""
        self._replace(None)
        self._packager.end_take()
        if self._recording is not None:
            with suppress(OSError):
                self._recording.close()
            self._recording = None
        self._teller.tell({"kind": "over"})
        self._over()

    def _replace(self, publisher: Publisher | None) -> None:
        """A newer publisher with the right key takes the place of the older one."""
        old, self._publisher = self._publisher, publisher
        if old is not None:
            old.close()
            self._packager.end_take()

    def _take_line(self, line: socket.socket, transcript: bytes) -> None:
        self._replace(None)
        rtmp = RtmpLine(self._packager, transcript, self._left)
        self._publisher = rtmp
        self._start(self._serve_line(rtmp, line))

    async def _serve_line(self, rtmp: RtmpLine, line: socket.socket) -> None:
        await asyncio.get_running_loop().connect_accepted_socket(lambda: rtmp, line)

    async def _take_offer(self, order: dict[str, Any]) -> None:
        from halles.media.live.whip.peer import OfferRefused, Peer  # WebRTC costs memory that RTMP shows need not

        peer = Peer(self._packager, self._left, self.job.ice_servers)
        try:
            answer = await peer.accept(order["sdp"])
        except OfferRefused as refused:
            self._teller.tell({"kind": "refused", "resource": order["resource"], "reason": str(refused)})
            return
        self._replace(peer)
        peer.resource = order["resource"]
        self._teller.tell({"kind": "answer", "resource": order["resource"], "sdp": answer})

    def _whip_order(self, kind: str, order: dict[str, Any]) -> None:
        publisher = self._publisher
        if publisher is None or getattr(publisher, "resource", None) != order["resource"]:
            return
        if kind == "hangup":
            publisher.close()
            self._left(publisher, "stopped")
        elif kind == "candidates":
            self._start(publisher.add_candidates(order["sdp"]))  # type: ignore[attr-defined]

    def _left(self, publisher: Publisher, reason: str) -> None:
        """The publisher is gone by itself."""
        if publisher is self._publisher:
            self._publisher = None
            self._packager.end_take()
            self._teller.tell({"kind": "off", "reason": reason})

    def _keep(self, folder: str) -> None:
        """Records from now on; in the middle of a take from its next segment on."""
        if self._recording is not None:
            return
        try:
            self._recording = Recording(Path(folder), free_bytes_min=self.job.free_bytes_min)
        except OSError as failure:  # the show goes on without
            log.warning("nothing can be recorded: %s", failure)
            self._teller.tell({"kind": "full"})

    def _record(self, found: Init | Part) -> None:
        if self._recording is None:
            return
        if not self._is_kept:
            if isinstance(found, Part) and found.number:
                return
            self._is_kept = True
            if isinstance(found, Part) and self._init is not None:
                self._recording.add(self._init)
        self._recording.add(found)
        if self._recording.is_full and not self._is_full_told:
            self._is_full_told = True
            self._teller.tell({"kind": "full"})

    def _deliver(self, found: Init | Part) -> None:
        self._record(found)
        if isinstance(found, Init):
            self._init = found
            facts: dict[str, Any] = {"kind": "init", "codecs": found.codecs, "at": found.at_ms, "take": found.take}
            facts |= {"width": found.width, "height": found.height}
            facts["protocol"] = getattr(self._publisher, "protocol", "")
        else:
            facts = {"kind": "part", "take": found.take, "msn": found.msn, "number": found.number}
            facts |= {"ms": found.duration_ms, "key": found.is_independent, "last": found.is_last, "at": found.at_ms}
        self._teller.tell(facts, found.data)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("failed", exc_info=task.exception())


def run(job: Job, orders: socket.socket, parts: socket.socket) -> None:
    """Serves the show until the edge ends it, or is gone."""
    logging.basicConfig(level=logging.WARNING, format=f"%(levelname)s %(name)s {job.session_id[:8]}: %(message)s")
    factory = ranged_loop(job.udp_ports) if job.udp_ports else uvloop.new_event_loop
    with asyncio.Runner(loop_factory=factory) as runner:
        runner.run(_serve(job, orders, parts))
    os._exit(0)  # threads of a decoder that hangs do not keep the process


async def _serve(job: Job, orders: socket.socket, parts: socket.socket) -> None:
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    teller = Teller()
    await loop.connect_accepted_socket(lambda: teller, parts)
    show = Show(job, teller, over.set)
    loop.add_signal_handler(signal.SIGTERM, show.end)
    loop.add_signal_handler(signal.SIGINT, lambda: None)  # the terminal's; the edge decides
    Orders(orders, show.hear, show.end)
    teller.tell({"kind": "ready"})
    await over.wait()
    teller.close()
    await asyncio.sleep(0.05)
