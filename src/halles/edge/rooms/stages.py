"""The rooms that this edge has open: read from PostgreSQL, kept up with it, forgotten when nobody is there."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import psycopg

from halles.edge.rooms import closing
from halles.edge.rooms.database import Database, DatabaseAway
from halles.kit.rooms.events import Event, encode
from halles.kit.rooms.frames import Frame
from halles.kit.rooms.listeners import Listener
from halles.kit.rooms.room import Room

LAST_CHATS = 50
READ_EVENTS_MAX = 300
PAGES_MAX = 5  # so many events behind, and a room begins anew
SNAPSHOT_SECONDS = 1.0  # one snapshot serves everybody who comes within that time; the rest is told from memory
WATCHED_PEOPLE_MAX = 20_000
AWAY_PAUSE_SECONDS = 0.5
CREW_KINDS = frozenset({"restricted", "held", "team", "recording"})

log = logging.getLogger("halles.edge")


class NoSuchRoom(Exception):  # noqa: N818 - an answer to the client
    """There is no such live session."""


class Stage:
    """One open room and how it is read. `hello` is what somebody new is told, prebuilt."""

    def __init__(self, session: str, database: Database) -> None:
        self.session = session
        self.room = Room(epoch=0, offset=0)
        self.status = ""
        self.viewer_count = 0
        self.hello = Frame(b"", b"")
        self.hello_offset = 0
        self._hello_at = -SNAPSHOT_SECONDS
        self._database = database
        self._wanted = (0, 0)  # epoch and offset that were announced
        self._must_look = False
        self._reading: asyncio.Task[None] | None = None
        self._opening: asyncio.Task[None] | None = None
        self.is_open = False
        self._watched: dict[str, float] = {}  # seconds of lines that are over

    async def open(self) -> None:
        """Reads the room for the first time; raises NoSuchRoom or DatabaseAway. All who wait share one reading."""
        await self._snapshot_once()

    async def freshen(self) -> None:
        """Makes `hello` fit for somebody new: at most a second old, and within what the room remembers."""
        now = asyncio.get_running_loop().time()
        is_known = self.room.after(self.hello_offset, is_crew=True) is not None
        if is_known and (now - self._hello_at < SNAPSHOT_SECONDS or self.hello_offset == self.room.offset):
            return
        await self._snapshot_once()

    def announce(self, epoch: int, offset: int) -> None:
        """There is something to read."""
        self._wanted = (epoch, offset)
        self._read_on()

    def look(self) -> None:
        """Something may have been missed."""
        self._must_look = True
        self._read_on()

    def watched_ms(self, listener: Listener) -> int:
        """How long this person has been in the room in all, as far as this edge has seen."""
        before = self._watched.get(listener.key or "", 0.0)
        return int((before + time.monotonic() - listener.joined_at) * 1000)

    def note_watched(self, listener: Listener) -> None:
        """The line is over, and the person may come back."""
        if listener.key is not None and listener in self.room.listeners:
            before = self._watched.pop(listener.key, 0.0)
            if len(self._watched) >= WATCHED_PEOPLE_MAX:
                self._watched.pop(next(iter(self._watched)))
            self._watched[listener.key] = before + time.monotonic() - listener.joined_at

    def close(self) -> None:
        """Nobody is here any more."""
        self.room.close()
        for task in (self._reading, self._opening):
            if task is not None:
                task.cancel()

    async def _snapshot_once(self) -> None:
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._snapshot())
        await asyncio.shield(self._opening)

    async def _snapshot(self) -> None:
        found = await self._database.ask("SELECT live_snapshot(%s::uuid, %s)", self.session, LAST_CHATS)
        if found is None:
            raise NoSuchRoom
        if found["epoch"] != self.room.epoch or not self.is_open:
            is_new = self.is_open
            history = await self._recall(found["offset"])
            self.room.restart(epoch=found["epoch"], offset=found["offset"], history=history)
            self.is_open = True
            self._take(found)
            if is_new:
                self._tell_anew()
        else:
            self._take(found)
            if found["offset"] > self.room.offset:
                self._wanted = max(self._wanted, (found["epoch"], found["offset"]))
                self._read_on()

    async def _recall(self, offset: int) -> list[Event]:
        """What was told before, for those who come back to an edge that was not there."""
        found = await self._database.ask(
            "SELECT live_events_after(%s::uuid, %s, %s)",
            self.session,
            max(0, offset - READ_EVENTS_MAX),
            READ_EVENTS_MAX,
        )
        return [event_of(told) for told in found if told["o"] <= offset]

    def _take(self, found: dict[str, Any]) -> None:
        self.status = found["status"]
        for chat in found.get("last") or []:
            chat.pop("u", None)
        self.hello = Frame.of(encode([{"k": "hello", **found}]))
        self.hello_offset = found["offset"]
        self._hello_at = asyncio.get_running_loop().time()

    def _tell_anew(self) -> None:
        """Everybody begins anew, as if they had just come."""
        for listener in list(self.room.listeners):
            listener.answer(self.hello)

    def _read_on(self) -> None:
        if self.is_open and (self._reading is None or self._reading.done()):
            self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        while self._must_look or self._wanted[0] > self.room.epoch or self._wanted[1] > self.room.offset:
            try:
                await self._catch_up()
            except (DatabaseAway, psycopg.Error) as failure:
                if not isinstance(failure, DatabaseAway):
                    log.exception("a room could not be read")
                await asyncio.sleep(AWAY_PAUSE_SECONDS)
            except NoSuchRoom:
                return

    async def _catch_up(self) -> None:
        must_look, self._must_look = self._must_look, False
        try:
            if must_look or self._wanted[0] > self.room.epoch:
                await self._snapshot()
                self._wanted = max(self._wanted, (self.room.epoch, self.room.offset))
            for _ in range(PAGES_MAX):
                count = await self._read_page()
                if count < READ_EVENTS_MAX:
                    if not count:  # what was announced and is not there can only be of a numbering that is over
                        self._wanted = (self.room.epoch, self.room.offset)
                    return
        except (DatabaseAway, psycopg.Error):
            self._must_look = self._must_look or must_look
            raise
        self.room.restart(epoch=0, offset=0)  # hopelessly behind: better the present than all of the past
        await self._snapshot()

    async def _read_page(self) -> int:
        found = await self._database.ask(
            "SELECT live_events_after(%s::uuid, %s, %s)", self.session, self.room.offset, READ_EVENTS_MAX
        )
        for told in found:
            if told["k"] == "restricted":
                self._restrict(told)
            elif told["k"] == "team":
                self._send_away(str(told.get("who")), closing.TOKEN, "changed")
            self.room.post(event_of(told))
        return len(found)

    def _restrict(self, told: dict[str, Any]) -> None:
        """Somebody may not speak, or may again; who is banned is sent away."""
        for listener in self.room.lines_of(str(told.get("who"))):
            listener.answer(Frame.of(encode([{"k": "restricted", "you": told.get("kind")}])))
        if told.get("kind") == "ban":
            self._send_away(str(told.get("who")), closing.BANNED, "banned")

    def _send_away(self, who: str, code: int, reason: str) -> None:
        for listener in self.room.lines_of(who):
            listener.close(code, reason)


def event_of(told: dict[str, Any]) -> Event:
    """An event as PostgreSQL tells it; whose it is and whether it is held stays in the edge."""
    author = told.pop("u", None)
    is_held = told.get("s") == "held"
    is_chat = told["k"] == "chat" and told.get("role", "viewer") == "viewer"
    return Event(
        told["k"],
        told["o"],
        encode(told),
        author=author,
        is_crew_only=is_held or told["k"] in CREW_KINDS,
        may_be_left_out=is_chat and not is_held,
    )
