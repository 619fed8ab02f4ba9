"""What PostgreSQL announces: rooms that have something to read, and orders to whoever runs a show's media.

A notification carries numbers, not the world. Whatever was missed while the line was broken is found again by reading
from the last number on, so that it may break at any time.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable

import psycopg

from halles.edge.rooms.database import Database, DatabaseAway

PAUSES_SECONDS = (0.1, 0.2, 0.5, 1.0, 2.0)
LOOK_SECONDS = 20.0  # a quiet line is tried so often

log = logging.getLogger("halles.edge")


class Bus:
    """Listens for as long as `run` runs; the callbacks are called in the edge's loop."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.on_news: list[Callable[[str, int, int], None]] = []  # session, epoch, last offset
        self.on_hearts: list[Callable[[str, str, dict[str, int]], None]] = []  # edge, session, counts
        self.on_connected: list[Callable[[], None]] = []
        self.is_connected = False

    async def run(self) -> None:
        """Listens, and again after every break, until cancelled."""
        failures = 0
        while True:
            try:
                await self._listen()
            except (DatabaseAway, psycopg.Error) as failure:
                if self.is_connected:
                    failures = 0
                    log.warning("the line to the database broke; rooms wait: %s", str(failure).strip())
            self.is_connected = False
            await asyncio.sleep(PAUSES_SECONDS[min(failures, len(PAUSES_SECONDS) - 1)])
            failures += 1

    async def _listen(self) -> None:
        line = await self._database.connect()
        try:
            await line.execute("LISTEN rooms")
            await line.execute("LISTEN room_hearts")
            self.is_connected = True
            for connected in self.on_connected:
                connected()
            while True:
                async for note in line.notifies(timeout=LOOK_SECONDS):
                    self._tell(note.channel, note.payload)
                await line.execute("SELECT 1")
        finally:
            await line.close()

    def _tell(self, channel: str, payload: str) -> None:
        parts = payload.split(":")
        try:
            if channel == "rooms":
                session, epoch, offset = str(uuid.UUID(parts[0])), int(parts[1]), int(parts[2])
                for news in self.on_news:
                    news(session, epoch, offset)
            else:
                counts = {kind: int(count) for kind, _, count in (part.partition("=") for part in parts[2:])}
                for hearts in self.on_hearts:
                    hearts(parts[0], str(uuid.UUID(parts[1])), counts)
        except (ValueError, IndexError):
            log.warning("not understood on the bus: %s", payload[:100])
