"""The test suite's PostgreSQL: the embedded one in var/test, unless HALLES_DATABASE_URL names a server.

A plugin (pyproject names it with -p) and no part of conftest.py: pytest-django reads the settings before any conftest.
"""

from __future__ import annotations

import os
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
os.environ["HALLES_DATA_DIR"] = tempfile.mkdtemp(prefix="halles-test-")
