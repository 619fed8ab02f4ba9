"""One show at the edge, from its first frame until it has ended and web knows."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import shutil
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from halles.edge.live.asking import Asking
from halles.edge.live.child import Child
from halles.edge.live.ledger import Entry, Ledger
from halles.edge.live.window import Window
from halles.kit import clock
from halles.kit.environment.values import IceServer
from halles.media.live.process import Job
from halles.media.live.recording import INDEX
from halles.media.live.replay import REPLAY, read_takes, write_replay

COME_BACK_SECONDS = 60.0
LOOK_SECONDS = 2.0
FIRST_FRAME_SECONDS_MAX = 30.0
ANSWER_SECONDS_MAX = 12.0
MSN_GAP = 50_000  # after an edge was killed in a rehearsal: more segments than it can have made since the last note
LINGER_SECONDS = 30.0  # the last playlist is still told that long
PUBLIC_STATUSES_OVER = frozenset({"ended", "canceled"})

log = logging.getLogger("halles.edge")


@dataclass(frozen=True)
class House:
    """What every show needs of the edge."""

    asking: Asking
    ledger: Ledger
    media_dir: Path
    free_bytes_min: int
    udp_ports: tuple[int, int] | None
    ice_servers: tuple[IceServer, ...]


class Unanswered(Exception):  # noqa: N818 - an answer to the publisher
    """The show's process gave no answer to an offer; the message says why: offer, busy."""


