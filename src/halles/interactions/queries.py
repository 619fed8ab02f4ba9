"""Sums and histories for studio, staff and the feed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Sum

from halles.interactions.models import ContentHour
from halles.interactions.visits import Visit
from halles.kit import clock

IDS_MAX = 500


@dataclass(frozen=True)
class ContentStats:
    """What people did with one content; `view_count` counts plays, `visit_count` each visit once an hour."""

    impression_count: int = 0
    view_count: int = 0
    visit_count: int = 0
    watch_time_ms: int = 0
    complete_count: int = 0
    chip_seen_count: int = 0
    chip_opened_count: int = 0
    sheet_opened_count: int = 0
    checkout_opened_count: int = 0
    purchase_count: int = 0
    like_count: int = 0
    share_count: int = 0
    hide_count: int = 0


_COUNTS = tuple(ContentStats.__dataclass_fields__)
_SUMS = ", ".join(f"sum({name})::bigint" for name in _COUNTS)


def content_stats(
    content_ids: Sequence[uuid.UUID], *, since: dt.datetime | None = None, content_kind: str = "video"
) -> dict[uuid.UUID, ContentStats]:
    """Sums of up to 500 contents over all markets since an instant (whole hours; None: ever); zeros included."""
    assert len(content_ids) <= IDS_MAX, "ask for a page of contents"
    found = {content_id: ContentStats() for content_id in content_ids}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT content_id, {_SUMS} FROM interactions_contenthour "  # noqa: S608 - names of columns
            "WHERE content_kind = %s AND content_id = ANY(%s) AND hour_at >= %s GROUP BY content_id",
            [content_kind, list(content_ids), since or dt.datetime(1970, 1, 1, tzinfo=dt.UTC)],
        )
        for content_id, *counts in cursor.fetchall():
            found[content_id] = ContentStats(*(int(count) for count in counts))
    return found


def content_days(
    content_id: uuid.UUID, *, days: int = 30, content_kind: str = "video"
) -> list[tuple[dt.date, ContentStats]]:
    """The sums of one content by UTC day, oldest first, days without anything left out."""
    since = clock.now() - dt.timedelta(days=days)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT (hour_at AT TIME ZONE 'UTC')::date, {_SUMS} "  # noqa: S608 - names of columns
            "FROM interactions_contenthour "
            "WHERE content_kind = %s AND content_id = %s AND hour_at >= %s GROUP BY 1 ORDER BY 1",
            [content_kind, content_id, since],
        )
        return [(day, ContentStats(*(int(count) for count in counts))) for day, *counts in cursor.fetchall()]


def count_kinds(content_kind: str, content_id: uuid.UUID, *, since: dt.datetime) -> dict[str, int]:
    """How often each kind of interaction happened with one content since an instant, up to now.

    For a live desk: not from the hourly sums, and cheap while the instant is hours ago, not months.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, count(*) FROM interactions_interaction "
            "WHERE received_at >= %(since)s AND at >= %(since)s AND content_kind = %(kind)s AND content_id = %(id)s "
            "GROUP BY kind",
            {"since": since, "kind": content_kind, "id": content_id},
        )
        return {kind: int(count) for kind, count in cursor.fetchall()}


def split_kinds(
    content_kind: str, content_id: uuid.UUID, by: str, *, since: dt.datetime, until: dt.datetime
) -> dict[tuple[Any, str], int]:
    """How often each kind of interaction happened with one content in [since, until), by "minute" or by "product": the
    keys are its minute or product id, and the kind."""
    key = {"minute": "date_trunc('minute', at)", "product": "product_id"}[by]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, kind, count(*) FROM interactions_interaction "  # noqa: S608 - one of two expressions
            "WHERE received_at >= %(since)s AND at >= %(since)s AND at < %(until)s "
            "AND content_kind = %(kind)s AND content_id = %(id)s GROUP BY 1, 2",
            {"since": since, "until": until, "kind": content_kind, "id": content_id},
        )
        return {(part, kind): int(count) for part, kind, count in cursor.fetchall()}


def popularity(
    market: str, *, since: dt.datetime, half_life: dt.timedelta, limit: int, content_kind: str = "video"
) -> list[tuple[uuid.UUID, float]]:
    """The contents that engaged a market most since an instant, best first, with their score.

    What was done counts by how much it says (a purchase more than a glance) and halves with every `half_life`;
    the sum is taken per impression, damped for contents few have seen, so that reach alone does not win.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT content_id,
                   sum((watch_time_ms / 10000.0 + 2 * complete_count + 3 * chip_opened_count + 4 * sheet_opened_count
                        + 5 * like_count + 8 * share_count + 12 * purchase_count - 10 * hide_count) * weight)
                   / (sum(impression_count * weight) + 20) * ln(2 + sum(view_count * weight)) AS score
            FROM (
                SELECT *, power(0.5, extract(epoch FROM %(now)s - hour_at) / %(half)s)::float8 AS weight
                FROM interactions_contenthour
                WHERE market = %(market)s AND content_kind = %(kind)s AND hour_at >= %(since)s
            ) AS weighted
            GROUP BY content_id ORDER BY score DESC, content_id LIMIT %(limit)s
            """,
            {
                "now": clock.now(),
                "half": half_life.total_seconds(),
                "market": market,
                "kind": content_kind,
                "since": since,
                "limit": limit,
            },
        )
        return [(content_id, float(score)) for content_id, score in cursor.fetchall()]


def impression_counts(content_ids: Sequence[uuid.UUID], *, content_kind: str = "video") -> dict[uuid.UUID, int]:
    """How often each content was shown so far, over all markets; contents never shown are left out."""
    rows = (
        ContentHour.objects.filter(content_kind=content_kind, content_id__in=list(content_ids))
        .values_list("content_id")
        .annotate(shown=Sum("impression_count"))
    )
    return dict(rows)


def list_recently_played(visit: Visit, user_id: uuid.UUID | None, *, limit: int = 300, days: int = 7) -> set[uuid.UUID]:
    """What somebody who consented has watched of late (the person when signed in, else the visit); else nothing."""
    if not visit.has_consent:
        return set()
    whose, value = ("user_id", user_id) if user_id else ("visit_id", visit.id)
    consented = "user_id IS NOT NULL" if user_id else "has_consent"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT content_id FROM interactions_interaction WHERE {whose} = %s "  # noqa: S608 - one of two columns
            f"AND {consented} AND kind = 'play' AND at > %s ORDER BY at DESC LIMIT %s",
            [value, clock.now() - dt.timedelta(days=days), limit],
        )
        return {row[0] for row in cursor.fetchall() if row[0]}
