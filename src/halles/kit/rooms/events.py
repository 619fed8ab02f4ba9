"""What a room tells, and in which order within one tick."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

# What must be seen goes first: acts, pins and the state of the show, then what takes words away, then words.
_FIRST = frozenset({"act", "pin", "explain", "bag", "media", "mode", "notice", "status"})
_SECOND = frozenset({"delete", "gone"})


@dataclass(frozen=True, slots=True)
class Event:
    """One event, its JSON made once. `author` is who said it; `is_crew_only` keeps it from everybody else.

    Events that may be left out when there are too many are the words of viewers, nothing else.
    """

    kind: str
    offset: int
    json: bytes
    author: str | None = None
    is_crew_only: bool = False
    may_be_left_out: bool = False

    @property
    def rank(self) -> int:
        """Its place within a tick."""
        return 0 if self.kind in _FIRST else 1 if self.kind in _SECOND else 2


def encode(value: Any) -> bytes:
    """JSON in its shortest form."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode()


def passing(kind: str, **body: Any) -> Event:
    """An event that is told once and kept nowhere."""
    return Event(kind, 0, encode({"k": kind, **body}))


def payload(events: Iterable[Event]) -> bytes:
    """The text of one message: an array of events."""
    return b"[" + b",".join([event.json for event in events]) + b"]"


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events as one tick tells them: by rank, then as they happened."""
    return sorted(events, key=lambda event: event.rank)


def thin_out(events: Sequence[Event], keep_count: int) -> tuple[list[Event], list[Event]]:
    """Events with at most `keep_count` of those that may be left out, drawn by lot, and those left out."""
    loose = [event for event in events if event.may_be_left_out]
    if len(loose) <= keep_count:
        return list(events), []
    left_out = random.sample(loose, len(loose) - keep_count)
    dropped = {id(event) for event in left_out}
    return [event for event in events if id(event) not in dropped], left_out
