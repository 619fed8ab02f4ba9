"""One tree per data folder. The kernel lets go of the lock when its holder dies, so there is nothing stale to clear."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class AlreadyRunning(Exception):  # noqa: N818 - the message is a sentence for the operator
    """Another `halles up` keeps this data folder."""


def lock_data_folder(data_dir: Path) -> int:
    """Takes the folder for this process until it ends; returns the handle to keep. Raises AlreadyRunning."""
    handle = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 20, 0).decode().strip()
        os.close(handle)
        raise AlreadyRunning(
            f"Halles already runs on the data folder {data_dir} (process {holder}). Stop it first, or name another "
            "folder by HALLES_DATA_DIR."
        ) from None
    os.ftruncate(handle, 0)
    os.pwrite(handle, str(os.getpid()).encode(), 0)
    return handle
