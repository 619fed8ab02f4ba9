"""One viewer's line, from the first byte after the handshake to the last."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from typing import Any, Protocol

from halles.edge.rooms import closing
from halles.edge.rooms.passes import TOKEN_SECONDS, Pass
from halles.edge.rooms.stages import Stage
from halles.kit.rooms.events import encode
from halles.kit.rooms.frames import CLOSE, PING, PONG, TEXT, Frame, frame
from halles.kit.rooms.limits import Allowance
from halles.kit.rooms.listeners import Listener, Transport
from halles.kit.rooms.reading import NOT_TEXT, FrameRefused, Reader

MESSAGE_BYTES_MAX = 8 * 1024
HELLO_SECONDS_MAX = 10.0
SILENCE_SECONDS_MAX = 70.0
MESSAGES_BURST = 60
MESSAGES_PER_SECOND = 20.0
IN_FLIGHT_MAX = 16  # commands of one line that wait for their answer

log = logging.getLogger("halles.edge")


class Desk(Protocol):
    """Who takes what a line says."""

    def take(self, visit: Visit, told: dict[str, Any]) -> Coroutine[Any, Any, None] | None: ...
    def leave(self, visit: Visit) -> None: ...


class Visit:
    """Bytes in, messages to the desk. aiohttp hands it the connection's bytes (`feed_data`, `feed_eof`)."""

    __slots__ = (
        "_deadline", "_desk", "_reader", "_tasks", "_whole", "gone", "hearts",
        "is_deflated", "line", "listener", "seen_at", "session", "since", "stage", "transport",
    )  # fmt: skip

    def __init__(self, transport: Transport, desk: Desk, *, session: str, is_deflated: bool) -> None:
        loop = asyncio.get_running_loop()
        self.transport = transport
        self.session = session
        self.is_deflated = is_deflated
        self.line: Pass | None = None
        self.since = 0.0  # when the pass was shown
        self.stage: Stage | None = None
        self.listener = Listener(transport, is_deflated=is_deflated)
        self.seen_at = loop.time()
        self.hearts: Allowance | None = None
        self.gone: asyncio.Future[None] = loop.create_future()
        self._desk = desk
        self._reader = Reader(bytes_max=MESSAGE_BYTES_MAX, may_deflate=is_deflated)
        self._whole = Allowance(burst=MESSAGES_BURST, per_second=MESSAGES_PER_SECOND)
        self._tasks: set[asyncio.Task[None]] = set()
        self._deadline: asyncio.TimerHandle | None = loop.call_later(HELLO_SECONDS_MAX, self._too_late)

    def feed_data(self, data: bytes) -> tuple[bool, bytes]:
        """Takes what has arrived; never raises."""
        self.seen_at = asyncio.get_running_loop().time()
        try:
            for opcode, payload in self._reader.feed(bytes(data)):
                if self.listener.is_gone:
                    break
                self._take(opcode, payload)
        except FrameRefused as refused:
            self.close(refused.code, refused.reason)
        except Exception:
            log.exception("a line's message could not be taken")
            self.close(1011, "failed")
        return False, b""

    def feed_eof(self) -> None:
        """The connection is over."""
        self.listener.is_gone = True
        self.arrived()
        if not self.gone.done():
            self.gone.set_result(None)
            self._desk.leave(self)

    def close(self, code: int, reason: str) -> None:
        """Ends the line; the codes stand in `closing`."""
        self.listener.close(code, reason)

    def tell(self, *events: dict[str, Any]) -> None:
        """Tells this viewer alone."""
        self.listener.answer(Frame.of(encode(events)))

    def answer(self, told: dict[str, Any], answer: dict[str, Any]) -> None:
        """The answer to the command `told`, under the number that it carries."""
        self.tell({"k": "you", "n": _number(told), **answer})

    def arrived(self) -> None:
        """The hello has been taken; the clock on it stops."""
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def is_stale(self) -> bool:
        """Whether the pass is older than web signs for."""
        return asyncio.get_running_loop().time() - self.since > TOKEN_SECONDS

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == PONG:
            return
        if not self._whole.take(asyncio.get_running_loop().time()):
            self.close(closing.FLOOD, "flood")
            return
        if opcode == PING:
            self.listener.write(frame(PONG, payload))
        elif opcode == CLOSE:
            self.close(1000, "")
        elif opcode != TEXT:
            raise FrameRefused(NOT_TEXT, "not_text")
        else:
            self._give(_read(payload))

    def _give(self, told: dict[str, Any]) -> None:
        if len(self._tasks) >= IN_FLIGHT_MAX:
            self.answer(told, {"ok": False, "code": "room.busy"})
            return
        waiting = self._desk.take(self, told)
        if waiting is not None:
            task = asyncio.create_task(waiting)
            self._tasks.add(task)
            task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (failure := task.exception()) is not None:
            log.error("a line's command failed", exc_info=failure)
            self.close(1011, "failed")

    def _too_late(self) -> None:
        self._deadline = None
        self.close(closing.SILENT, "no_hello")


def _read(payload: bytes) -> dict[str, Any]:
    try:
        told = json.loads(payload.decode())
    except (ValueError, RecursionError):
        raise FrameRefused(1007, "not_json") from None
    if not isinstance(told, dict) or not isinstance(told.get("t"), str):
        raise FrameRefused(1007, "not_a_message")
    return told


def _number(told: dict[str, Any]) -> int | str | None:
    """What the viewer numbered the command with, given back as it came when it is short."""
    number = told.get("n")
    if isinstance(number, bool) or not isinstance(number, int | str) or len(str(number)[:41]) > 40:
        return None
    if isinstance(number, str) and not number.isascii():  # half a sign could not be told back
        return None
    return number
