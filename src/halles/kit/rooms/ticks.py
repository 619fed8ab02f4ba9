"""When a room speaks: at once after a silence, else in ticks, so that many words cost one write per listener."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

TICK_SECONDS = 0.05  # after so long a silence the first word does not wait
REST_SECONDS_MAX = 0.1


class Ticker:
    """Calls `flush` soon after `wake`, and not again before a tick is over.

    A tick is 50 ms; where writing to everybody takes longer than half of that, the room rests as long as it wrote, at
    most 100 ms: whatever the number of listeners, half of the time is left for what they say.
    """

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._timer: asyncio.Handle | None = None
        self._next_at = 0.0
        self._is_closed = False
        self.is_writing = False

    def wake(self) -> None:
        """There is something to say."""
        if self._timer is not None or self.is_writing or self._is_closed:
            return
        loop = asyncio.get_running_loop()
        # call_soon and not now: what was said together is told together.
        is_idle = loop.time() >= self._next_at
        self._timer = loop.call_soon(self._fire) if is_idle else loop.call_at(self._next_at, self._fire)

    def written(self, seconds: float) -> None:
        """The last flush is with everybody, and took so long; the next tick is counted from here."""
        self.is_writing = False
        now = asyncio.get_running_loop().time()
        self._next_at = now + max(TICK_SECONDS - seconds, min(REST_SECONDS_MAX, seconds))

    def close(self) -> None:
        """No flush from here on."""
        self._is_closed = True
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _fire(self) -> None:
        self._timer = None
        self.is_writing = True
        self._flush()
