"""Keeps roles alive: a child that ends is started again, later and later while it keeps ending."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from halles.cli.supervision.child import Child, Role

PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0, 30.0)
STEADY_SECONDS = 20.0  # who lived that long has earned a quick restart
FAILURES_BEFORE_READY_MAX = 4


class CannotStart(Exception):  # noqa: N818 - the message is a sentence for the operator
    """A role ends again and again before the site was ever ready."""


class Supervisor:
    """Starts roles and watches them until `stop`. Runs in the main thread of a process with one thread.

    `failed` ends with CannotStart when a role does not stay up although the site was never ready; once it has been
    (`is_ready`), whatever ends is started again for ever.
    """

    def __init__(self, pid_file: Path) -> None:
        self.is_ready = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._pid_file = pid_file
        self._children: dict[str, Child] = {}
        self._watchers: dict[str, asyncio.Task[None]] = {}
        self._width = 8
        asyncio.get_running_loop().add_signal_handler(signal.SIGCHLD, self._on_child)

    def start(self, role: Role) -> Child:
        """Starts `role` and keeps it running from now on; returns its first process."""
        child = self._spawn(role)
        self._watchers[role.name] = asyncio.create_task(self._watch(child))
        return child

    async def run_once(self, role: Role) -> int:
        """Runs `role` to its end and returns its exit code (negative for a signal)."""
        child = self._spawn(role)
        await child.exited.wait()
        self._forget(role.name)
        assert child.exit_code is not None
        return child.exit_code

    def is_alive(self, name: str) -> bool:
        """Whether the role runs at this moment."""
        child = self._children.get(name)
        return child is not None and not child.exited.is_set()

    async def stop(self, groups: list[list[str]], *, patience: float = 1.0) -> None:
        """Ends the named roles, group after group, the members of a group together."""
        for names in groups:
            for name in names:
                if watcher := self._watchers.pop(name, None):
                    watcher.cancel()
            leaving = [self._children[name] for name in names if name in self._children]
            await asyncio.gather(*(child.end(patience=patience) for child in leaving))
            for child in leaving:
                self._forget(child.role.name)

    def names(self) -> list[str]:
        """The roles that have a process."""
        return list(self._children)

    def say(self, who: str, line: str) -> None:
        """Prints one line of a role."""
        print(f"{who:>{self._width}} | {line}", flush=True)

    async def _watch(self, child: Child) -> None:
        failures = 0
        while True:
            await child.exited.wait()
            failures = 1 if child.seconds_lived > STEADY_SECONDS else failures + 1
            self.say("halles", f"{child.role.name} ended ({_ending(child.exit_code)})")
            if not self.is_ready and failures >= FAILURES_BEFORE_READY_MAX:
                self._give_up(f"{child.role.name} does not stay up; what it said is above.")
                return
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES)) - 1])
            child = self._spawn(child.role)

    def _give_up(self, sentence: str) -> None:
        if not self.failed.done():
            self.failed.set_exception(CannotStart(sentence))

    def _spawn(self, role: Role) -> Child:
        self._width = max(self._width, len(role.name))
        child = Child(role, self.say)
        self._children[role.name] = child
        self._write_pids()
        return child

    def _forget(self, name: str) -> None:
        self._children.pop(name, None)
        self._write_pids()

    def _write_pids(self) -> None:
        pids = {"supervisor": os.getpid(), **{name: child.pid for name, child in self._children.items()}}
        draft = self._pid_file.with_suffix(".draft")
        draft.write_text(json.dumps(pids))
        draft.rename(self._pid_file)

    def _on_child(self) -> None:
        for child in list(self._children.values()):
            child.notice()


def _ending(exit_code: int | None) -> str:
    if exit_code is not None and exit_code < 0:
        return f"by {signal.Signals(-exit_code).name}"
    return f"with code {exit_code}"


def python(*arguments: str) -> list[str]:
    """The command line that runs `halles <arguments>` with this very Python."""
    return [sys.executable, "-m", "halles.cli", *arguments]
