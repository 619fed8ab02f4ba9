"""tus 1.0.0 with creation, expiration and termination (https://tus.io/protocols/resumable-upload).

Web creates the upload and hands out a token; every request carries it as `Authorization: Bearer …`. An upload is
resumed by asking for its offset (HEAD), which also ends a connection of the same upload that has gone silent.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import errno
import logging
import os
from email.utils import format_datetime

from aiohttp import web

from halles.edge import pages
from halles.edge.proxy.body import accept_body
from halles.edge.uploads.announcing import Announcer
from halles.edge.uploads.holds import Hold, HoldRefused, Holds, lock_file
from halles.edge.uploads.store import Record, Store, Ticket
from halles.edge.visitors import Visitor, line_of
from halles.kit import clock
from halles.kit.signing import SignatureRefused, unsign

VERSION = "1.0.0"
SILENCE_SECONDS_MAX = 60.0
WRITE_BYTES = 1024 * 1024

log = logging.getLogger("halles.edge")


class UploadRefused(Exception):  # noqa: N818 - an answer to the client
    """The request is answered with `status` and the sentence called `name`; the body is not read any further."""

    def __init__(self, status: int, name: str) -> None:
        self.status = status
        self.name = name
        super().__init__(name)


class Uploads:
    """Everything under /uploads/."""

    def __init__(self, store: Store, holds: Holds, announcer: Announcer, *, key: bytes, bytes_max: int) -> None:
        self._store = store
        self._holds = holds
        self._announcer = announcer
        self._key = key
        self._bytes_max = bytes_max

    async def answer(self, request: web.BaseRequest, relative: str, visitor: Visitor) -> web.StreamResponse:
        """The answer to a request for /uploads/<relative>."""
        try:
            answer = await self._route(request, relative, visitor)
        except (UploadRefused, HoldRefused) as refused:
            status = refused.status if isinstance(refused, UploadRefused) else _HOLD_STATUS[refused.name]
            answer = pages.plain(request, refused.name, status)
            if request.body_exists:
                answer.force_close()
            if status == 503:
                answer.headers["Retry-After"] = "5"
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    async def _route(self, request: web.BaseRequest, relative: str, visitor: Visitor) -> web.Response:
        if request.method == "OPTIONS":
            said = {"Tus-Version": VERSION, "Tus-Extension": "creation,expiration,termination"}
            return web.Response(status=204, headers={**said, "Tus-Max-Size": str(self._bytes_max)})
        if request.headers.get("Tus-Resumable") != VERSION:
            raise UploadRefused(412, "upload_version")
        ticket = self._authorize(request)
        method = request.headers.get("X-HTTP-Method-Override", request.method)
        if method == "POST" and not relative:
            return self._create(request, ticket)
        if relative != ticket.upload_id:
            raise UploadRefused(404, "upload_gone")
        if method == "HEAD":
            return await self._tell_offset(ticket)
        if method == "PATCH":
            return await self._receive(request, ticket, visitor)
        if method == "DELETE":
            return self._terminate(ticket, visitor)
        raise UploadRefused(405, "method")

    def _authorize(self, request: web.BaseRequest) -> Ticket:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            ticket = Ticket.read(unsign("upload", token.strip(), key=self._key, now=clock.now()))
        except SignatureRefused:
            ticket = None
        if scheme.lower() != "bearer" or ticket is None:
            raise UploadRefused(403, "upload_forbidden")
        return ticket

    def _create(self, request: web.BaseRequest, ticket: Ticket) -> web.Response:
        size = _integer(request.headers.get("Upload-Length"))
        if size is None:
            raise UploadRefused(400, "upload_length")
        if size > min(ticket.bytes_max, self._bytes_max):
            raise UploadRefused(413, "upload_too_large")
        if not self._store.has_room(size):
            raise UploadRefused(507, "upload_disk")
        with self._holds.take(ticket.upload_id, ""):
            found = self._store.find(ticket.upload_id)
            if found is not None and found.received_at is not None and found.bytes != size:
                raise UploadRefused(409, "upload_taken")
            record = self._store.create(ticket, size)
        return web.Response(status=201, headers={"Location": f"/uploads/{ticket.upload_id}", **_expiry(record)})

    async def _tell_offset(self, ticket: Ticket) -> web.Response:
        await self._holds.ask_to_leave(ticket.upload_id)
        record, offset = self._find(ticket)
        if self._store.is_unannounced(record):
            await self._announcer.announce(record)
        headers = {"Upload-Offset": str(offset), "Upload-Length": str(record.bytes), **_expiry(record)}
        return web.Response(status=200, headers=headers)

    def _terminate(self, ticket: Ticket, visitor: Visitor) -> web.Response:
        record, _ = self._find(ticket)
        if record.received_at is not None:
            raise UploadRefused(409, "upload_taken")
        with self._holds.take(ticket.upload_id, line_of(visitor.address)):
            self._store.remove(ticket.upload_id)
        return web.Response(status=204)

    async def _receive(self, request: web.BaseRequest, ticket: Ticket, visitor: Visitor) -> web.Response:
        if request.content_type != "application/offset+octet-stream":
            raise UploadRefused(415, "upload_type")
        if self._holds.is_closing:
            raise UploadRefused(503, "upload_pause")
        with self._holds.take(ticket.upload_id, line_of(visitor.address)) as hold:
            record, offset = self._find(ticket)
            if _integer(request.headers.get("Upload-Offset")) != offset:
                raise UploadRefused(409, "upload_offset")
            if (request.content_length or 0) > record.bytes - offset:
                raise UploadRefused(413, "upload_too_large")
            if not self._store.has_room(request.content_length or 0):
                raise UploadRefused(507, "upload_disk")
            if record.received_at is None:
                offset = await self._write(request, record, offset, hold)
        if record.received_at is None and offset == record.bytes:
            await self._announcer.announce(record)
        return web.Response(status=204, headers={"Upload-Offset": str(offset), **_expiry(record)})

    async def _write(self, request: web.BaseRequest, record: Record, offset: int, hold: Hold) -> int:
        handle = self._store.open(record)
        if not lock_file(handle):
            os.close(handle)
            raise UploadRefused(423, "upload_busy")
        writing = Writing(self._store, handle, record.bytes - offset)
        try:
            try:
                await accept_body(request)
                await self._read(request, writing, hold)
            finally:
                # However it ended: what has arrived is kept, and the next request goes on from there.
                await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, writing.settle))
        except OSError as failure:
            if failure.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
                raise
            raise UploadRefused(507, "upload_disk") from failure
        return offset + writing.written

    async def _read(self, request: web.BaseRequest, writing: Writing, hold: Hold) -> None:
        while True:
            chunk = await self._next(request, hold)
            if not chunk:
                return
            if len(chunk) > writing.room:
                raise UploadRefused(413, "upload_too_large")
            if writing.add(chunk):
                await asyncio.get_running_loop().run_in_executor(None, writing.flush)

    async def _next(self, request: web.BaseRequest, hold: Hold) -> bytes:
        deadline = asyncio.get_running_loop().time() + SILENCE_SECONDS_MAX
        while not hold.is_unwanted:
            try:
                async with asyncio.timeout(0.5):  # so that a holder who is no longer wanted notices soon
                    return await request.content.readany()
            except TimeoutError:
                if asyncio.get_running_loop().time() > deadline:
                    raise UploadRefused(408, "too_slow") from None
        raise UploadRefused(503, "upload_pause") if self._holds.is_closing else UploadRefused(423, "upload_busy")

    def _find(self, ticket: Ticket) -> tuple[Record, int]:
        record = self._store.find(ticket.upload_id)
        offset = self._store.offset(record) if record is not None else None
        if record is None or offset is None:
            raise UploadRefused(404, "upload_gone")
        return record, offset


class Writing:
    """Bytes of one request on their way into the file, in large pieces."""

    def __init__(self, store: Store, handle: int, room: int) -> None:
        self.room = room
        self.written = 0
        self._store = store
        self._handle = handle
        self._pending = bytearray()

    def add(self, chunk: bytes) -> bool:
        """Keeps `chunk`; True when it is time to flush."""
        self.room -= len(chunk)
        self._pending += chunk
        return len(self._pending) >= WRITE_BYTES

    def flush(self) -> None:
        """Writes what is pending; OSError when that would use up the space that is to be kept free.

        Looked at each time: several uploads that passed the first look together might not fit together.
        """
        pending, self._pending = bytes(self._pending), bytearray()
        if not pending:
            return
        if not self._store.has_room(len(pending)):
            raise OSError(errno.ENOSPC, "the free space to be kept is reached")
        self._store.append(self._handle, pending)
        self.written += len(pending)

    def settle(self) -> None:
        """Writes what is pending, brings it to the disk, and closes the file, which unlocks it."""
        try:
            self.flush()
            self._store.settle(self._handle)
        finally:
            os.close(self._handle)


_HOLD_STATUS = {"upload_busy": 423, "upload_many": 503}


def _integer(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def _expiry(record: Record) -> dict[str, str]:
    return {"Upload-Expires": format_datetime(record.expires_at.astimezone(dt.UTC), usegmt=True)}
