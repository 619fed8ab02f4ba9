"""The edge's side of a show's process: starts it, gives it orders, hears it, and ends it."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from halles.media.live.frames import HEAD, BrokenFrame, measure
from halles.media.live.process import Job
from halles.media.live.telling import pack_order

END_SECONDS_MAX = 5.0
READ_BYTES = 1024 * 1024
# What the process may know of ours: nothing secret.
ENVIRONMENT_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR", "SYSTEMROOT")

Hear = Callable[[dict[str, Any], bytes], None]


class Child:
    """One process. `gone` is called once, when it has ended however it did."""

    def __init__(self, job: Job, hear: Hear, gone: Callable[[], None]) -> None:
        self._hear = hear
        self._gone = gone
        self._orders, orders = socket.socketpair()
        self._parts, parts = socket.socketpair()
        try:
            arguments = [str(orders.fileno()), str(parts.fileno()), str(os.getpid()), json.dumps(asdict(job))]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "halles.media.live", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in ENVIRONMENT_KEPT if name in os.environ}
                | {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"},
                pass_fds=(orders.fileno(), parts.fileno()),
                start_new_session=True,
            )
        finally:
            orders.close()
            parts.close()
        self._orders.setblocking(False)  # noqa: FBT003 - the name of the method says it
        self.pid = self._process.pid
        self._listening = asyncio.create_task(self._listen())

    def order(self, order: dict[str, Any], line: socket.socket | None = None) -> None:
        """Gives an order, with a socket that becomes the process's own; a process that does not read is ended."""
        data = pack_order({**order, "has_socket": line is not None})
        try:
            handles = [line.fileno()] if line is not None else []
            sent = socket.send_fds(self._orders, [data], handles) if handles else self._orders.send(data)
        except OSError:
            sent = 0
        if sent != len(data):
            self.kill()

    async def end(self) -> None:
        """Has it finish its recording and end; kills it after some seconds."""
        self.order({"kind": "end"})
        await asyncio.wait({self._listening}, timeout=END_SECONDS_MAX)
        self.kill()
        await asyncio.wait({self._listening})

    def kill(self) -> None:
        """Ends it now."""
        with suppress(ProcessLookupError):
            self._process.kill()

    async def _listen(self) -> None:
        reader, writer = await asyncio.open_unix_connection(sock=self._parts, limit=READ_BYTES)
        try:
            while True:
                facts_bytes, blob_bytes = measure(await reader.readexactly(HEAD.size))
                facts = json.loads(await reader.readexactly(facts_bytes))
                self._hear(facts, await reader.readexactly(blob_bytes))
        except (asyncio.IncompleteReadError, ConnectionError, BrokenFrame, ValueError):
            self.kill()
        finally:
            writer.close()
            self._orders.close()
            await asyncio.get_running_loop().run_in_executor(None, self._process.wait)
            self._gone()
