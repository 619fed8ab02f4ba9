"""The test suite's PostgreSQL: the embedded one in var/test, unless HALLES_DATABASE_URL names a server."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def _point_at_database() -> None:
    from halles.cli.postgres import EmbeddedPostgres

    os.environ["HALLES_DATABASE_URL"] = EmbeddedPostgres(ROOT / "var" / "test").ensure_running()


if "HALLES_DATABASE_URL" not in os.environ:
    _point_at_database()
os.environ["HALLES_DATA_DIR"] = tempfile.mkdtemp(prefix="halles-test-")
