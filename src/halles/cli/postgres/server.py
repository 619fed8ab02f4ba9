"""Start, share and stop the embedded server."""

from __future__ import annotations

import atexit
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from halles.cli.postgres.binaries import find_binaries
from halles.cli.postgres.cluster import ROLE, SUPERUSER, configure, make_cluster, server_environ
from halles.cli.postgres.owner import Place, PostgresRefused, find_place
from halles.cli.postgres.running import find_postmaster, is_alive, is_server, stop_postmaster, wait_until_gone
from halles.kit.environment import SOCKET_PATH_BYTES_MAX, short_folder

LOG_BYTES_MAX = 10_000_000
ORPHANS_SECONDS_MAX = 60.0
MADE = "made"  # a file: role and database are there


@dataclass(frozen=True)
class Command:
    """How the server is started by whoever watches it: arguments for subprocess.Popen."""

    argv: list[str]
    popen: dict[str, Any]


class EmbeddedPostgres:
    """The server whose files belong to `folder`. Several processes may use it at once; the last one stops it."""

    def __init__(self, folder: Path, *, connections_max: int = 100) -> None:
        self.folder = folder.resolve()
        self.connections_max = connections_max
        self._place: Place | None = None
        self._use: int | None = None

    @property
    def place(self) -> Place:
        """Where it lives and who runs it."""
        if self._place is None:
            self._place = find_place(self.folder)
        return self._place

    @property
    def url(self) -> str:
        """The address of the database; valid while the server runs."""
        return f"postgresql://{ROLE}@/{ROLE}?host={quote(str(self._sockets()), safe='/')}"

    @property
    def superuser_url(self) -> str:
        """The address for what the application may not do itself."""
        return f"postgresql://{SUPERUSER}@/{SUPERUSER}?host={quote(str(self._sockets()), safe='/')}"

    def ensure_running(self) -> str:
        """The address of a server that answers: attaches to the running one or starts it, and waits out any recovery.

        It is stopped by `stop()`, at the latest when this process ends, unless another process uses it.
        """
        with self._one_at_a_time():
            self._take_use()
            self._attach_or_start()
        return self.url

    def stop(self) -> None:
        """Ends our use, and with the last use the server."""
        if self._use is None:
            return
        with self._one_at_a_time():
            fcntl.flock(self._use, fcntl.LOCK_UN)
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                if self._place is not None:
                    stop_postmaster(self._place.cluster)
            os.close(self._use)
            self._use = None

    def take_over(self, patience_seconds: float = 10.0) -> Command:
        """Readies everything for a server watched by the caller, and returns how to start it.

        A server left behind by a killed process, or still used by an operator's command after `patience_seconds`, is
        stopped first, so that there is one parent to restart it.
        """
        with self._one_at_a_time():
            self._take_use()
            self._wait_for_others(patience_seconds)
            if find_postmaster(self.place.cluster):
                stop_postmaster(self.place.cluster)
            return self._ready_to_start()

    def status(self) -> str:
        """What the running server says of itself: starting, ready, stopping; or "absent"."""
        found = find_postmaster(self.place.cluster)
        return found.status if found else "absent"

    def _attach_or_start(self) -> None:
        import psycopg

        for pause in (0.1, 0.5, 2.0):
            self._attach_or_start_once()
            try:
                self.make_database()
            except psycopg.OperationalError:
                time.sleep(pause)  # it looked alive and was not: killed a moment ago, not yet buried
            else:
                return
        self.make_database()

    def _attach_or_start_once(self) -> None:
        cluster = self.place.cluster
        found = find_postmaster(cluster)
        if found and found.status == "stopping":
            wait_until_gone(cluster, ORPHANS_SECONDS_MAX)
            found = find_postmaster(cluster)
        pid = found.pid if found else self._start_detached()
        while self.status() != "ready":  # replaying the log after a crash takes what it takes
            if not is_server(pid, cluster):
                raise PostgresRefused(f"PostgreSQL did not start. Its last words:\n{self._last_words()}")
            time.sleep(0.02)

    def _start_detached(self) -> int:
        command = self._ready_to_start()
        if self._log.exists() and self._log.stat().st_size > LOG_BYTES_MAX:
            self._log.unlink()
        with self._log.open("ab") as log:
            # A shell in between, so that the server is nobody's child here: it may outlive this process.
            started = subprocess.run(
                ["/bin/sh", "-c", '"$@" >&2 </dev/null & echo $!', "sh", *command.argv],
                check=True,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
                **command.popen,
            )
        pid = int(started.stdout)
        deadline = time.monotonic() + 30
        while is_alive(pid) and not is_server(pid, self.place.cluster) and time.monotonic() < deadline:
            time.sleep(0.01)  # until the shell's child has become postgres and moved into its folder
        return pid

    def _ready_to_start(self) -> Command:
        place = self.place
        binaries = find_binaries(place)
        make_cluster(place, binaries)
        if not wait_until_gone(place.cluster, ORPHANS_SECONDS_MAX):
            raise PostgresRefused(f"Processes of an earlier PostgreSQL still work in {place.cluster} and do not end.")
        sockets = self._sockets()
        # Nobody works in this cluster, so these name the dead or the innocent, and the server would refuse to start.
        for stale in (place.cluster / "postmaster.pid", sockets / ".s.PGSQL.5432.lock"):
            stale.unlink(missing_ok=True)
        configure(place, sockets, self.connections_max)
        argv = [str(binaries / "postgres"), "-D", str(place.cluster)]
        return Command(argv, {"cwd": "/", "env": server_environ(), **place.owner.popen})

    def make_database(self) -> None:
        """Makes our role and database on the ready server unless they are there."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.superuser_url, autocommit=True, connect_timeout=30) as connection:
            # The application is not a superuser: it could switch off the triggers that guard the books.
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE DATABASE {0} OWNER {0}").format(sql.Identifier(ROLE)))
        (self.folder / MADE).touch()

    def _sockets(self) -> Path:
        place = self.place
        sockets = place.home / "run"
        if len(os.fsencode(sockets)) > SOCKET_PATH_BYTES_MAX:
            return short_folder(sockets, owner=place.owner.uid)
        if not sockets.exists():
            sockets.mkdir(mode=0o700)
            place.owner.own(sockets)
        return sockets

    @property
    def _log(self) -> Path:
        return self.folder / "server.log"

    def _last_words(self) -> str:
        try:
            return "\n".join(self._log.read_text(errors="replace").splitlines()[-12:])
        except OSError:
            return "(none)"

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        """Held while anything starts or stops; the kernel lets go of it when a process dies."""
        self.folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _take_use(self) -> None:
        if self._use is None:
            self._use = os.open(self.folder / "users", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            atexit.register(self.stop)
        fcntl.flock(self._use, fcntl.LOCK_SH)

    def _wait_for_others(self, seconds: float) -> None:
        assert self._use is not None
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(0.1)
            else:
                break
        fcntl.flock(self._use, fcntl.LOCK_SH)


def find_address(folder: Path) -> str | None:
    """The address of the server that belongs to `folder` while it answers, else None; makes and starts nothing."""
    if not (folder / MADE).exists():
        return None  # who came earlier would be told that our role does not exist, and so would whoever reads the log
    note = folder / "location"
    try:
        home = Path(note.read_text().strip()) if note.exists() else folder
        found = find_postmaster(home / "cluster") if (home / "cluster").exists() else None
        return EmbeddedPostgres(folder).url if found and found.status == "ready" else None
    except (OSError, PostgresRefused):
        return None
