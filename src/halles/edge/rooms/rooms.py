"""Everything under /rooms/: lines in, commands to the database, news of the database out."""

from __future__ import annotations

import asyncio
import logging
import random
import uuid
from collections.abc import Collection, Coroutine
from typing import Any, cast

from aiohttp import web

from halles.edge import pages
from halles.edge.rooms import closing
from halles.edge.rooms.batches import Answer, Batches
from halles.edge.rooms.bus import Bus
from halles.edge.rooms.claims import Claims
from halles.edge.rooms.commands import COMMANDS, CommandRefused, item_of
from halles.edge.rooms.database import Database, DatabaseAway
from halles.edge.rooms.handshake import HandshakeRefused, check, shake
from halles.edge.rooms.hearts import Hearts
from halles.edge.rooms.passes import Pass, PassRefused, read_pass
from halles.edge.rooms.presence import Presence
from halles.edge.rooms.stages import NoSuchRoom, Stage
from halles.edge.rooms.sweeping import keep_sweeping
from halles.edge.rooms.visits import Visit
from halles.edge.visitors import Visitor, line_of
from halles.kit import clock
from halles.kit.rooms.events import Event, passing, payload
from halles.kit.rooms.frames import Frame
from halles.kit.rooms.limits import Allowances, Places

LINES_PER_PERSON_MAX = 8
PEOPLE_REMEMBERED_MAX = 50_000
ROOMS_MAX = 500
FORGET_SECONDS = 30.0  # an empty room is kept so long, for those who come back
COME_AGAIN_PER_SECOND = 1000  # after a restart, over at most COME_AGAIN_SECONDS_MAX
COME_AGAIN_SECONDS_MAX = 10.0
DRAIN_SECONDS = 3.0

log = logging.getLogger("halles.edge")


