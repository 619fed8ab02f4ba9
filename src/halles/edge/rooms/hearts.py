"""Reactions: counted, never stored one by one; other edges hear of them once a second."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import psycopg

from halles.edge.rooms.database import DatabaseAway
from halles.edge.rooms.visits import Visit
from halles.kit.rooms.limits import Allowance

if TYPE_CHECKING:
    from halles.edge.rooms.rooms import Rooms

KINDS = ("heart", "clap", "laugh", "wow", "fire")
PER_MESSAGE_MAX = 10
BURST, PER_SECOND = 30, 10.0
TELL_SECONDS = 1.0

log = logging.getLogger("halles.edge")


class Hearts:
    """Reactions of this edge's viewers."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._untold: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._totals: Counter[str] = Counter()

    def take(self, visit: Visit, told: Mapping[str, Any]) -> None:
        """A viewer's reactions, `n` of one kind; more than a hand can tap are not counted, and nobody is told so."""
        kind, count = told.get("kind", "heart"), told.get("n", 1)
        if kind not in KINDS or not isinstance(count, int) or isinstance(count, bool) or visit.stage is None:
            return
        if visit.hearts is None:
            visit.hearts = Allowance(burst=BURST, per_second=PER_SECOND)
        taken = visit.hearts.take_up_to(max(0, min(count, PER_MESSAGE_MAX)), asyncio.get_running_loop().time())
        if taken:
            visit.stage.room.heart(kind, taken)
            self._untold[visit.session][kind] += taken
            self._totals[visit.session] += taken

    def hear(self, edge: str, session: str, counts: Mapping[str, int]) -> None:
        """What another edge has counted."""
        stage = self._rooms.stages.get(session)
        if edge == self._rooms.edge or stage is None:
            return
        for kind, count in counts.items():
            if kind in KINDS and count > 0:
                stage.room.heart(kind, count)

    def total(self, session: str) -> int:
        """What presence has not told yet."""
        return self._totals[session]

    def settle(self, session: str, count: int) -> None:
        """Presence has told so many."""
        self._totals[session] -= count
        if self._totals[session] <= 0:
            del self._totals[session]

    async def run(self) -> None:
        """Tells the other edges, for ever. What cannot be told is forgotten: a heart is of its moment."""
        while True:
            await asyncio.sleep(TELL_SECONDS)
            untold, self._untold = self._untold, defaultdict(Counter)
            for session, counts in untold.items():
                said = ":".join([self._rooms.edge, session, *(f"{kind}={count}" for kind, count in counts.items())])
                try:
                    await self._rooms.database.ask("SELECT pg_notify('room_hearts', %s)", said)
                except (DatabaseAway, psycopg.Error):
                    break
