"""What was shown and pressed, by day of the market: whole days from the hourly sums of `interactions`."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import connection

from halles.kit import clock
from halles.markets.queries import all_markets

# Reports of browsers reach a day back; an hour that is summed again lies within this.
REACH = dt.timedelta(days=2)
COUNTS = ("impression_count", "view_count", "watch_time_ms", "chip_count", "sheet_count", "cart_count")

# The counts as the hours have them; a card over a video or show is a product shown, an open sheet a click on one.
_HOURS = {
    "impression_count": "impression_count",
    "view_count": "view_count",
    "watch_time_ms": "watch_time_ms",
    "chip_count": "chip_seen_count",
    "sheet_count": "sheet_opened_count",
    "cart_count": "checkout_opened_count",
}
HOURS = f"""
SELECT (h.hour_at AT TIME ZONE z.zone)::date AS "on", h.market, h.content_kind, h.content_id,
       coalesce(v.creator_id, s.creator_id) AS creator_id,
       {", ".join(f"h.{old} AS {new}" for new, old in _HOURS.items())}
FROM interactions_contenthour h
JOIN unnest(%(markets)s::text[], %(zones)s::text[]) AS z(market, zone) ON z.market = h.market
LEFT JOIN videos_video v ON h.content_kind = 'video' AND v.id = h.content_id
LEFT JOIN live_livesession s ON h.content_kind = 'live' AND s.id = h.content_id
WHERE h.content_kind IN ('video', 'live')"""  # noqa: S608 - our columns

_ADDED = ", ".join(f"sum({name})" for name in COUNTS)
_WHOLE = f"""
INSERT INTO analytics_reachday ("on", market, content_kind, content_id, creator_id, {", ".join(COUNTS)})
SELECT "on", market, content_kind, content_id, creator_id, {_ADDED}
FROM ({HOURS} AND h.hour_at >= %(since)s) e WHERE "on" >= %(from_on)s GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608
_SUMMED = f"""
INSERT INTO analytics_reachsum ("on", market, content_kind, {", ".join(COUNTS)})
SELECT "on", market, content_kind, {_ADDED} FROM analytics_reachday WHERE "on" >= %(from_on)s GROUP BY 1, 2, 3"""  # noqa: S608
# Without OFFSET the database looks for the oldest row that was received of late by going through all of time.
_LATE = """
SELECT min(at) FROM (
    SELECT at FROM interactions_interaction WHERE received_at >= %(since)s AND content_id IS NOT NULL OFFSET 0
) AS received
"""


def roll_up(*, since: dt.datetime | None) -> None:
    """Make the days again on which something was received since an instant; None: all of them."""
    now = clock.now()
    first = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    if since is not None:
        first = min(_first_received(since - REACH) or now, now - REACH) - dt.timedelta(days=2)
    values = _values(first)
    with connection.cursor() as cursor:
        for table in ("analytics_reachday", "analytics_reachsum"):
            cursor.execute(f'DELETE FROM {table} WHERE "on" >= %(from_on)s', values)  # noqa: S608 - one of two
        cursor.execute(_WHOLE, values)
        cursor.execute(_SUMMED, values)


def live_since(rolled_at: dt.datetime) -> dt.datetime:
    """From which midnight (UTC) on pages read the hours themselves: what was received later may lie before."""
    return (rolled_at - REACH).replace(hour=0, minute=0, second=0, microsecond=0)


def _first_received(since: dt.datetime) -> dt.datetime | None:
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"since": since})
        row = cursor.fetchone()
    return row[0] if row else None


def _values(first: dt.datetime) -> dict[str, Any]:
    known = list(all_markets().values())
    # Whole days of every market: from the day after the one in which the first hour lies anywhere.
    from_on = first.date() + dt.timedelta(days=1)
    return {
        "markets": [one.code for one in known],
        "zones": [one.time_zone for one in known],
        "since": first - dt.timedelta(days=1),
        "from_on": from_on if first.year > 1970 else dt.date(1970, 1, 1),
    }
