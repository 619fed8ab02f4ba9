"""The test suite's PostgreSQL: the embedded one in var/test, unless HALLES_DATABASE_URL names a server; and the one
folder in which everything lies that a run writes, gone when it ends.

A plugin (pyproject names it with -p) and no part of conftest.py: pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _point_at_database() -> None:
    import psycopg

    from halles.cli.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(ROOT / "var" / "test")
    os.environ["HALLES_DATABASE_URL"] = server.ensure_running()
    # The application's role is no superuser; only here it may put triggers to sleep (see below).
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(1)")  # two runs that grant at once get in each other's way
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO halles")


if "HALLES_DATABASE_URL" not in os.environ:
    _point_at_database()


def _write_in_one_folder() -> None:
    """Whatever this run and the programs it starts put into the temporary folder goes with it, also what a failed test
    or a process that was killed has left. pytest's own folders stay: one looks into them after a failure."""
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", tempfile.gettempdir())
    top = Path(tempfile.mkdtemp(prefix="halles-test-"))
    top.chmod(0o711)  # a database server runs as another user
    (top / "data").mkdir(mode=0o700)
    os.environ["HALLES_DATA_DIR"] = str(top / "data")
    os.environ["TMPDIR"] = tempfile.tempdir = str(top)
    atexit.register(shutil.rmtree, top, ignore_errors=True)
    # Asked to end, a run ends as by Ctrl-C: fixtures close what they opened, and the folder goes.
    signal.signal(signal.SIGTERM, signal.default_int_handler)


_write_in_one_folder()
