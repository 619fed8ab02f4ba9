"""Bytes on their way from a fast writer to a slow reader: in memory while few, else in a temporary file."""

from __future__ import annotations

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from typing import IO

CHUNK_BYTES = 64 * 1024


class SpoolFull(Exception):  # noqa: N818 - the writer is stopped by it
    """More waits to be read than may."""


class Spool:
    """A queue of bytes for one writer and one reader, which keeps `memory_bytes_max` in memory and the rest on disk.

    The file is written in the event loop: pieces of 64 KB into the page cache cost less than the way to a thread.
    """

    def __init__(self, *, memory_bytes_max: int, disk_bytes_max: int) -> None:
        self._memory_bytes_max = memory_bytes_max
        self._disk_bytes_max = disk_bytes_max
        self._memory: deque[bytes] = deque()
        self._memory_bytes = 0
        self._file: IO[bytes] | None = None
        self._read_at = 0
        self._write_at = 0
        self._is_finished = False
        self._failure: BaseException | None = None
        self._news = asyncio.Event()

    def write(self, data: bytes) -> None:
        """Appends `data`; raises SpoolFull when the disk's share is used up too."""
        if self._write_at == self._read_at and self._memory_bytes + len(data) <= self._memory_bytes_max:
            self._memory.append(data)
            self._memory_bytes += len(data)
        else:
            self._write_to_disk(data)
        self._news.set()

    def finish(self, failure: BaseException | None = None) -> None:
        """Nothing more will be written; with `failure` the reader is told after the last byte."""
        self._is_finished = True
        self._failure = failure
        self._news.set()

    async def chunks(self) -> AsyncIterator[bytes]:
        """Everything, in order, until `finish`; raises its failure."""
        while True:
            while data := self._take():
                yield data
            if self._is_finished:
                break
            self._news.clear()
            await self._news.wait()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Lets go of the file."""
        if self._file is not None:
            self._file.close()

    def _write_to_disk(self, data: bytes) -> None:
        if self._write_at - self._read_at + len(data) > self._disk_bytes_max:
            raise SpoolFull
        if self._file is None:
            self._file = tempfile.TemporaryFile(prefix="halles-edge-")  # noqa: SIM115 - closed by close()
        self._file.seek(self._write_at)
        self._file.write(data)
        self._write_at += len(data)

    def _take(self) -> bytes:
        if self._memory:  # always older than what is on disk
            data = self._memory.popleft()
            self._memory_bytes -= len(data)
            return data
        if self._file is None or self._read_at == self._write_at:
            return b""
        self._file.seek(self._read_at)
        data = self._file.read(min(CHUNK_BYTES, self._write_at - self._read_at))
        self._read_at += len(data)
        if self._read_at == self._write_at:  # caught up: begin again at the front, the file stays small
            self._file.truncate(0)
            self._read_at = self._write_at = 0
        return data
