"""What all tests share."""

from __future__ import annotations

import pytest

KEPT = ("django_migrations", "django_content_type", "auth_permission")


@pytest.fixture(scope="session", autouse=True)
def _append_only_tables_can_be_emptied_between_tests() -> None:
    """Tests that commit leave rows in tables whose triggers refuse DELETE; only here those triggers are asleep.

    To truncate two hundred tables takes longer than most tests: only those are emptied that have a row.
    """
    from django.db import connection, transaction
    from django.test import TransactionTestCase

    restart = (
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences "
        f"WHERE last_value IS NOT NULL AND schemaname = 'public' AND sequencename !~ '^({'|'.join(KEPT)})_'"
    )

    def empty(_case: TransactionTestCase) -> None:
        names = [f'"{name}"' for name in connection.introspection.table_names() if name not in KEPT]
        looks = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            # Whoever still writes ends first, as a server does for somebody who was killed.
            cursor.execute(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE")
            cursor.execute(looks)
            cursor.execute("; ".join(f"DELETE FROM {name}" for (name,) in cursor.fetchall()) or "SELECT 1")
            cursor.execute(restart)

    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
