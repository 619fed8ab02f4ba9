"""Whether this very installation has brought this very database up to date before: then Django, which takes seconds to
load, need not be asked again.

Django itself decides by two things: the migrations that are installed and those that the database says are applied. The
mark is made of both, so it fits no other release, no older copy of the database and no other one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2]
MARK = "migrated"
CONNECT_SECONDS_MAX = 10


def is_up_to_date(url: str, data_dir: Path) -> bool:
    """Whether `remember` has seen the same migrations installed and applied; False wherever that cannot be told."""
    try:
        known = (data_dir / MARK).read_text()
    except OSError:
        return False
    return known == _mark(url)


def remember(url: str, data_dir: Path) -> None:
    """Write down that nothing is left to do for this installation and this database."""
    mark = _mark(url)
    if mark is not None:
        draft = data_dir / f"{MARK}.draft"
        draft.write_text(mark)
        draft.rename(data_dir / MARK)


def _mark(url: str) -> str | None:
    applied = _list_applied(url)
    if not applied:
        return None
    whole = hashlib.sha256()
    for part in (*_list_installed(), *applied):
        whole.update(part)
        whole.update(b"\0")
    return whole.hexdigest()


def _list_installed() -> Iterator[bytes]:
    """Our migrations and what decides which apps there are, word for word; everything else by name and version."""
    ours = [*PACKAGE.glob("*/migrations/*.py"), *(PACKAGE / "config").glob("*.py")]
    for path in sorted(ours):
        yield str(path.relative_to(PACKAGE)).encode()
        yield path.read_bytes()
    spec = find_spec("django")
    if spec is not None and spec.origin is not None:
        yield from sorted(path.name.encode() for path in Path(spec.origin).parents[1].glob("*.dist-info"))


def _list_applied(url: str) -> list[bytes]:
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=CONNECT_SECONDS_MAX) as connection:
            found = connection.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1").fetchall()
    except psycopg.Error:
        return []
    return [name.encode() for (name,) in found]
