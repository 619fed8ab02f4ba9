"""What a show's process does to itself before it touches a stranger's bytes. Not niced: a show must not stutter."""

from __future__ import annotations

import resource
import signal

from halles.kit.processes import die_with_parent

MEMORY_BYTES_MAX = 1536 * 1024 * 1024  # of address space; a WHIP show uses 200 MB of memory
PROCESSOR_SECONDS_MAX = 6 * 3600  # twelve hours at half a core
FILE_BYTES_MAX = 64 * 1024**3
OPEN_FILES_MAX = 256


def enter(parent: int) -> None:
    """Sets the limits; ends the process when its edge is gone already, and has it told to end when the edge goes."""
    die_with_parent(parent, signal.SIGTERM)
    _limit(resource.RLIMIT_AS, MEMORY_BYTES_MAX)
    _limit(resource.RLIMIT_CPU, PROCESSOR_SECONDS_MAX)
    _limit(resource.RLIMIT_FSIZE, FILE_BYTES_MAX)
    _limit(resource.RLIMIT_NOFILE, OPEN_FILES_MAX)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(what: int, most: int) -> None:
    _, ceiling = resource.getrlimit(what)
    most = most if ceiling == resource.RLIM_INFINITY else min(most, ceiling)
    resource.setrlimit(what, (most, most))
