"""What a show leaves on the disk: one fragmented MP4 per take and an index of its parts, both only ever appended to.

A part is written before its line in the index, so that whatever the index names is there, however the process ends.
Lines of the index are JSON: `{"take", "init": [offset, bytes], "codecs", "width", "height", "at"}` for a take,
`{"take", "msn", "part", "at": [offset, bytes], "ms", "begins", "last", "key"}` for a part, times UTC in milliseconds.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from halles.media.live.packager import Init, Part

INDEX = "index.jsonl"
LOOK_EVERY_BYTES = 32 * 1024 * 1024


class Recording:
    """The folder of one show, written by one process at a time."""

    def __init__(self, folder: Path, *, free_bytes_min: int) -> None:
        self._folder = folder
        self._free_bytes_min = free_bytes_min
        self._file = -1
        self._offset = 0
        self._looked_at = 0
        self._total = 0
        self.is_full = False
        folder.mkdir(parents=True, exist_ok=True)
        self._mend()
        self._index = _append_to(folder / INDEX)

    def add(self, found: Init | Part) -> None:
        """Writes it; once the disk is nearly full it only says so by `is_full`."""
        if not self._has_room(len(found.data)):
            return
        try:
            if isinstance(found, Init):
                self._begin(found)
            elif self._file >= 0:
                self._add_part(found)
        except OSError:
            self.is_full = True

    def close(self) -> None:
        """Brings everything to the disk."""
        for handle in (self._file, self._index):
            if handle >= 0:
                os.fsync(handle)
                os.close(handle)
        self._file = self._index = -1

    def _begin(self, init: Init) -> None:
        if self._file >= 0:
            os.fsync(self._file)
            os.close(self._file)
        self._file = _append_to(self._folder / f"take-{init.take}.mp4")
        self._offset = os.fstat(self._file).st_size
        place = self._write(init.data)
        size = {"codecs": init.codecs, "width": init.width, "height": init.height, "begins": init.at_ms}
        self._tell({"take": init.take, "init": place, **size})

    def _add_part(self, part: Part) -> None:
        place = self._write(part.data)
        times = {"ms": part.duration_ms, "begins": part.at_ms}
        signs = {"last": part.is_last, "key": part.is_independent}
        self._tell({"take": part.take, "msn": part.msn, "part": part.number, "at": place, **times, **signs})

    def _write(self, data: bytes) -> list[int]:
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]
        place = [self._offset, len(data)]
        self._offset += len(data)
        self._total += len(data)
        return place

    def _tell(self, line: dict[str, Any]) -> None:
        os.write(self._index, json.dumps(line, separators=(",", ":")).encode() + b"\n")

    def _has_room(self, size: int) -> bool:
        if not self.is_full and self._total + size >= self._looked_at:
            self._looked_at = self._total + LOOK_EVERY_BYTES
            disk = os.statvfs(self._folder)
            self.is_full = disk.f_bavail * disk.f_frsize - LOOK_EVERY_BYTES < self._free_bytes_min
        return not self.is_full

    def _mend(self) -> None:
        """Cuts off half a line that a killed process left."""
        path = self._folder / INDEX
        if not path.exists():
            return
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        if whole != len(data):
            os.truncate(path, whole)


def _append_to(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644)
