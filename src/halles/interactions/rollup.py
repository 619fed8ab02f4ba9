"""Hourly sums of what was done with each content: recomputed whole, so running it twice changes nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection, transaction

from halles.interactions.models import RollupMark
from halles.kit import clock

MARK = "content_hour"
# The beacon accepts acts of the last 24 hours, so that is how far back a new receipt can reach.
REACH = dt.timedelta(hours=25)
OVERLAP = dt.timedelta(minutes=5)

_TOUCHED = """
SELECT DISTINCT date_trunc('hour', at, 'UTC') FROM interactions_interaction
WHERE received_at >= %(since)s AND received_at <= %(until)s AND at >= %(reach)s AND content_id IS NOT NULL
"""
_FORGET = "DELETE FROM interactions_contenthour WHERE hour_at = ANY(%(hours)s)"
_SUM = """
INSERT INTO interactions_contenthour
    (hour_at, content_kind, content_id, market, impression_count, view_count, visit_count, watch_time_ms,
     complete_count, chip_seen_count, chip_opened_count, sheet_opened_count, checkout_opened_count, purchase_count,
     like_count, share_count, hide_count)
SELECT date_trunc('hour', at, 'UTC'), content_kind, content_id, market,
       count(*) FILTER (WHERE kind = 'impression'),
       count(*) FILTER (WHERE kind = 'play'),
       count(DISTINCT visit_id) FILTER (WHERE kind = 'play'),
       coalesce(sum(watch_time_ms) FILTER (WHERE kind = 'watch'), 0),
       count(*) FILTER (WHERE kind = 'complete'),
       count(*) FILTER (WHERE kind = 'chip_seen'),
       count(*) FILTER (WHERE kind = 'chip_opened'),
       count(*) FILTER (WHERE kind = 'sheet_opened'),
       count(*) FILTER (WHERE kind = 'checkout_opened'),
       count(*) FILTER (WHERE kind = 'purchase'),
       count(*) FILTER (WHERE kind = 'like') - count(*) FILTER (WHERE kind = 'unlike'),
       count(*) FILTER (WHERE kind = 'share'),
       count(*) FILTER (WHERE kind = 'hide')
FROM interactions_interaction
WHERE at >= %(first)s AND at < %(end)s AND date_trunc('hour', at, 'UTC') = ANY(%(hours)s) AND content_id IS NOT NULL
GROUP BY 1, 2, 3, 4
"""


def roll_up(*, whole_since: dt.datetime | None = None) -> int:
    """Bring the hourly sums up to now and return how many hours were recomputed.

    With `whole_since` every hour from then on is looked at, also those whose rows came in long after their time
    (an import, the demo).
    """
    until = clock.now()
    with transaction.atomic():
        mark, _made = RollupMark.objects.get_or_create(name=MARK, defaults={"received_until": until - REACH})
        # Two rollups at once would delete each other's sums; the second waits here.
        mark = RollupMark.objects.select_for_update().get(name=MARK)
        since = whole_since or mark.received_until - OVERLAP
        hours = _touched(since, until, reach=whole_since or since - REACH)
        if hours:
            _recompute(hours)
        mark.received_until = max(until, mark.received_until)
        mark.save(update_fields=["received_until"])
    return len(hours)


def _touched(since: dt.datetime, until: dt.datetime, *, reach: dt.datetime) -> list[dt.datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_TOUCHED, {"since": since, "until": until, "reach": reach})
        return sorted(row[0] for row in cursor.fetchall())


def _recompute(hours: list[dt.datetime]) -> None:
    span: dict[str, Any] = {"hours": hours, "first": hours[0], "end": hours[-1] + dt.timedelta(hours=1)}
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, span)
        cursor.execute(_SUM, span)
