"""A publisher's clock: how much it may send, and how long it may be silent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

SILENCE_SECONDS_MAX = 10.0
BYTES_PER_SECOND_MAX = 4_000_000  # 32 Mb/s: four times what OBS sends for 1080p60
LOOK_SECONDS = 2.5


class Pace:
    """Calls `give_up` with "silent" or "too_much"; `count` is told of every frame's bytes."""

    def __init__(self, give_up: Callable[[str], None]) -> None:
        self._give_up = give_up
        self._bytes = 0
        self._silent = 0.0
        self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)

    def count(self, size: int) -> None:
        """So many bytes of media came."""
        self._bytes += size

    def stop(self) -> None:
        """No more looking."""
        self._timer.cancel()

    def _look(self) -> None:
        self._silent = 0.0 if self._bytes else self._silent + LOOK_SECONDS
        if self._bytes > BYTES_PER_SECOND_MAX * LOOK_SECONDS:
            self._give_up("too_much")
            return
        if self._silent >= SILENCE_SECONDS_MAX:
            self._give_up("silent")
            return
        self._bytes = 0
        self._timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look)
