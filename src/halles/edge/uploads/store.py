"""Uploads on disk: <id>.part holds the bytes, and its size is the offset; <id>.json holds what is known of them."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from halles.kit import clock

KEPT_HOURS = 24  # the worker removes what is older
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,63}")


@dataclass(frozen=True)
class Ticket:
    """What web allows: one upload of at most `bytes_max` bytes."""

    upload_id: str
    bytes_max: int
    kind: str

    @classmethod
    def read(cls, payload: dict[str, Any]) -> Self | None:
        """The ticket in a token's payload, None when it is none."""
        try:
            found = cls(str(payload["upload_id"]), int(payload["bytes_max"]), str(payload["kind"]))
        except (KeyError, TypeError, ValueError):
            return None
        return found if _ID.fullmatch(found.upload_id) else None


@dataclass(frozen=True)
class Record:
    """An upload that has begun; `received_at` is set once web has taken it on."""

    upload_id: str
    kind: str
    bytes: int
    created_at: str
    received_at: str | None = None

    @property
    def expires_at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.created_at) + dt.timedelta(hours=KEPT_HOURS)


class Store:
    """The folder of uploads on their way."""

    def __init__(self, folder: Path, free_bytes_min: int) -> None:
        self.folder = folder
        self.free_bytes_min = free_bytes_min
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def create(self, ticket: Ticket, size: int) -> Record:
        """Begins an upload of `size` bytes; asked again for the same one, it goes on where it is."""
        found = self.find(ticket.upload_id)
        if found is not None and found.bytes == size:
            return found
        record = Record(ticket.upload_id, ticket.kind, size, clock.now().isoformat())
        self._part(ticket.upload_id).write_bytes(b"")
        self._save(record)
        return record

    def find(self, upload_id: str) -> Record | None:
        """The upload, or None."""
        try:
            return Record(**json.loads(self._info(upload_id).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def offset(self, record: Record) -> int | None:
        """How many bytes are here; None when the file is gone without web having taken it."""
        if record.received_at is not None:
            return record.bytes
        try:
            return self._part(record.upload_id).stat().st_size
        except OSError:
            return None

    def open(self, record: Record) -> int:
        """A handle at the end of the file, for `append`; closed by the caller."""
        return os.open(self._part(record.upload_id), os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)

    @staticmethod
    def append(handle: int, data: bytes) -> None:
        """Writes all of `data`; OSError when the disk is full, with as much written as went in."""
        view = memoryview(data)
        while view:
            view = view[os.write(handle, view) :]

    def settle(self, handle: int) -> None:
        """Brings the bytes, and the file's place in the folder, to the disk: only then may they be acknowledged."""
        os.fsync(handle)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def mark_received(self, record: Record) -> None:
        """Remembers that web has it."""
        self._save(replace(record, received_at=clock.now().isoformat()))

    def remove(self, upload_id: str) -> None:
        """Forgets the upload and its bytes."""
        self._part(upload_id).unlink(missing_ok=True)
        self._info(upload_id).unlink(missing_ok=True)

    def list_unannounced(self) -> list[Record]:
        """Complete uploads that web has not taken on yet."""
        records = (self.find(path.stem) for path in sorted(self.folder.glob("*.json")))
        return [record for record in records if record and self.is_unannounced(record)]

    def is_unannounced(self, record: Record) -> bool:
        """Whether all bytes are here and web does not know."""
        return record.received_at is None and self.offset(record) == record.bytes

    def has_room(self, size: int) -> bool:
        """Whether `size` more bytes leave the free space that is to be kept."""
        return shutil.disk_usage(self.folder).free - size >= self.free_bytes_min

    def _part(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.part"

    def _info(self, upload_id: str) -> Path:
        return self.folder / f"{upload_id}.json"

    def _save(self, record: Record) -> None:
        info = self._info(record.upload_id)
        draft = info.with_suffix(".draft")
        with draft.open("w") as file:
            json.dump(asdict(record), file)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(info)
