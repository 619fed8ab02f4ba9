"""Whatever arrived while the last call was in flight is the next call: the busier, the larger, and no timed wait."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from dataclasses import dataclass, field
from typing import Any

import psycopg

from halles.edge.rooms.database import Database, DatabaseAway

BATCH_ITEMS_MAX = 200
WAITING_MAX = 5000
REPEAT_PAUSES_SECONDS = (0.05, 0.5)

Answer = dict[str, Any]
Item = dict[str, Any]
log = logging.getLogger("halles.edge")

AWAY: Answer = {"ok": False, "code": "room.database_away"}
BUSY: Answer = {"ok": False, "code": "room.busy"}
FAILED: Answer = {"ok": False, "code": "room.failed"}


@dataclass(frozen=True)
class Target:
    """One queue: the statement, and what stands before the items among its parameters."""

    statement: str
    parameters: tuple[str, ...]


@dataclass
class _Queue:
    waiting: deque[tuple[Item, asyncio.Future[Answer]]] = field(default_factory=deque)


class Batches:
    """A queue per target. Every item is answered; items that fail together are tried one by one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._queues: dict[Target, _Queue] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.call_count = 0
        self.item_count = 0

    async def ask(self, target: Target, item: Item) -> Answer:
        """The answer to `item`: a JSON object with `ok`, and a `code` when that is false."""
        queue = self._queues.get(target)
        if queue is not None and len(queue.waiting) >= WAITING_MAX:
            return BUSY
        if queue is None:
            queue = self._queues[target] = _Queue()
            task = asyncio.create_task(self._work(target, queue))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        queue.waiting.append((item, answered))
        return await answered

    async def drain(self, seconds: float) -> None:
        """Waits until everything is answered, at most so long."""
        if self._tasks:
            await asyncio.wait(set(self._tasks), timeout=seconds)

    async def _work(self, target: Target, queue: _Queue) -> None:
        try:
            while queue.waiting:
                batch = [queue.waiting.popleft() for _ in range(min(BATCH_ITEMS_MAX, len(queue.waiting)))]
                answers = await self._call(target, [item for item, _ in batch])
                for (_, answered), answer in zip(batch, answers, strict=True):
                    if not answered.done():
                        answered.set_result(answer)
        finally:
            del self._queues[target]
            for _, answered in queue.waiting:
                if not answered.done():
                    answered.set_result(FAILED)

    async def _call(self, target: Target, items: list[Item]) -> list[Answer]:
        try:
            return await self._ask(target, items)
        except DatabaseAway:
            return [AWAY] * len(items)
        except (psycopg.Error, ValueError) as failure:
            if len(items) == 1:
                log.exception("refused by the database: %s", target.statement)
                return [FAILED]
            log.warning("a batch of %s failed (%s); its members go one by one", len(items), failure)
        return [(await self._call(target, [item]))[0] for item in items]

    async def _ask(self, target: Target, items: list[Item]) -> list[Answer]:
        """One call. When the line breaks it is made again: every item is recognised by its key or its words."""
        for pause in (*REPEAT_PAUSES_SECONDS, None):
            is_repeated = pause != REPEAT_PAUSES_SECONDS[0]
            try:
                self.call_count += 1
                found = await self._database.ask(target.statement, *target.parameters, json.dumps(items))
                break
            except DatabaseAway:
                if pause is None:
                    raise
                await asyncio.sleep(pause)
        if not isinstance(found, list) or len(found) != len(items):
            raise ValueError(f"{len(items)} items, and an answer of {type(found).__name__}")
        self.item_count += len(items)
        return [_settle(answer) for answer in found] if is_repeated else found


def _settle(answer: Answer) -> Answer:
    """What is said twice because the first call's answer was lost was said."""
    return {"ok": True} if answer.get("code") == "live.doubled" else answer
