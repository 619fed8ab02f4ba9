"""How many are there: one call every few seconds for all rooms of this edge, no row per viewer."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

import psycopg

from halles.edge.rooms import closing
from halles.edge.rooms.database import DatabaseAway
from halles.kit.rooms.events import passing

if TYPE_CHECKING:
    from halles.edge.rooms.rooms import Rooms

TELL_SECONDS = 5.0
OVER_TELLS = 12  # a room whose show is over is closed after so many tellings: a minute

log = logging.getLogger("halles.edge")


class Presence:
    """Tells the database how many this edge has, and the rooms how many there are in all edges together."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._chats: Counter[str] = Counter()
        self._over: Counter[str] = Counter()
        self._told_at = 0.0

    def count_chat(self, session: str) -> None:
        """A message was taken."""
        self._chats[session] += 1

    async def run(self) -> None:
        """Tells, for ever."""
        self._told_at = asyncio.get_running_loop().time()
        while True:
            await asyncio.sleep(TELL_SECONDS)
            try:
                await self.tell()
            except DatabaseAway:
                continue
            except psycopg.Error:
                log.exception("presence could not be told")

    async def tell(self) -> None:
        """One telling; what it could not tell is kept for the next."""
        stages = [stage for stage in self._rooms.stages.values() if stage.is_open]
        if not stages:
            return
        now = asyncio.get_running_loop().time()
        elapsed_ms = int(min(now - self._told_at, 2 * TELL_SECONDS) * 1000)
        counts = _count_people(self._rooms)
        rows: list[dict[str, Any]] = []
        for stage in stages:
            viewers = counts[stage.session]
            hearts = self._rooms.hearts.total(stage.session)
            rows.append({
                "room": stage.session, "viewers": viewers, "watch_ms": viewers * elapsed_ms,
                "chats": self._chats[stage.session], "hearts": hearts,
            })  # fmt: skip
        answers = await self._rooms.database.ask(
            "SELECT live_presence(%s::uuid, %s::jsonb)", self._rooms.edge, json.dumps(rows)
        )
        self._told_at = now
        for row in rows:
            self._chats[row["room"]] -= row["chats"]
            self._rooms.hearts.settle(row["room"], row["hearts"])
        self._chats = +self._chats
        for answer in answers:
            self._hear(answer)

    def _hear(self, answer: dict[str, Any]) -> None:
        stage = self._rooms.stages.get(answer["room"])
        if stage is None:
            return
        stage.viewer_count, stage.status = answer["viewers"], answer["status"]
        stage.room.post(passing("count", n=answer["viewers"]))
        if stage.status in {"planned", "live"}:
            self._over.pop(stage.session, None)
            return
        self._over[stage.session] += 1
        if self._over[stage.session] >= OVER_TELLS:
            del self._over[stage.session]
            for visit in [visit for visit in self._rooms.visits if visit.stage is stage]:
                visit.close(closing.ENDED, stage.status)


def _count_people(rooms: Rooms) -> Counter[str]:
    """People by room, not lines: somebody who watches on two screens is one; who runs the show is no viewer."""
    found = {
        (visit.session, visit.line.who or visit.line.device or id(visit))
        for visit in rooms.visits
        if visit.stage is not None and visit.line is not None and not visit.line.is_crew
    }
    return Counter(session for session, _ in found)
