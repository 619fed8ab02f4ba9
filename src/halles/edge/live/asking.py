"""What the edge asks web about shows, and what it tells web about their media until web has taken it."""

from __future__ import annotations

import asyncio
import json
import logging
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from halles.edge.internal import Internal
from halles.edge.proxy.forward import Web

ANSWER_BYTES_MAX = 16 * 1024
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
# After so many failures (some twenty seconds) the operator is told, once.
WORTH_A_LINE = 6
LAST_WORDS_SECONDS = 2.0
TOLD_MAX = 500  # events of one show that wait for web

log = logging.getLogger("halles.edge")


class AskingRefused(Exception):  # noqa: N818 - an answer to the publisher
    """Nobody may publish by this key now; `reason` is forbidden, not_now or unavailable."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Ticket:
    """What web allows: publishing to one show. `ends_at` is the moment (UNIX seconds) it has to be over, or None."""

    session_id: str
    is_rehearsal: bool
    ends_by: str | None


@dataclass(frozen=True)
class Standing:
    """How web sees the show at the moment; None in `status` when web does not know it."""

    status: str | None
    is_public: bool


class Asking:
    """The line to web about live shows."""

    def __init__(self, web: Web, internal: Internal) -> None:
        self._web = web
        self._internal = internal
        self._queues: dict[str, asyncio.Queue[dict[str, Any]]] = {}
        self._tellers: dict[str, asyncio.Task[None]] = {}

    async def authorize(self, key: str, protocol: str, address: str) -> Ticket:
        """The ticket for a stream key; raises AskingRefused."""
        told = {"key": key, "protocol": protocol, "address": address}
        try:
            status, found = await self._exchange("POST", "/internal/live/authorize", told)
            if status == 200:
                ends_by = found.get("ends_by")
                session_id = str(uuid.UUID(str(found["session_id"])))
                return Ticket(session_id, bool(found.get("is_rehearsal")), str(ends_by) if ends_by else None)
        except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as failure:
            log.warning("web could not say who may publish: %s", failure)
            raise AskingRefused("unavailable") from failure
        raise AskingRefused({409: "not_now", 403: "forbidden", 404: "forbidden"}.get(status, "unavailable"))

    async def look(self, session_id: str) -> Standing | None:
        """How web sees the show; None when web did not answer."""
        try:
            status, found = await self._exchange("GET", f"/internal/live/{session_id}", None)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None
        if status == 404:
            return Standing(None, False)  # noqa: FBT003 - not public
        return Standing(str(found.get("status")), bool(found.get("is_public"))) if status == 200 else None

    def tell(self, session_id: str, event: dict[str, Any]) -> None:
        """Tells web one event, after those told before; again and again until web has taken it."""
        queue = self._queues.setdefault(session_id, asyncio.Queue(TOLD_MAX))
        with suppress(asyncio.QueueFull):
            queue.put_nowait(event)
        if session_id not in self._tellers:
            task = asyncio.create_task(self._keep_telling(session_id, queue))
            self._tellers[session_id] = task
            task.add_done_callback(lambda _: self._forget(session_id))

    async def wait_told(self, session_id: str) -> None:
        """Until web has taken every event of the show."""
        while (task := self._tellers.get(session_id)) is not None:
            await asyncio.wait({task})
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Gives what is on its way a last chance."""
        if self._tellers:
            await asyncio.wait(set(self._tellers.values()), timeout=LAST_WORDS_SECONDS)
        for task in list(self._tellers.values()):
            task.cancel()

    def _forget(self, session_id: str) -> None:
        self._tellers.pop(session_id, None)
        if self._queues[session_id].empty():
            del self._queues[session_id]

    async def _keep_telling(self, session_id: str, queue: asyncio.Queue[dict[str, Any]]) -> None:
        while not queue.empty():
            event = queue.get_nowait()
            failures = 0
            while not await self._is_taken(session_id, event, failures):
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _is_taken(self, session_id: str, event: dict[str, Any], failures: int) -> bool:
        try:
            status, _ = await self._exchange("POST", f"/internal/live/{session_id}/media", event)
        except (aiohttp.ClientError, TimeoutError, ValueError) as failure:
            # While a hall starts, web comes up after the edge; that is worth a line only when it lasts.
            level = logging.WARNING if failures == WORTH_A_LINE else logging.DEBUG
            log.log(level, "web does not know yet that %s %s: %s", session_id, event["event"], failure)
            return False
        if status in {400, 404, 410}:
            log.warning("web does not want to know that %s %s", session_id, event["event"])
        return 200 <= status < 300 or status in {400, 404, 410}

    async def _exchange(self, method: str, path: str, told: dict[str, Any] | None) -> tuple[int, dict[str, Any]]:
        body = b"" if told is None else json.dumps(told).encode()
        answer = await self._web.ask(method, path, self._internal.headers(path, body), body or None)
        try:
            text = await answer.content.read(ANSWER_BYTES_MAX)
        finally:
            answer.release()
        found = json.loads(text) if text and answer.status == 200 else {}
        return answer.status, found if isinstance(found, dict) else {}
