"""The parent's side: start the child, listen to it, and end it when it takes too long or is no longer wanted."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from halles.media.transcode.job import Job, write_job

LISTEN_EVERY_S = 1.0
LINE_LENGTH_MAX = 64 * 1024
STDERR_KEPT = 2_000
# What the child may know of this process's environment: nothing secret.
ENVIRONMENT_KEPT = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "VIRTUAL_ENV", "TMPDIR", "SYSTEMROOT")

Hear = Callable[[dict[str, Any]], None]
IsWanted = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended. `refused`: the file is at fault; `crashed`: trying again may help; `unwanted`: we ended it."""

    kind: Literal["done", "refused", "crashed", "unwanted"]
    code: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    why: str = ""


def run_child(job: Job, *, hear: Hear, is_wanted: IsWanted) -> Outcome:
    """Run the job in a process of its own and return when that process is gone, however it ends.

    `hear` gets every progress, look, preview and rung message; `is_wanted` is asked every second. Must be called from a
    thread that stays until it returns: the child dies with the thread that started it.
    """
    job_file = job.out / "job.json"
    write_job(job, job_file)
    with (job.out / "stderr.txt").open("wb") as stderr:
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and module, a path we made
            [sys.executable, "-m", "halles.media.transcode", str(job_file), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=stderr,
            env={name: os.environ[name] for name in ENVIRONMENT_KEPT if name in os.environ}
            # One malloc arena reserves 64 MB of address space for each thread, and the limit counts them.
            | {"LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2", "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=job.out,
            start_new_session=True,
        )
    try:
        return Listening(job, child, hear).until_the_end(is_wanted)
    finally:
        _end(child)


class Listening:
    """Reads the child's lines and decides what its end means."""

    def __init__(self, job: Job, child: subprocess.Popen[bytes], hear: Hear) -> None:
        self.job, self.child, self.hear = job, child, hear
        self.deadline = time.monotonic() + job.limits.wall_max_s
        self.rest = b""
        self.last: dict[str, Any] = {}

    def until_the_end(self, is_wanted: IsWanted) -> Outcome:
        """Listen until the child closes its output, runs out of time or is no longer wanted."""
        assert self.child.stdout is not None
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.stdout, selectors.EVENT_READ)
            while True:
                if not is_wanted():
                    return Outcome("unwanted")
                if time.monotonic() > self.deadline:
                    return Outcome("refused", "media.timed_out", {"wall_max_s": self.job.limits.wall_max_s})
                if selector.select(LISTEN_EVERY_S) and not self._read():
                    return self._judge(self.child.wait())

    def _read(self) -> bool:
        assert self.child.stdout is not None
        chunk = os.read(self.child.stdout.fileno(), LINE_LENGTH_MAX)
        if not chunk:
            return False
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        if len(self.rest) > LINE_LENGTH_MAX:
            self.rest = b""
        for line in lines:
            self.last = json.loads(line)
            if self.last["kind"] not in {"done", "refused", "failed"}:
                self.hear(self.last)
        return True

    def _judge(self, status: int) -> Outcome:
        if self.last.get("kind") == "done" and status == 0:
            return Outcome("done")
        if self.last.get("kind") == "refused":
            return Outcome("refused", self.last["code"], self.last["data"])
        if status == -signal.SIGXCPU:
            return Outcome("refused", "media.timed_out", {"cpu_max_s": self.job.limits.cpu_max_s})
        return Outcome("crashed", why=f"status {status}: {self._complaint()}")

    def _complaint(self) -> str:
        with suppress(OSError):
            return (self.job.out / "stderr.txt").read_text(errors="replace")[-STDERR_KEPT:]
        return ""


def _end(child: subprocess.Popen[bytes]) -> None:
    """Nothing of the child's session may outlive the job."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    if child.stdout is not None:
        child.stdout.close()


def default_threads() -> int:
    """Threads for one job on this machine: all of two cores, half of more, so that pages keep some."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(max(cores // 2, min(cores, 2)), 8)
