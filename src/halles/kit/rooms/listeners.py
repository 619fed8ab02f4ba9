"""One listener: written to at once, passed over while it reads too slowly, closed when it does not read at all."""

from __future__ import annotations

import json
import time
from typing import Protocol

from halles.kit.rooms.frames import Frame, closing

SKIP_BYTES = 256 * 1024  # not yet taken by the network: from here on ticks are left out
CLOSE_BYTES = 1024 * 1024
SLOW = 4001


class Transport(Protocol):
    """The part of asyncio's (and uvloop's) transports that is needed here."""

    def write(self, data: bytes) -> None: ...
    def get_write_buffer_size(self) -> int: ...
    def close(self) -> None: ...
    def abort(self) -> None: ...
    def is_closing(self) -> bool: ...


class Listener:
    """A line into a room. `key` says whose it is (None: nobody signed in), `is_crew` that they see everything."""

    __slots__ = ("_transport", "is_crew", "is_deflated", "is_gone", "joined_at", "key", "missed_count")

    def __init__(
        self, transport: Transport, *, is_deflated: bool, key: str | None = None, is_crew: bool = False
    ) -> None:
        self._transport = transport
        self.is_deflated = is_deflated
        self.key = key
        self.is_crew = is_crew
        self.is_gone = False
        self.missed_count = 0
        self.joined_at = time.monotonic()

    def tell(self, frame: Frame, event_count: int) -> None:
        """Writes a tick of the room, or leaves it out while too much is still on its way. Never waits."""
        if self.is_gone:
            return
        waiting = self._transport.get_write_buffer_size()
        if waiting > SKIP_BYTES:
            self.missed_count += event_count
            if waiting > CLOSE_BYTES:
                self.close(SLOW, "slow")
            return
        if self.missed_count:
            self._say_missed()
        self._transport.write(frame.deflated if self.is_deflated else frame.plain)

    def answer(self, frame: Frame) -> None:
        """Writes what is for this listener alone: never left out, so a line that takes nothing is closed by it."""
        if self.is_gone:
            return
        if self._transport.get_write_buffer_size() > CLOSE_BYTES:
            self.close(SLOW, "slow")
            return
        self._transport.write(frame.deflated if self.is_deflated else frame.plain)

    def write(self, control: bytes) -> None:
        """Writes a prebuilt control frame."""
        if not self.is_gone and self._transport.get_write_buffer_size() <= SKIP_BYTES:
            self._transport.write(control)

    def close(self, code: int, reason: str) -> None:
        """Ends the line; one that is full is cut, since a farewell would only queue behind the rest."""
        if self.is_gone:
            return
        self.is_gone = True
        if self._transport.get_write_buffer_size() > SKIP_BYTES:
            self._transport.abort()
            return
        self._transport.write(closing(code, reason))
        self._transport.close()

    def _say_missed(self) -> None:
        said = json.dumps([{"k": "missed", "n": self.missed_count}], separators=(",", ":"))
        self.missed_count = 0
        self._transport.write(Frame.of(said.encode()).plain)
