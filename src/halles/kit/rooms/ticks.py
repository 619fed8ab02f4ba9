"""When a room speaks: at once after a silence, else in ticks, so that many words cost one write per listener."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

REST_SECONDS_MIN, REST_SECONDS_MAX = 0.05, 0.1
LARGE_ROOM = 5000  # listeners from which on the rest is the longest


class Ticker:
    """Calls `flush` soon after `wake`, and then not before the room has rested.

    It rests 50 ms, in large rooms up to 100 ms, counted from when everybody was written to: the more listeners, the
    more words travel in one write, and time is left for what they say. After a longer silence a word does not wait.
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

    def written(self, listener_count: int) -> None:
        """The last flush is with so many listeners; the room rests from here on."""
        self.is_writing = False
        share = min(1.0, listener_count / LARGE_ROOM)
        rest = REST_SECONDS_MIN + share * (REST_SECONDS_MAX - REST_SECONDS_MIN)
        self._next_at = asyncio.get_running_loop().time() + rest

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
