"""The test suite's PostgreSQL: the embedded one in var/test, unless HALLES_DATABASE_URL names a server."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def _point_at_database() -> None:
    import psycopg

    from halles.cli.postgres import EmbeddedPostgres

    server = EmbeddedPostgres(ROOT / "var" / "test")
    os.environ["HALLES_DATABASE_URL"] = server.ensure_running()
    # The application's role is no superuser; only here it may put triggers to sleep (see below).
    with psycopg.connect(server.superuser_url, autocommit=True) as connection:
        connection.execute("GRANT SET ON PARAMETER session_replication_role TO halles")


if "HALLES_DATABASE_URL" not in os.environ:
    _point_at_database()
os.environ["HALLES_DATA_DIR"] = tempfile.mkdtemp(prefix="halles-test-")


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied_between_tests() -> None:
    """Tests that commit leave rows in tables whose triggers refuse TRUNCATE; only here those triggers are asleep."""
    from django.db import connection
    from django.test import TransactionTestCase

    kept = {"django_migrations", "django_content_type", "auth_permission"}

    def empty(_case: TransactionTestCase) -> None:
        tables = [name for name in connection.introspection.table_names() if name not in kept]
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in tables) + " RESTART IDENTITY CASCADE")
            cursor.execute("SET session_replication_role = DEFAULT")

    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
