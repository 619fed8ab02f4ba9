"""How many films are being made, and how far they are: counted from the rows, never guessed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from babel.numbers import format_percent
from django.utils.translation import get_language

from halles.kit import clock
from halles.kit.statements import fetch

# A film that was announced and not made since is not coming.
WAITED_FOR = dt.timedelta(hours=12)
_PLANNED = """
SELECT count(*) FILTER (WHERE NOT is_there), count(*),
       coalesce(sum(CASE WHEN is_there THEN 100 ELSE progress_percent END), 0)
FROM (
    SELECT coalesce(a.playable_at IS NOT NULL OR a.status = 'refused', false) AS is_there,
           coalesce(a.progress_percent, 0) AS progress_percent
    FROM media_plannedfilm p LEFT JOIN media_asset a ON a.id = p.asset_id
    WHERE p.planned_at > %s
) film
"""
# Those under way stand in an index of their own, and are few.
_SENT = """
SELECT count(*), count(*), coalesce(sum(a.progress_percent), 0)
FROM media_asset a JOIN media_upload u ON u.id = a.upload_id AND u.status = 'received'
WHERE a.kind = 'video' AND a.status IN ('waiting', 'processing', 'playable') AND a.playable_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM media_plannedfilm p WHERE p.asset_id = a.id AND p.planned_at > %s)
"""


@dataclass(frozen=True)
class Making:
    """`count` films are still to come; `percent` of the work on them and on those they were announced with is done."""

    count: int
    percent: int

    @property
    def share(self) -> str:
        """The percentage in the reader's language."""
        return str(format_percent(self.percent / 100, locale=(get_language() or "en").replace("-", "_")))


def find_planned() -> Making | None:
    """The announced films while some of them are missing; None on a hall that is not being filled."""
    return _sum([_PLANNED])


def find_all_under_way() -> Making | None:
    """Announced films and everybody's uploads, for staff; None when nothing is being made."""
    return _sum([_PLANNED, _SENT])


def _sum(statements: list[str]) -> Making | None:
    since = clock.now() - WAITED_FOR
    rows = [fetch(statement, [since])[0] for statement in statements]
    left, total, done = (sum(int(row[column]) for row in rows) for column in range(3))
    return Making(left, done // total) if left else None
