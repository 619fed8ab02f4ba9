"""`halles up` for real: the whole tree in a folder of its own, and what is left of it when it is killed."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg
import pytest

ROLES = {"supervisor", "edge", "postgres", "web", "worker", "media"}
SECONDS_MAX = 90  # for a busy machine; a quiet one takes four


@pytest.fixture
def folder() -> Iterator[Path]:
    """Any user may enter it, so that the database lives inside; pytest's own folders are closed."""
    top = Path(tempfile.mkdtemp(prefix="halles-test-up-"))
    top.chmod(0o755)
    yield top / "data"
    shutil.rmtree(top)


class House:
    """A running `halles up`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "halles.cli", "up"],
            env=environ(folder, port),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.rstrip())
            if line.startswith("Halles is open"):
                return
        raise AssertionError("\n".join(self.lines))

    def pids(self) -> dict[str, int]:
        found: dict[str, int] = json.loads((self.folder / "run" / "pids.json").read_text())
        return found

    def everyone(self) -> list[psutil.Process]:
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://localhost:{self.port}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def end(self, sign: signal.Signals) -> int:
        self.process.send_signal(sign)
        code = self.process.wait(30)
        assert self.process.stdout is not None
        self.lines += self.process.stdout.read().splitlines()
        self.process.stdout.close()
        return code


def environ(folder: Path, port: int, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HALLES_", "DJANGO_"))}
    ours = {"HALLES_DATA_DIR": str(folder), "HALLES_PORT": str(port), "HALLES_WEB_WORKERS": "1"}
    return {**kept, **ours, "HALLES_RTMP_PORT": "0", **more}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def refused(folder: Path, port: int, **more: str) -> tuple[int, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "halles.cli", "up"],
        env=environ(folder, port, **more),
        capture_output=True,
        text=True,
        timeout=SECONDS_MAX,
        check=False,
    )
    return ended.returncode, ended.stderr


@contextmanager
def open_house(folder: Path) -> Iterator[House]:
    house = House(folder, free_port())
    try:
        yield house
    finally:
        if house.process.poll() is None:
            house.end(signal.SIGTERM)


def eventually_gone(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those still there when they had time enough to go."""
    _, alive = psutil.wait_procs(processes, timeout=15)
    return [process for process in alive if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


def test_it_opens_refuses_a_second_one_and_ends_without_a_trace(folder: Path) -> None:
    with open_house(folder) as house:
        assert house.lines == [f"Halles is open: http://localhost:{house.port}"], "quiet, but for where it is"
        assert house.is_ready()
        assert set(house.pids()) == ROLES
        everyone = house.everyone()
        assert set(house.pids().values()) <= {process.pid for process in everyone}
        assert psutil.Process(house.pids()["media"]).nice() == 10
        code, said = refused(folder, free_port())
        assert (code, said) == (
            1,
            (
                f"Halles already runs on the data folder {folder} (process {house.process.pid}). "
                "Stop it first, or name another folder by HALLES_DATA_DIR.\n"
            ),
        )
        code, said = refused(folder.parent / "other", house.port)
        assert (code, said) == (
            1,
            (
                f"Port {house.port} on 127.0.0.1 is taken by another program, perhaps another Halles. "
                f"Stop it, or choose another port: HALLES_PORT={house.port + 1}\n"
            ),
        )
        assert not (folder.parent / "other" / "postgres").exists(), "nothing was started for it"
        assert house.is_ready()
        assert house.end(signal.SIGINT) == 0
        assert eventually_gone(everyone) == []
        assert len(house.lines) == 1, house.lines


def test_a_killed_supervisor_leaves_no_process_and_loses_nothing(folder: Path) -> None:
    url = f"postgresql://halles@/halles?host={folder}/postgres/run"
    with open_house(folder) as house:
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
        everyone = house.everyone()
        assert len(everyone) > len(ROLES)
        house.end(signal.SIGKILL)
        assert eventually_gone(everyone) == []
    with open_house(folder), psycopg.connect(url) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)


def test_whoever_is_killed_comes_back(folder: Path) -> None:
    with open_house(folder) as house:
        for role in ("web", "edge", "worker", "media", "postgres"):
            before = house.pids()[role]
            children = psutil.Process(before).children(recursive=True)
            os.kill(before, signal.SIGKILL)
            assert eventually_gone(children) == [], f"{role} left children"
            deadline = time.monotonic() + SECONDS_MAX
            while house.pids().get(role) in {None, before} or not house.is_ready():
                assert time.monotonic() < deadline, f"{role} did not come back"
                time.sleep(0.1)
        assert house.process.poll() is None


def test_work_goes_on_after_the_death_of_the_database(folder: Path) -> None:
    url = f"postgresql://halles@/halles?host={folder}/postgres/run"
    with open_house(folder) as house:
        os.kill(house.pids()["postgres"], signal.SIGKILL)
        deadline = time.monotonic() + SECONDS_MAX
        while _fresh_heartbeats(url) < 2:  # both workers speak to the new server
            assert time.monotonic() < deadline
            time.sleep(0.2)
        while not _edge_listens(url):
            assert time.monotonic() < deadline, "the edge does not hear what rooms are told"
            time.sleep(0.2)


def _edge_listens(url: str) -> bool:
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'halles edge'"
        ).fetchone()
    return row is not None and row[0] > 0


def test_a_start_that_cannot_succeed_ends_and_cleans_up(folder: Path) -> None:
    nowhere = "postgresql://halles@127.0.0.1:1/halles?connect_timeout=2"
    code, said = refused(folder, free_port(), HALLES_DATABASE_URL=nowhere)
    assert (code, said) == (1, "The database could not be brought up to date; what went wrong is above.\n")
    assert json.loads((folder / "run" / "pids.json").read_text()).keys() == {"supervisor"}


def test_wrong_settings_are_refused_before_anything_happens(folder: Path) -> None:
    code, said = refused(folder, 0, HALLES_WEB_WORKER="2")
    assert code == 2
    assert said == (
        "HALLES_WEB_WORKER: is not a setting of Halles. Did you mean HALLES_WEB_WORKERS?\n"
        "HALLES_PORT: must be a whole number from 1 to 65535, not “0”.\n"
    )
    assert not folder.exists()


def _fresh_heartbeats(url: str) -> int:
    question = (
        "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > "
        "greatest(pg_postmaster_start_time() + '1 second', now() - interval '60 seconds')"
    )
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute(question).fetchone()
    except psycopg.OperationalError:
        return 0
    return int(row[0]) if row else 0