class Show:
    """Its window, its process, and what web has been told.

    `waiting` until media flow, `live`, `lost` for at most a minute after they stopped, `ended`.
    """

    def __init__(self, house: House, entry: Entry, over: Callable[[Show], None]) -> None:
        self.entry = entry
        self.window = Window()
        self.status: Literal["waiting", "live", "lost", "ended"] = "waiting"
        self.is_public = False
        self._house = house
        self._over = over
        self._child: Child | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._answers: dict[str, asyncio.Future[str]] = {}
        self._ending: asyncio.Task[None] | None = None
        self._facts: dict[str, Any] = {}
        self._ends_at = _moment(entry.ends_by)
        self.is_closed = False
        self._watch = asyncio.create_task(self._keep_looking())

    @property
    def folder(self) -> Path | None:
        """Where the recording is, None for a rehearsal."""
        return self._house.media_dir / self.entry.folder if self.entry.folder else None

    @property
    def child_pid(self) -> int | None:
        """The process of the show, while it has one."""
        return self._child.pid if self._child is not None else None

    def take_line(self, line: socket.socket, transcript: str) -> None:
        """An RTMP publisher whose key was right; the socket goes to the show's process."""
        self._serve().order({"kind": "rtmp", "transcript": transcript}, line)

    async def take_offer(self, resource: str, sdp: str) -> str:
        """The answer to a WHIP publisher's offer; raises Unanswered."""
        child = self._serve()
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._answers[resource] = answer
        child.order({"kind": "whip", "resource": resource, "sdp": sdp})
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS_MAX)
        except TimeoutError:
            raise Unanswered("busy") from None
        finally:
            self._answers.pop(resource, None)

    def order(self, order: dict[str, Any]) -> None:
        """Passes something on to the show's process, when there is one."""
        if self._child is not None:
            self._child.order(order)

    def stand_up_again(self) -> None:
        """An edge that was killed left this show: it is lost until its publisher comes back, or over."""
        folder = self.folder
        takes = read_takes(folder) if folder is not None else []
        entry = self.entry
        if takes:
            entry.next_take = max(entry.next_take, takes[-1].number + 1)
            entry.next_msn = takes[-1].pieces[-1].msn + 1
        else:
            entry.next_msn += MSN_GAP
        if self.entry.has_started:
            self._lose("edge")
        else:
            self._wait(COME_BACK_SECONDS, "never_came")

    def end(self, reason: str) -> asyncio.Task[None]:
        """Ends the show, once."""
        if self._ending is None:
            self._ending = asyncio.create_task(self._end(reason))
        return self._ending

    async def close(self) -> None:
        """The edge ends: the process with it, the show perhaps goes on elsewhere."""
        self._stop_timer()
        self._watch.cancel()
        if self._ending is not None and not self._ending.done():
            self._ending.cancel()
        self.window.pause()  # not its end: players ask again until an edge is there
        child, self._child = self._child, None
        if child is not None:
            await child.end()

    def _serve(self) -> Child:
        """The show's process, started when there is none; from now on a publisher is awaited."""
        if self._child is None:
            ice = tuple(_address(server) for server in self._house.ice_servers)
            job = Job(
                session_id=self.entry.session_id,
                folder=str(self.folder) if self.folder is not None else None,
                first_take=self.entry.next_take,
                first_msn=self.entry.next_msn,
                free_bytes_min=self._house.free_bytes_min,
                udp_ports=self._house.udp_ports,
                ice_servers=ice,
            )
            self._child = Child(job, self._hear, self._lose_child)
        if self.status == "waiting":
            self._wait(FIRST_FRAME_SECONDS_MAX, "never_came")
        return self._child

    def _hear(self, facts: dict[str, Any], blob: bytes) -> None:
        kind = facts["kind"]
        if kind == "part":
            self.entry.next_msn = facts["msn"] + 1
            self.window.add_part(
                take=facts["take"],
                msn=facts["msn"],
                ms=facts["ms"],
                at_ms=facts["at"],
                is_key=facts["key"],
                is_last=facts["last"],
                data=blob,
            )
        elif kind == "init":
            self.entry.next_take = facts["take"] + 1
            self.window.add_init(facts["take"], blob)
            self._come(facts)
        elif kind == "off":
            self._lose(facts["reason"])
        elif kind in {"answer", "refused"}:
            self._hear_answer(facts)
        elif kind == "full":
            log.warning("the disk is full: the rest of show %s is not kept", self.entry.session_id)
            self._tell("full")

    def _hear_answer(self, facts: dict[str, Any]) -> None:
        answer = self._answers.get(facts["resource"])
        if answer is None or answer.done():
            return
        if facts["kind"] == "answer":
            answer.set_result(facts["sdp"])
        else:
            answer.set_exception(Unanswered("offer"))

    def _come(self, facts: dict[str, Any]) -> None:
        """A take begins."""
        before, self.status = self.status, "live"
        self._stop_timer()
        video, _, audio = facts["codecs"].partition(",")
        self._facts = {name: facts[name] for name in ("take", "protocol", "width", "height")}
        self._facts |= {"video_codec": video, "audio_codec": audio}
        was_started, self.entry.has_started = self.entry.has_started, True
        self._house.ledger.keep(self.entry)
        if before != "live":  # else only the picture's size changed
            self._tell("back" if was_started else "started")

    def _lose_child(self) -> None:
        was_ours, self._child = self._child is not None, None
        if was_ours and self.status != "ended" and self._ending is None:
            log.warning("the process of show %s ended", self.entry.session_id)
            for answer in self._answers.values():
                if not answer.done():
                    answer.set_exception(Unanswered("busy"))
            if self.status in {"live", "waiting"}:
                self._lose("crashed")

    def _lose(self, reason: str) -> None:
        if self.status == "ended" or self._ending is not None:
            return
        was_live = self.status == "live" or (reason == "edge" and self.entry.has_started)
        self.window.pause()
        if was_live:
            self.status = "lost"
            self._tell("lost", reason=reason)
        self._wait(COME_BACK_SECONDS, "lost" if self.entry.has_started else "never_came")

    def _wait(self, seconds: float, reason: str) -> None:
        self._stop_timer()
        self._timer = asyncio.get_running_loop().call_later(seconds, self.end, reason)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    async def _keep_looking(self) -> None:
        """Asks web whether the show is public, and whether it is over."""
        while self._ending is None:
            if self._ends_at is not None and clock.now() >= self._ends_at:
                self.end("time")
                return
            standing = await self._house.asking.look(self.entry.session_id)
            if standing is not None:
                self._see(is_public=standing.is_public)
                if standing.status is None or standing.status in PUBLIC_STATUSES_OVER:
                    self.end("stopped")
                    return
            await asyncio.sleep(LOOK_SECONDS)

    def _see(self, *, is_public: bool) -> None:
        if is_public and not self.is_public and self.entry.is_rehearsal:
            # The rehearsal has become the show: from here on it is kept, and what came before is nobody's business.
            self._house.ledger.make_lasting(self.entry)
            self.order({"kind": "keep", "folder": str(self.folder)})
            self.window.forget_before()
        self.is_public = is_public

    async def _end(self, reason: str) -> None:
        self._stop_timer()
        child, self._child = self._child, None
        if child is not None:
            await child.end()
        self.window.end()
        was_told, self.status = self.entry.has_started, "ended"
        if was_told:
            length_ms, size = await self._finish_recording()
            self._tell("ended", reason=reason, duration_ms=length_ms, bytes=size)
            await self._house.asking.wait_told(self.entry.session_id)
        elif self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._house.ledger.close(self.entry)
        self.is_closed = True
        if self.window.has_media:
            await asyncio.sleep(LINGER_SECONDS)
        self._over(self)

    async def _finish_recording(self) -> tuple[int, int]:
        folder = self.folder
        if folder is None:
            return 0, 0
        try:
            return await asyncio.get_running_loop().run_in_executor(None, write_replay, folder)
        except (OSError, ValueError, KeyError):
            log.exception("the replay of show %s could not be written", self.entry.session_id)
            return 0, 0

    def _tell(self, event: str, **more: Any) -> None:
        take = max(1, self.entry.next_take - 1)
        told: dict[str, Any] = {"event": event, "at": clock.now().isoformat(), "take": take, **self._facts, **more}
        if self.entry.folder and more.get("duration_ms") != 0:
            told |= {"storage_key": f"{self.entry.folder}/{REPLAY}", "index_key": f"{self.entry.folder}/{INDEX}"}
        self._house.asking.tell(self.entry.session_id, told)


def _moment(text: str | None) -> dt.datetime | None:
    with suppress(ValueError):
        found = dt.datetime.fromisoformat(text) if text else None
        return found if found is None or found.tzinfo is not None else found.replace(tzinfo=dt.UTC)
    return None


def _address(server: IceServer) -> str:
    """As the show's process reads it: the URL, name and password behind it."""
    return "\n".join((server.url, server.username, server.password))
