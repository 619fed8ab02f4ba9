"""Limits on how often one may do a thing, counted in PostgreSQL so that every process counts together."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils.translation import gettext_lazy as _

from halles.kit import clock
from halles.kit.errors import Limited


class TooOften(Limited):
    """The limit of this window is used up."""

    code = "kit.too_often"
    sentence = _("That was a lot in a short time. Please wait a moment and try again.")


def take(key: str, *, limit: int, per_seconds: int) -> None:
    """Use one of `limit` turns of `key` in the running window of `per_seconds`; TooOften when none is left.

    The turn is part of the caller's transaction: a refusal elsewhere gives it back.
    """
    seconds = int(clock.now().timestamp())
    window_at = dt.datetime.fromtimestamp(seconds - seconds % per_seconds, dt.UTC)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO kit_ratewindow (key, window_at, used_count) VALUES (%s, %s, 1)
            ON CONFLICT (key, window_at) DO UPDATE SET used_count = kit_ratewindow.used_count + 1
            RETURNING used_count
            """,
            [f"{key}:{per_seconds}"[:200], window_at],
        )
        row = cursor.fetchone()
    assert row is not None
    if row[0] > limit:
        raise TooOften


class Meter:
    """A limit counted by each process for itself, for paths that cannot spare a statement; so it is a coarse one."""

    def __init__(self, *, limit: int, per_seconds: int) -> None:
        self.limit, self.per_seconds = limit, per_seconds
        self._window = 0
        self._counts: dict[str, int] = {}

    def take(self, key: str) -> None:
        """Use one turn of `key` in the running window; TooOften when none is left."""
        window = int(clock.now().timestamp()) // self.per_seconds
        if window != self._window:
            # Keys live for one window only, so the table stays as small as the people of a minute.
            self._window, self._counts = window, {}
        count = self._counts[key] = self._counts.get(key, 0) + 1
        if count > self.limit:
            raise TooOften
