"""What all tests share."""

from __future__ import annotations

import pytest


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
