"""A request's body, complete before web hears of it."""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import IO

from aiohttp import web

BYTES_MAX = 10 * 1024 * 1024
MEMORY_BYTES_MAX = 256 * 1024
SILENCE_SECONDS_MAX = 20.0
SECONDS_MAX = 300.0  # 10 MB at 35 kB/s
CHUNK_BYTES = 64 * 1024


class BodyRefused(Exception):  # noqa: N818 - an answer to the client; `name` is that of its page
    """The body is too large, too slow, or ended before it was complete."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(name)


@dataclass
class Budget:
    """The room for all bodies together, in bytes, of which one line may use a part: else one could lock out all."""

    left: int
    per_line_max: int
    used: Counter[str] = field(default_factory=Counter)

    def take(self, line: str, size: int) -> None:
        """Uses `size` bytes of it for a line; raises BodyRefused when there is not so much left, or not for it."""
        if size > self.left or self.used[line] + size > self.per_line_max:
            raise BodyRefused("full")
        self.left -= size
        self.used[line] += size

    def give_back(self, line: str, size: int) -> None:
        """The counterpart of `take`."""
        self.left += size
        self.used[line] -= size
        if not self.used[line]:
            del self.used[line]


@dataclass
class Body:
    """The complete bytes, in memory or in a temporary file."""

    budget: Budget
    line: str
    file: IO[bytes]
    size: int = 0

    def write(self, chunk: bytes) -> None:
        """Appends `chunk`; raises BodyRefused when that is too much."""
        if self.size + len(chunk) > BYTES_MAX:
            raise BodyRefused("too_large")
        self.budget.take(self.line, len(chunk))
        self.size += len(chunk)
        self.file.write(chunk)

    async def chunks(self) -> AsyncIterator[bytes]:
        """The bytes from the beginning."""
        self.file.seek(0)
        while chunk := self.file.read(CHUNK_BYTES):
            yield chunk

    def close(self) -> None:
        """Gives the room back."""
        self.budget.give_back(self.line, self.size)
        self.file.close()


async def read_body(request: web.BaseRequest, budget: Budget, line: str) -> Body | None:
    """The whole body of `request`, None when it has none, to be closed by the caller; raises BodyRefused.

    `line` (visitors.line_of) is whose share of the room it takes.
    """
    if not request.body_exists:
        return None
    if (request.content_length or 0) > BYTES_MAX:
        raise BodyRefused("too_large")
    await accept_body(request)
    file = tempfile.SpooledTemporaryFile(max_size=MEMORY_BYTES_MAX, prefix="halles-edge-")  # noqa: SIM115
    body = Body(budget, line, file)
    try:
        async with asyncio.timeout(SECONDS_MAX):
            await _fill(body, request)
    except BaseException as failure:
        body.close()
        if isinstance(failure, TimeoutError):
            raise BodyRefused("too_slow") from failure
        if isinstance(failure, web.RequestPayloadError):
            raise BodyRefused("bad_request") from failure
        raise
    return body


async def _fill(body: Body, request: web.BaseRequest) -> None:
    while True:
        async with asyncio.timeout(SILENCE_SECONDS_MAX):
            chunk = await request.content.readany()
        if not chunk:
            break
        body.write(chunk)


async def accept_body(request: web.BaseRequest) -> None:
    """Tells a client that waits for it to go on and send its body."""
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # that was no part of the answer
