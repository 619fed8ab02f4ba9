"""One child process: in a session of its own, gone when we are gone, its lines printed with its name in front."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from halles.kit.processes import die_with_parent

LINE_BYTES_MAX = 8192
MURMURS_KEPT = 12


@dataclass(frozen=True)
class Role:
    """What to run and how it wants to be ended."""

    name: str
    argv: list[str]
    niceness: int = 0
    popen: dict[str, Any] = field(default_factory=dict)
    # The signals that end it, each with the seconds it is given before the next; SIGKILL comes last anyway.
    farewell: tuple[tuple[signal.Signals, float], ...] = ((signal.SIGTERM, 12.0),)
    orphan_signal: signal.Signals = signal.SIGKILL
    # Lines that begin so are only worth showing when it ends unasked.
    murmur: str | None = None


class Child:
    """A running role. `exited` is set when it has ended and its whole process group is gone."""

    def __init__(self, role: Role, say: Callable[[str, str], None]) -> None:
        self.role = role
        self.exited = asyncio.Event()
        self.started_at = time.monotonic()
        self._say = say
        self._rest = b""
        self._murmured: deque[str] = deque(maxlen=MURMURS_KEPT)
        self._is_leaving = False
        prepare = partial(_in_child, os.getpid(), role.niceness, role.orphan_signal)
        self._process = subprocess.Popen(
            role.argv,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=prepare,  # noqa: PLW1509 - the supervisor has one thread
            **role.popen,
        )
        self.pid = self._process.pid
        assert self._process.stdout is not None
        self._out = self._process.stdout.fileno()
        os.set_blocking(self._out, False)
        asyncio.get_running_loop().add_reader(self._out, self._read)

    @property
    def seconds_lived(self) -> float:
        return time.monotonic() - self.started_at

    @property
    def exit_code(self) -> int | None:
        """As subprocess tells it: negative for a signal."""
        return self._process.returncode

    def notice(self) -> None:
        """Looks whether it has ended; to be called on SIGCHLD."""
        if self.exited.is_set() or not os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG):
            return
        # Before it is reaped its number, and so the group's, cannot have been given to anybody else.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._read()
        asyncio.get_running_loop().remove_reader(self._out)
        if self._process.stdout:
            self._process.stdout.close()
        if self._rest:
            self._tell(self._rest)
        if not self._is_leaving:
            for line in self._murmured:
                self._say(self.role.name, line)
        self.exited.set()

    async def end(self, *, patience: float = 1.0) -> None:
        """Ends it: the signals of its farewell in turn, their times multiplied by `patience`, then SIGKILL."""
        self._is_leaving = True
        for sign, seconds in self.role.farewell:
            self._signal(sign)
            with suppress(TimeoutError):
                await asyncio.wait_for(self.exited.wait(), seconds * patience)
            if self.exited.is_set():
                return
        self._signal(signal.SIGKILL)
        await self.exited.wait()

    def _signal(self, sign: signal.Signals) -> None:
        if not self.exited.is_set():
            self._process.send_signal(sign)

    def _read(self) -> None:
        try:
            found = os.read(self._out, 65536)
        except BlockingIOError:
            return
        if not found:
            asyncio.get_running_loop().remove_reader(self._out)
            return
        *lines, self._rest = (self._rest + found).split(b"\n")
        if len(self._rest) > LINE_BYTES_MAX:
            lines.append(self._rest)
            self._rest = b""
        for line in lines:
            self._tell(line)

    def _tell(self, line: bytes) -> None:
        text = line[:LINE_BYTES_MAX].decode(errors="replace").rstrip()
        if self.role.murmur is not None and text.startswith(self.role.murmur):
            self._murmured.append(text)
        elif text:
            self._say(self.role.name, text)


def _in_child(parent: int, niceness: int, orphan_signal: signal.Signals) -> None:
    if niceness:
        os.nice(niceness)
    die_with_parent(parent, orphan_signal)
