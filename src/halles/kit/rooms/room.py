"""One room: its listeners, what it is about to tell them, and what it told last."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Sequence
from itertools import islice

from halles.kit.rooms.events import Event, in_order, passing, payload, thin_out
from halles.kit.rooms.frames import Frame
from halles.kit.rooms.limits import Allowance
from halles.kit.rooms.listeners import Listener
from halles.kit.rooms.ticks import Ticker

HISTORY_EVENTS_MAX = 300
CHAT_PER_SECOND_MAX = 30
WRITES_AT_ONCE = 500  # then the loop may read again


class Room:
    """Tells events to all listeners, in ticks; `epoch` and `offset` name the last event that it knows."""

    def __init__(self, *, epoch: int, offset: int) -> None:
        self.epoch = epoch
        self.offset = offset  # of the last event posted
        self.told_offset = offset  # of the last event that is with the listeners, or on its way
        self.listeners: dict[Listener, None] = {}
        self._by_key: dict[str, set[Listener]] = {}
        self._history: deque[Event] = deque(maxlen=HISTORY_EVENTS_MAX)
        self._pending: list[Event] = []
        self._latest: dict[str, Event] = {}
        self._hearts: Counter[str] = Counter()
        self._crew_count = 0
        self._chat = Allowance(burst=CHAT_PER_SECOND_MAX, per_second=CHAT_PER_SECOND_MAX)
        self._ticker = Ticker(self._flush)

    def add(self, listener: Listener) -> None:
        """From the next tick on it hears what is told; what came before is given to it by whoever adds it."""
        self.listeners[listener] = None
        self._crew_count += listener.is_crew
        if listener.key is not None:
            self._by_key.setdefault(listener.key, set()).add(listener)

    def remove(self, listener: Listener) -> None:
        """It hears no more."""
        if listener not in self.listeners:
            return
        del self.listeners[listener]
        listener.is_gone = True
        self._crew_count -= listener.is_crew
        mine = self._by_key.get(listener.key) if listener.key is not None else None
        if mine is not None:
            mine.discard(listener)
            if not mine:
                del self._by_key[listener.key or ""]

    def lines_of(self, key: str) -> list[Listener]:
        """The lines of one person into this room."""
        return list(self._by_key.get(key, ()))

    def post(self, event: Event) -> None:
        """Tells an event with the next tick; of a numbered one, only when it was not told yet."""
        if event.offset:
            if event.offset <= self.offset:
                return
            self.offset = event.offset
            self._history.append(event)
            self._pending.append(event)
        else:
            self._latest[event.kind] = event  # of what is not kept only the newest matters
        self._ticker.wake()

    def heart(self, kind: str, count: int = 1) -> None:
        """Counts reactions into the next tick."""
        self._hearts[kind] += count
        self._ticker.wake()

    def after(self, offset: int, *, is_crew: bool) -> list[Event] | None:
        """What was told after `offset`, or None when that is further back than is kept here."""
        if offset >= self.told_offset:
            return []
        oldest = self._history[0].offset if self._history else self.offset + 1
        if offset + 1 < oldest:
            return None
        told = (event for event in self._history if offset < event.offset <= self.told_offset)
        return [event for event in told if is_crew or not event.is_crew_only]

    def restart(self, *, epoch: int, offset: int, history: Sequence[Event] = ()) -> None:
        """Begins after `offset`, with what was told up to there as `history`; nothing of before counts."""
        self.epoch, self.offset, self.told_offset = epoch, offset, offset
        self._history.clear()
        self._history.extend(history)
        self._pending.clear()

    def close(self) -> None:
        """No tick from here on."""
        self._ticker.close()

    def _flush(self) -> None:
        events, self._pending = in_order(self._pending), []
        latest, self._latest = list(self._latest.values()), {}
        if self._hearts:
            latest.insert(0, passing("hearts", n=dict(self._hearts)))
            self._hearts.clear()
        self.told_offset = self.offset
        public = [event for event in events if not event.is_crew_only]
        loose_count = sum(event.may_be_left_out for event in public)
        now = asyncio.get_running_loop().time()
        kept, left_out = thin_out(public, self._chat.take_up_to(loose_count, now))
        whole = events + latest
        if left_out:
            latest = [*latest, passing("sampled", n=len(left_out))]
        self._write(kept + latest, whole, left_out)

    def _write(self, public: list[Event], whole: list[Event], left_out: list[Event]) -> None:
        for_all = Frame.of(payload(public)) if public else None
        for_crew = for_all
        if self._crew_count and whole != public:
            for_crew = Frame.of(payload(whole)) if whole else None
        loop = asyncio.get_running_loop()
        waiting = iter(list(self.listeners))

        def write_some() -> None:
            some = list(islice(waiting, WRITES_AT_ONCE))
            for listener in some:
                if listener.is_crew:
                    if for_crew is not None:
                        listener.tell(for_crew, len(whole))
                elif for_all is not None:
                    listener.tell(for_all, len(public))
            # uvloop sends when the callbacks of this round are through, so that it is over one round later.
            loop.call_soon(write_some if len(some) == WRITES_AT_ONCE else finish)

        def finish() -> None:
            self._ticker.written(len(self.listeners))
            if self._pending or self._latest or self._hearts:
                self._ticker.wake()

        write_some()
        self._give_back_own(left_out)

    def _give_back_own(self, left_out: list[Event]) -> None:
        """What was left out for all is still told to whoever said it."""
        own: dict[str, list[Event]] = {}
        for event in left_out:
            if event.author is not None:
                own.setdefault(event.author, []).append(event)
        for author, events in own.items():
            mine = self._by_key.get(author, ())
            if mine:
                frame = Frame.of(payload(events))
                for listener in mine:
                    if not listener.is_crew:
                        listener.answer(frame)
