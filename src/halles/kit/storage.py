"""Where files live: a narrow port and its default, a local folder. Keys are relative POSIX paths, never reused."""

from __future__ import annotations

import os
import shutil
import uuid
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from django.conf import settings


class Storage(Protocol):
    """Files by key. A key is written once; changed content gets a new key, so that caches may keep it for ever."""

    def put_file(self, key: str, source: Path) -> None:
        """Move the file at `source` in; it appears whole or not at all."""

    def put_bytes(self, key: str, content: bytes) -> None:
        """Write `content`; it appears whole or not at all."""

    def open(self, key: str) -> BinaryIO:
        """The file for reading; FileNotFoundError when the key is unknown."""

    def path(self, key: str) -> Path | None:
        """A local path when there is one, else None."""

    def url(self, key: str) -> str:
        """Where a browser finds it."""

    def delete(self, key: str) -> None:
        """Remove it; an unknown key is no error."""

    def exists(self, key: str) -> bool:
        """Whether the key is there."""


class LocalStorage:
    """A folder on this machine; the edge serves what is under its public root by byte ranges."""

    def __init__(self, root: Path, base_url: str | None) -> None:
        self.root = root
        self.base_url = base_url

    def put_file(self, key: str, source: Path) -> None:
        target = self._target(key)
        beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
        shutil.move(source, beside)
        self._settle(beside, target)

    def put_bytes(self, key: str, content: bytes) -> None:
        target = self._target(key)
        beside = target.with_name(f".{target.name}.{uuid.uuid4().hex}")
        beside.write_bytes(content)
        self._settle(beside, target)

    def open(self, key: str) -> BinaryIO:
        return self._place(key).open("rb")

    def path(self, key: str) -> Path | None:
        return self._place(key)

    def url(self, key: str) -> str:
        assert self.base_url is not None, "private files have no address"
        return f"{self.base_url}{key}"

    def delete(self, key: str) -> None:
        self._place(key).unlink(missing_ok=True)

    def exists(self, key: str) -> bool:
        return self._place(key).is_file()

    def _place(self, key: str) -> Path:
        parts = PurePosixPath(key).parts
        if not parts or key.startswith("/") or ".." in parts:
            raise ValueError(f"not a storage key: {key!r}")
        return self.root.joinpath(*parts)

    def _target(self, key: str) -> Path:
        target = self._place(key)
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    @staticmethod
    def _settle(beside: Path, target: Path) -> None:
        # A power cut between rename and write-out would leave an empty file under a key that is never written again.
        with beside.open("rb") as handle:
            os.fsync(handle.fileno())
        beside.chmod(0o644)
        beside.replace(target)


@lru_cache(maxsize=4)
def _local(root: Path, base_url: str | None) -> LocalStorage:
    root.mkdir(parents=True, exist_ok=True)
    return LocalStorage(root, base_url)


def storage() -> Storage:
    """The public store: renditions, posters, photos."""
    return _local(Path(settings.MEDIA_ROOT), settings.MEDIA_URL)


def private_storage() -> Storage:
    """The store that is never served: originals, sellers' documents."""
    return _local(Path(settings.HALLES_PRIVATE_ROOT), None)
