"""Opens the house for a command that needs Django: settings, database, apps."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

from halles.kit.environment import Environment


def open_house() -> Environment:
    """Checks the settings, makes sure the database runs, and readies Django; returns the settings.

    Without HALLES_DATABASE_URL it uses the embedded PostgreSQL: the one of a running `halles up`, else one started for
    this command and stopped after it.
    """
    environment = Environment.load()
    find_database(environment)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halles.config.settings")
    import django

    django.setup()
    return environment


def find_database(environment: Environment) -> None:
    """Sets HALLES_DATABASE_URL to a database that answers, unless the operator has named one."""
    if environment.database_url is None:
        from halles.cli.postgres import EmbeddedPostgres

        os.environ["HALLES_DATABASE_URL"] = EmbeddedPostgres(environment.postgres_dir).ensure_running()


def run_in_house(work: Callable[[], int]) -> int:
    """Opens the house, does `work` in one transaction, and returns its exit code; a refusal is said and gives 1."""
    open_house()
    from django.db import ProgrammingError

    from halles.kit import transactions
    from halles.kit.errors import Refusal

    try:
        return transactions.run(work)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except ProgrammingError as error:
        if getattr(error.__cause__, "sqlstate", None) != "42P01":  # undefined table
            raise
        print("The database is empty. Start `halles up` once, or run `halles manage migrate`.", file=sys.stderr)
    return 1
