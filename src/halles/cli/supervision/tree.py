"""The whole of Halles on one machine: PostgreSQL, migrations, web, workers, edge, in this order, and back again."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from halles.cli.postgres import EmbeddedPostgres
from halles.cli.supervision.child import Role
from halles.cli.supervision.lock import lock_data_folder
from halles.cli.supervision.readiness import ask
from halles.cli.supervision.schema import is_up_to_date, remember
from halles.cli.supervision.supervisor import CannotStart, Supervisor, python
from halles.edge.listening import open_sockets
from halles.kit.environment import Environment

READY_SECONDS_BEFORE_WORD = 60.0
POSTGRES_SECONDS_BEFORE_WORD = 5.0


async def run_tree(environment: Environment, *, with_demo: bool, announce: Callable[[str], None]) -> int:
    """Runs everything until SIGINT or SIGTERM and returns the exit code.

    Raises AlreadyRunning, PortRefused, PostgresRefused or CannotStart before anything is left behind.
    """
    lock = lock_data_folder(environment.data_dir)
    listening = open_sockets(environment.host, environment.port)
    tree = Tree(environment, listening)
    stopping = asyncio.Event()
    for sign in _ending_signals():
        asyncio.get_running_loop().add_signal_handler(sign, tree.on_stop, stopping)
    try:
        life = asyncio.create_task(tree.live(with_demo=with_demo, announce=announce))
        asked = asyncio.create_task(stopping.wait())
        ends: list[asyncio.Future[Any]] = [life, asked, tree.supervisor.failed]
        done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        asked.cancel()
        life.cancel()
        await asyncio.wait({life})
        for ended in done:
            ended.result()
        return 0
    finally:
        await tree.end()
        for each in listening:
            each.close()
        os.close(lock)


def _ending_signals() -> list[signal.Signals]:
    signs = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # the terminal was closed; under nohup that is no reason
        signs.append(signal.SIGHUP)
    return signs


class Tree:
    """The roles of one machine and the order in which they start and end."""

    def __init__(self, environment: Environment, listening: list[socket.socket]) -> None:
        self.environment = environment
        self.listening = listening
        self.supervisor = Supervisor(environment.run_dir / "pids.json")
        self.patience = 1.0
        self._environ = {**os.environ, "HALLES_DATA_DIR": str(environment.data_dir)}

    async def live(self, *, with_demo: bool, announce: Callable[[str], None]) -> None:
        """Brings everything up, says where, and then only waits."""
        self.supervisor.start(self._edge())  # first: whoever comes early reads that the hall is about to open
        await self._database()
        await self._bring_up_to_date()
        for role in (self._role("web", "web"), self._role("worker", "worker", "--queue", "default")):
            self.supervisor.start(role)
        demo = asyncio.create_task(self._demo(announce)) if with_demo else None
        await self._wait_ready(announce)
        # Nobody at the door waits for it: it loads while the demo is looked at, or once the doors are open.
        self.supervisor.start(self._role("media", "worker", "--queue", "media", niceness=10))
        if demo is not None:
            await demo
        self.supervisor.is_ready = True
        if with_demo and self.environment.rtmp_port:
            self.supervisor.start(self._role("show", "demo", "show", niceness=12))
        announce(f"Halles is open: {self.environment.base_url}")
        await asyncio.Event().wait()

    async def end(self) -> None:
        """Ends every role: no new visitors, then the work, then the database."""
        names = self.supervisor.names()
        work = [name for name in names if name not in {"edge", "postgres"}]
        await self.supervisor.stop([["edge"], work, ["postgres"]], patience=self.patience)

    def on_stop(self, stopping: asyncio.Event) -> None:
        """The first signal asks politely; a second one shortens every patience."""
        if stopping.is_set():
            self.patience = 0.05
        stopping.set()

    async def _database(self) -> None:
        if self.environment.database_url is not None:
            return
        threads = self.environment.web_workers * self.environment.web_threads
        postgres = EmbeddedPostgres(self.environment.postgres_dir, connections_max=max(100, threads + 60))
        command = postgres.take_over()
        # SIGINT is its quick but orderly end. Orphaned it does the same, and the next start waits for it.
        farewell = ((signal.SIGINT, 60.0), (signal.SIGQUIT, 20.0))
        role = Role(
            "postgres",
            command.argv,
            popen=command.popen,
            farewell=farewell,
            orphan_signal=signal.SIGINT,
            murmur="LOG:" if self.environment.log_level in {"WARNING", "ERROR"} else None,
        )
        self.supervisor.start(role)
        loop = asyncio.get_running_loop()
        word_at = loop.time() + POSTGRES_SECONDS_BEFORE_WORD
        while (status := postgres.status()) != "ready":  # as long as it lives: a recovery takes what it takes
            if loop.time() > word_at:
                word_at += POSTGRES_SECONDS_BEFORE_WORD
                self.supervisor.say("postgres", f"is {status}; replaying its log can take a while")
            await asyncio.sleep(0.02)
        postgres.make_database()
        self._environ["HALLES_DATABASE_URL"] = postgres.url

    async def _bring_up_to_date(self) -> None:
        url = self._environ.get("HALLES_DATABASE_URL") or self.environment.database_url or ""
        if is_up_to_date(url, self.environment.data_dir):
            return
        code = await self.supervisor.run_once(self._role("migrate", "manage", "migrate", "--no-input", "-v", "0"))
        if code != 0:
            raise CannotStart("The database could not be brought up to date; what went wrong is above.")
        remember(url, self.environment.data_dir)

    def _edge(self) -> Role:
        numbers = [each.fileno() for each in self.listening]
        arguments = [part for number in numbers for part in ("--socket", str(number))]
        return self._role("edge", "edge", *arguments, pass_fds=tuple(numbers))

    def _role(self, name: str, *arguments: str, niceness: int = 0, pass_fds: tuple[int, ...] = ()) -> Role:
        popen = {"env": dict(self._environ), "pass_fds": pass_fds}
        return Role(name, python(*arguments), niceness=niceness, popen=popen)

    async def _wait_ready(self, announce: Callable[[str], None]) -> None:
        loop = asyncio.get_running_loop()
        word_at = loop.time() + READY_SECONDS_BEFORE_WORD
        while True:
            is_ready, answer = await ask(self.listening[0], self.environment, "/readyz")
            if is_ready:
                return
            if loop.time() > word_at:
                word_at += READY_SECONDS_BEFORE_WORD
                announce(f"Still not ready: {answer}")
            await asyncio.sleep(0.1)

    async def _demo(self, announce: Callable[[str], None]) -> None:
        announce("Setting up the demo world…")
        if await self.supervisor.run_once(self._role("demo", "demo")) != 0:
            raise CannotStart("The demo could not be set up; what went wrong is above.")
