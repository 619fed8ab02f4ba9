"""Tells web that an upload is complete, until web says yes."""

from __future__ import annotations

import asyncio
import json
import logging

import aiohttp

from halles.edge.internal import Internal
from halles.edge.proxy.forward import Web
from halles.edge.uploads.store import Record, Store

SWEEP_SECONDS = 30.0
PATIENCE_SECONDS = 5.0  # the visitor's answer waits that long for web's

log = logging.getLogger("halles.edge")


class Announcer:
    """The line to web about complete uploads. Telling twice does no harm, never telling would lose an upload."""

    def __init__(self, web: Web, store: Store, *, base_url: str, key: bytes) -> None:
        self._web = web
        self._store = store
        self._internal = Internal(base_url, key)
        self._running: dict[str, asyncio.Task[None]] = {}

    async def announce(self, record: Record) -> None:
        """Tells web; returns when web has answered or after some seconds, while it is still being told."""
        if record.upload_id not in self._running:
            task = asyncio.create_task(self._tell(record))
            self._running[record.upload_id] = task
            task.add_done_callback(lambda _: self._running.pop(record.upload_id, None))
        await asyncio.wait({self._running[record.upload_id]}, timeout=PATIENCE_SECONDS)

    async def keep_sweeping(self) -> None:
        """Tells web, now and then, what it did not hear when it was down."""
        while True:
            loop = asyncio.get_running_loop()
            for record in await loop.run_in_executor(None, self._store.list_unannounced):
                await self.announce(record)
            await asyncio.sleep(SWEEP_SECONDS)

    async def _tell(self, record: Record) -> None:
        path = f"/internal/uploads/{record.upload_id}/received"
        body = json.dumps({"upload_id": record.upload_id, "kind": record.kind, "bytes": record.bytes}).encode()
        try:
            answer = await self._web.ask("POST", path, self._internal.headers(path, body), body)
            answer.close()
        except (aiohttp.ClientError, TimeoutError) as failure:
            log.warning("web does not know of upload %s yet: %s", record.upload_id, failure)
            return
        if 200 <= answer.status < 300:
            self._store.mark_received(record)
        elif answer.status in {404, 410}:
            log.warning("web does not want upload %s", record.upload_id)
            self._store.remove(record.upload_id)
        else:
            log.warning("web answered %s to upload %s; it will hear of it again", answer.status, record.upload_id)
