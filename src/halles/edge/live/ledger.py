"""What an edge must know of a show after it was killed: a file per show that has not ended, locked by its edge."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path

log = logging.getLogger("halles.edge")
KEPT_SECONDS = 30 * 24 * 3600.0


@dataclass
class Entry:
    """One show. `folder` is its place under the media folder, "" for a rehearsal, of which nothing is kept."""

    session_id: str
    is_rehearsal: bool
    ends_by: str | None
    folder: str = ""
    has_started: bool = False
    is_over: bool = False
    # Never the same twice for one session: what is behind an address is kept by caches.
    next_take: int = 1
    next_msn: int = 0


class Ledger:
    """The folder of shows that have not ended."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def open(self, session_id: str, *, is_rehearsal: bool, ends_by: str | None) -> Entry | None:
        """The show's entry, begun now or found from before; None when another edge on this machine has it."""
        if not self._lock(session_id):
            return None
        found = self._read(session_id) or Entry(session_id, is_rehearsal, ends_by)
        if found.is_over:
            found.is_over = found.has_started = False
        found.ends_by = ends_by
        if is_rehearsal:
            found.is_rehearsal, found.folder = True, ""
            self.keep(found)
        else:
            self.make_lasting(found)
        return found

    def make_lasting(self, entry: Entry) -> None:
        """From now on the show is recorded."""
        entry.is_rehearsal = False
        if not entry.folder:
            # What was recorded has an address nobody can guess: a show may be for some people only.
            entry.folder = f"live/{entry.session_id}/{secrets.token_urlsafe(12).replace('-', 'x')}"
        self.keep(entry)

    def keep(self, entry: Entry) -> None:
        """Writes the entry."""
        draft = self._path(entry.session_id).with_suffix(".draft")
        try:
            draft.write_text(json.dumps(asdict(entry)))
            draft.rename(self._path(entry.session_id))
        except OSError as failure:  # a full disk ends no show
            log.warning("what is known of show %s could not be written: %s", entry.session_id, failure)

    def close(self, entry: Entry) -> None:
        """The show has ended and web knows; a rehearsal may be followed by the show itself."""
        entry.is_over = True
        self.keep(entry)
        self._unlock(entry.session_id)

    def adopt(self) -> list[Entry]:
        """The shows that an edge left behind which is no more."""
        found = []
        for path in sorted(self._folder.glob("*.json")):
            entry = self._read(path.stem)
            if entry is not None and entry.is_over:
                self._sweep(path)
            elif entry is not None and path.stem not in self._held and self._lock(path.stem):
                found.append(entry)
        return found

    def release(self) -> None:
        """Lets go of every entry; another edge may go on with it."""
        for session_id in list(self._held):
            self._unlock(session_id)

    def _sweep(self, path: Path) -> None:
        if time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)
            self._lock_path(path.stem).unlink(missing_ok=True)

    def _read(self, session_id: str) -> Entry | None:
        try:
            return Entry(**json.loads(self._path(session_id).read_text()))
        except (OSError, ValueError, TypeError):
            return None

    def _lock(self, session_id: str) -> bool:
        if session_id in self._held:
            return True
        handle = os.open(self._lock_path(session_id), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._held[session_id] = handle
        return True

    def _unlock(self, session_id: str) -> None:
        handle = self._held.pop(session_id, None)
        if handle is not None:
            os.close(handle)

    def _path(self, session_id: str) -> Path:
        return self._folder / f"{session_id}.json"

    def _lock_path(self, session_id: str) -> Path:
        return self._folder / f"{session_id}.lock"
