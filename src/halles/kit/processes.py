"""Child processes that do not outlive their parent, however it ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here and not in the child: between fork and exec nothing may be imported or allocated that takes a lock.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(parent: int, sign: signal.Signals = signal.SIGKILL) -> None:
    """From now on the kernel sends `sign` to this process when its parent `parent` (a process id) ends.

    Linux only, elsewhere it does nothing. Call it in the child, after any change of user, which would undo it; the
    parent has to have started the child from a thread that lives as long as itself.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, int(sign), 0, 0, 0)
    if os.getppid() != parent:  # it ended before the kernel knew
        os._exit(1)
