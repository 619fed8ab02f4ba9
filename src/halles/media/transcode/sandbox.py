"""What the child does to itself before it touches the file: last in line for the processor, and fenced in."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from pathlib import Path

from halles.media.transcode.job import Limits

NICENESS = 19
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38
# The allocation that failed is not in the peak, and may have been a large picture.
FULL_SHARE = 0.8
# Seconds between the warning signal and the end, for a process that uses up its processor time.
CPU_GRACE_S = 5


def enter(limits: Limits, parent_pid: int) -> None:
    """Give up priority and set the limits; ends the process when the parent is already gone."""
    _die_with(parent_pid)
    os.nice(NICENESS)
    _limit(resource.RLIMIT_AS, limits.memory_max_bytes)
    _limit(resource.RLIMIT_FSIZE, limits.output_max_bytes)
    _limit(resource.RLIMIT_CPU, limits.cpu_max_s, limits.cpu_max_s + CPU_GRACE_S)
    _limit(resource.RLIMIT_CORE, 0)


def _die_with(parent_pid: int) -> None:
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # The parent may have died between starting us and the line above: then no signal will ever come.
    if os.getppid() != parent_pid:
        os._exit(1)


def _limit(what: int, soft: int, hard: int | None = None) -> None:
    _, ceiling = resource.getrlimit(what)
    top = hard if hard is not None else soft
    if ceiling != resource.RLIM_INFINITY:
        soft, top = min(soft, ceiling), min(top, ceiling)
    resource.setrlimit(what, (soft, top))


def is_full(limits: Limits) -> bool:
    """Whether the process has come so near its memory limit that a failure is to be blamed on it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    peak = next((line.split()[1] for line in status.splitlines() if line.startswith("VmPeak:")), "0")
    return int(peak) * 1024 > limits.memory_max_bytes * FULL_SHARE
