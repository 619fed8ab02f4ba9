"""Opens the house for a command that needs Django: settings, database, apps."""

from __future__ import annotations

import os

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
