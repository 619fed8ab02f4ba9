"""Weeks in a minute: the whole hall, pages, worker and stagehand, stands at one instant behind the present."""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.journeys.conftest import Hall

# What was queued for a moment is due at that moment of the hall's time.
_MOVE_JOBS = """
    from django.db import connection
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at + make_interval(secs => %s) "
            "WHERE status = 'todo' AND scheduled_at IS NOT NULL", [{seconds}]
        )
"""


class Calendar:
    """Where the hall stands in time; `let_pass` is the only way, and it leads forward."""

    def __init__(self, hall: Hall, *, days_ago: int) -> None:
        self._hall = hall
        self._behind = 0
        self._stand(days_ago * 24 * 3600)

    def let_pass(self, **span: float) -> None:
        """So much time goes by (`days=1`); what the queue holds for it becomes due."""
        self._stand(self._behind - int(dt.timedelta(**span).total_seconds()))

    def to_the_present(self) -> None:
        """All that is left goes by."""
        self._stand(0)

    def _stand(self, behind: int) -> None:
        assert behind >= 0, "the journey began too late for this"
        moved, self._behind = behind - self._behind, behind
        with Path(self._hall.env["JOURNEY_CLOCK"]).open("r+b") as file:
            file.write(struct.pack("q", behind))
        self._hall.manage(_MOVE_JOBS.format(seconds=moved))


@contextmanager
def calendar(hall: Hall, *, days_ago: int) -> Iterator[Calendar]:
    """The hall stands so many days ago, and in the present again at the end.

    It begins in the past so that nothing of a journey lies in the future of the next one.
    """
    passing = Calendar(hall, days_ago=days_ago)
    try:
        yield passing
    finally:
        passing.to_the_present()