class Rooms:
    """The lines and open rooms of this edge. Several edges may serve one room: they meet in PostgreSQL only."""

    def __init__(self, database: Database, *, key: bytes, hosts: Collection[str], per_address_max: int) -> None:
        self.edge = str(uuid.uuid4())
        self.database = database
        self.batches = Batches(database)
        self.bus = Bus(database)
        self.claims = Claims(self.batches, key)
        self.visits: dict[Visit, None] = {}
        self.stages: dict[str, Stage] = {}
        self.key = key
        self.presence = Presence(self)
        self.hearts = Hearts(self)
        self._hosts = frozenset(hosts)
        self._people = Places(LINES_PER_PERSON_MAX)
        self._addresses = Places(per_address_max)
        self._allowances = {
            name: Allowances(burst=each.burst, per_second=each.per_second, keys_max=PEOPLE_REMEMBERED_MAX)
            for name, each in COMMANDS.items()
        }
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closing = False
        self.bus.on_news.append(self._on_news)
        self.bus.on_hearts.append(self.hearts.hear)
        self.bus.on_connected.append(self._look_everywhere)

    def start(self) -> None:
        """Begins to listen to the database, as soon as there is one."""
        lasting = (self.bus.run(), self.presence.run(), self.hearts.run(), keep_sweeping(self))
        self._tasks = [asyncio.create_task(each) for each in lasting]

    async def close(self) -> None:
        """Answers what is under way, and sends everybody away to come again, spread over some seconds."""
        self._is_closing = True
        await self.batches.drain(DRAIN_SECONDS)
        await asyncio.sleep(0)
        spread_ms = 1000 * min(COME_AGAIN_SECONDS_MAX, 0.5 + len(self.visits) / COME_AGAIN_PER_SECOND)
        for visit in list(self.visits):
            visit.close(closing.RESTART, str(int(random.uniform(0, spread_ms))))  # noqa: S311 - spreads, keeps nothing
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for stage in self.stages.values():
            stage.close()
        await self.database.close()

    async def answer(self, request: web.BaseRequest, relative: str, visitor: Visitor) -> web.StreamResponse:
        """The answer to a request for /rooms/<relative>: a line that is open until one side ends it."""
        try:
            session = str(uuid.UUID(relative))
        except ValueError:
            return pages.page(request, "not_found")
        try:
            key = check(request, self._hosts)
        except HandshakeRefused as refused:
            return refused.answer
        if self._is_closing:
            return pages.page(request, "opening")
        line = line_of(visitor.address)
        if not self._addresses.take(line):
            return pages.page(request, "full")
        try:
            return await self._serve(request, session, key)
        finally:
            self._addresses.give_back(line)

    async def _serve(self, request: web.BaseRequest, session: str, key: str) -> web.StreamResponse:
        answer, is_deflated = await shake(request, key)
        transport = request.transport
        if transport is None:
            return answer
        visit = Visit(transport, self, session=session, is_deflated=is_deflated)
        self.visits[visit] = None
        request.protocol.set_parser(cast("Any", visit))
        await visit.gone
        return answer

    def take(self, visit: Visit, told: dict[str, Any]) -> Coroutine[Any, Any, None] | None:
        """What a line said; a coroutine where the answer takes a while."""
        kind = told["t"]
        if visit.stage is None:
            if kind != "hello" or visit.line is not None:
                visit.close(closing.FOREIGN, "no_hello")
                return None
            return self._enter(visit, told)
        if kind == "heart":
            self.hearts.take(visit, told)
        elif kind == "since":
            self._tell_since(visit, told)
        elif kind == "token":
            self._renew(visit, told)
        elif kind == "time":
            visit.answer(told, {"ok": True, "now": _now_ms()})
        elif kind in COMMANDS:
            return self._command(visit, told)
        elif kind != "seen":
            visit.answer(told, {"ok": False, "code": "room.unknown"})
        return None

    def leave(self, visit: Visit) -> None:
        """The line is over."""
        self.visits.pop(visit, None)
        if visit.stage is not None:
            visit.stage.note_watched(visit.listener)
            visit.stage.room.remove(visit.listener)
            if not visit.stage.room.listeners:
                asyncio.get_running_loop().call_later(FORGET_SECONDS, self._forget, visit.stage)
        if visit.listener.key is not None:
            self._people.give_back(visit.listener.key)
            visit.listener.key = None

    async def _enter(self, visit: Visit, told: dict[str, Any]) -> None:
        visit.arrived()
        try:
            line = read_pass(told.get("token"), visit.session, self.key)
        except PassRefused as refused:
            visit.close(refused.code, refused.reason)
            return
        visit.line, visit.since = line, asyncio.get_running_loop().time()
        if line.who is not None:
            if not self._people.take(line.who):
                visit.close(closing.MANY, "many")
                return
            visit.listener.key = line.who
        visit.listener.is_crew = line.is_crew
        try:
            stage = await self._stage_of(visit.session)
            await self._welcome(visit, stage, told)
        except NoSuchRoom:
            visit.close(closing.ENDED, "not_found")
        except DatabaseAway:
            visit.close(closing.DATABASE, "database")

    async def _stage_of(self, session: str) -> Stage:
        stage = self.stages.get(session)
        if stage is None:
            if len(self.stages) >= ROOMS_MAX:
                raise DatabaseAway
            stage = self.stages[session] = Stage(session, self.database)
        if not stage.is_open:
            try:
                await stage.open()
            except (NoSuchRoom, DatabaseAway):
                self.stages.pop(session, None)
                raise
            stage.look()  # what happened between the snapshot and our listening
        return stage

    async def _welcome(self, visit: Visit, stage: Stage, told: dict[str, Any]) -> None:
        """Tells a newcomer the room, or one who was here before what happened since; from then on they hear all."""
        room, epoch, offset = stage.room, told.get("epoch"), told.get("offset")
        was_here = isinstance(epoch, int) and isinstance(offset, int) and epoch == room.epoch and offset >= 0
        missed = room.after(offset, is_crew=visit.listener.is_crew) if was_here else None  # type: ignore[arg-type]
        if missed is None:
            await stage.freshen()
        # From here to `add` nothing waits, so that no event falls between what is told now and the next tick.
        if visit.listener.is_gone:
            return
        is_gap = isinstance(offset, int) and missed is None
        if missed is None:
            missed = room.after(stage.hello_offset, is_crew=visit.listener.is_crew) or []
            opening = stage.hello
        else:
            opening = Frame(b"", b"")
        frames = Frame.of(payload([self._greeting(visit, stage, is_gap=is_gap, is_back=not opening.plain)])) + opening
        visit.listener.answer(frames + Frame.of(payload(missed)) if missed else frames)
        room.add(visit.listener)
        visit.stage = stage

    def _greeting(self, visit: Visit, stage: Stage, *, is_gap: bool, is_back: bool) -> Event:
        assert visit.line is not None
        return passing(
            "you", now=_now_ms(), role=visit.line.role, who=visit.line.who, epoch=stage.room.epoch,
            offset=stage.room.told_offset, gap=is_gap, back=is_back, viewers=stage.viewer_count, edge=self.edge[:8],
        )  # fmt: skip

    def _tell_since(self, visit: Visit, told: dict[str, Any]) -> None:
        assert visit.stage is not None
        offset = told.get("offset")
        if not isinstance(offset, int) or isinstance(offset, bool) or offset < 0:
            visit.answer(told, {"ok": False, "code": "room.malformed"})
            return
        missed = visit.stage.room.after(offset, is_crew=visit.listener.is_crew)
        if missed is None:
            visit.close(closing.SLOW, "gap")  # it begins anew, and is told so
            return
        if missed:
            visit.listener.answer(Frame.of(payload(missed)))
        visit.answer(told, {"ok": True})

    def _renew(self, visit: Visit, told: dict[str, Any]) -> None:
        assert visit.line is not None
        try:
            line = read_pass(told.get("token"), visit.session, self.key)
        except PassRefused as refused:
            visit.close(refused.code, refused.reason)
            return
        if line.who != visit.line.who or line.role != visit.line.role:
            visit.close(closing.TOKEN, "changed")  # somebody else now: from the beginning
            return
        visit.line, visit.since = line, asyncio.get_running_loop().time()
        visit.answer(told, {"ok": True})

    async def _command(self, visit: Visit, told: dict[str, Any]) -> None:
        visit.answer(told, await self._ask(visit, told))

    async def _ask(self, visit: Visit, told: dict[str, Any]) -> Answer:
        assert visit.line is not None
        assert visit.stage is not None
        if visit.line.who is None:
            return {"ok": False, "code": "live.sign_in"}
        if visit.is_stale():
            return {"ok": False, "code": "room.token_expired"}
        command = COMMANDS[told["t"]]
        try:
            target, item = command.read(told, visit.session)
        except CommandRefused as refused:
            return {"ok": False, "code": refused.code}
        wait_ms = self._spend(told["t"], visit.line)
        if wait_ms:
            return {"ok": False, "code": "room.too_fast", "wait_ms": wait_ms}
        if self._is_closing:
            return {"ok": False, "code": "room.restarting"}
        answer = await self.batches.ask(target, item_of(item, visit.line, visit.stage.watched_ms(visit.listener)))
        if told["t"] == "say" and answer.get("ok"):
            self.presence.count_chat(visit.session)
        return answer

    def _spend(self, name: str, line: Pass) -> int:
        """0 when this person may ask it now, on whichever of their lines, else how many milliseconds to wait."""
        if line.is_crew:
            return 0
        allowance = self._allowances[name].of(line.who or "")
        return 0 if allowance.take(asyncio.get_running_loop().time()) else allowance.wait_ms()

    def _on_news(self, session: str, epoch: int, offset: int) -> None:
        stage = self.stages.get(session)
        if stage is not None:
            stage.announce(epoch, offset)

    def _look_everywhere(self) -> None:
        for stage in self.stages.values():
            stage.look()

    def _forget(self, stage: Stage) -> None:
        if not stage.room.listeners and self.stages.get(stage.session) is stage:
            del self.stages[stage.session]
            stage.close()


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)
