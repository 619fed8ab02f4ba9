"""The numbers of a question: sums by day, and what changed since they were made, in one statement each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Sum

from halles.analytics import facts, reach
from halles.analytics.figures import Asked, Books, Figures, Numbers, Reach, Row, Scope, sum_of
from halles.analytics.models import LineDay, LineFact, Mark
from halles.analytics.rollup import MARK, changed_since, zones
from halles.kit import clock

# More changes than this since the last rollup (a worker that stood still): figures are then of its time, and say so.
CHANGES_MAX = 20_000
_SUMS = ", ".join(f"coalesce(sum(e.{name}), 0)::bigint" for name in facts.LINE_SUMS)
_FACES = ", ".join(facts.LINE_SUMS)
# Parts that sums of days know; sellers and creators have sums of their own, the rest is read from the lines.
BY_DAY = ("day", "month", "channel", "pace", "market")


def numbers(scope: Scope, asked: Asked) -> Numbers:
    """All figures of a question, as they are now. A few milliseconds for sums of days; what is split by content or
    product is read from sums of months, and line by line for a shop, a creator, a channel and the days at both ends."""
    mark = Mark.objects.filter(name=MARK).first()
    changed = changed_since(mark, limit=CHANGES_MAX + 1)
    is_fresh = len(changed) <= CHANGES_MAX
    values = _values(scope, asked) | {"orders": changed if is_fresh else []}
    found = _parts(scope, asked, values)
    by_day = {dt.date.fromisoformat(str(row.key)): row.figures for row in found["day"]}
    total = found["total"][0].figures
    return Numbers(
        asked=asked,
        total=total,
        rows=_ordered(asked, _with_rest(found[asked.by], total)),
        by_day=by_day,
        by_channel={str(row.key): row.figures for row in found["channel"]},
        reach=_reach(scope, asked, mark, values),
        books=_books(scope, values) if scope.kind != "creator" else None,
        as_of=clock.now() if is_fresh or mark is None else mark.rolled_at,
    )


def first_day(scope: Scope, markets: Sequence[str]) -> dt.date | None:
    """The day of the first order that the facts have of a scope in these markets; None before there is any."""
    whose = {} if scope.kind == "all" else {f"{scope.kind}_id": scope.id}
    lines = LineFact.objects.filter(**whose).order_by("placed_on").values_list("placed_on", flat=True)
    found = [day for market in markets if (day := lines.filter(market=market).first()) is not None]
    return min(found, default=None)


def paid_in(scope: Scope, asked: Asked) -> tuple[int, int]:
    """What was paid in the days of a question, in minor units, and how many orders: to compare another time with."""
    mark = Mark.objects.filter(name=MARK).first()
    changed = changed_since(mark, limit=CHANGES_MAX + 1)
    values = _values(scope, asked) | {"orders": changed if len(changed) <= CHANGES_MAX else []}
    statement = f"""
WITH fresh AS MATERIALIZED ({facts.lines(facts.AMONG_ORDERS)}), old AS MATERIALIZED ({facts.KEPT})
SELECT coalesce(sum(e.paid_minor), 0)::bigint, coalesce(sum(e.paid_count), 0)::bigint
FROM ({_entries("market", ("%(by)s", "%(key)s"), _WHOSE[scope.kind])}) e"""  # noqa: S608 - our columns
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)


def _values(scope: Scope, asked: Asked) -> dict[str, Any]:
    return {
        **zones(),
        "by": scope.kind,
        "key": scope.id,
        "creator": scope.creator_id,
        "asked": list(asked.markets),
        "currency": asked.currency,
        "first": asked.first_on,
        "last": asked.last_on,
        # Whole months of the question: from the first of one up to the first of another; none when both are the same.
        "month": _month_from(asked.first_on),
        "month_after": max(_month_from(asked.first_on), (asked.last_on + dt.timedelta(days=1)).replace(day=1)),
        "channel": asked.channel,
    }


def _month_from(on: dt.date) -> dt.date:
    """The first day of a month that is not before `on`."""
    return on if on.day == 1 else (on.replace(day=1) + dt.timedelta(days=32)).replace(day=1)


def busiest_market(*, days: int = 35) -> str | None:
    """The market in which most was bought of late, as the sums have it; None before there are any."""
    since = clock.today() - dt.timedelta(days=days)
    found = LineDay.objects.filter(by=LineDay.By.ALL, on__gte=since).values_list("market")
    row = found.annotate(bought=Sum("paid_count")).order_by("-bought", "market").first()
    return str(row[0]) if row else None


_WITHIN = "currency = %(currency)s AND market = ANY(%(asked)s::text[])"
_ON = '"on" BETWEEN %(first)s AND %(last)s'
_WHOSE = {"all": "true", "seller": "seller_id = %(key)s", "creator": "creator_id = %(key)s"}
_CHANNEL = "(%(channel)s = '' OR channel = %(channel)s)"


def _parts(scope: Scope, asked: Asked, values: dict[str, Any]) -> dict[str, list[Row]]:
    """The sums in all, by day, channel, pace and market, and by what was asked: one statement, so one moment."""
    whose = _WHOSE[scope.kind]
    own = "%(by)s", "%(key)s"
    statement = f"""
WITH fresh AS MATERIALIZED ({facts.lines(facts.AMONG_ORDERS)}),
old AS MATERIALIZED ({facts.KEPT}),
entries AS MATERIALIZED ({_entries("market, channel, pace", own, whose)})
SELECT CASE WHEN GROUPING(month) = 0 THEN 'month' WHEN GROUPING("on") = 0 THEN 'day'
            WHEN GROUPING(channel) = 0 THEN 'channel' WHEN GROUPING(pace) = 0 THEN 'pace'
            WHEN GROUPING(market) = 0 THEN 'market' ELSE 'total' END,
       coalesce(month::text, "on"::text, channel, pace, market), {_SUMS}
FROM (SELECT *, date_trunc('month', "on")::date AS month FROM entries) e
GROUP BY GROUPING SETS ((), ("on"), (month), (channel), (pace), (market))
{"" if asked.by in BY_DAY else "UNION ALL " + _split(scope, asked.by, asked.channel, whose)}"""  # noqa: S608 - our columns
    found: dict[str, list[Row]] = {name: [] for name in ("total", *BY_DAY, asked.by)}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for part, key, *sums in cursor.fetchall():
            found[part].append(Row(key, Figures(*(int(one) for one in sums))))
    return found


def _entries(kept: str, own: tuple[str, str], whose: str, *, key: str = "") -> str:
    """Rows of days: the sums that are made, with the lines that changed since put in and what they were taken out."""
    by, one = own
    where = f"{_WITHIN} AND {_ON} AND {_CHANNEL}"
    mine = f"AND key = {one}" if one else ""
    named = f", {key} AS key" if key else ""
    line = f'SELECT "on", {kept}{named}, {_FACES} FROM'
    return f"""
SELECT "on", {kept}{", key" if key else ""}, {_FACES} FROM analytics_lineday WHERE by = {by} {mine} AND {where}
UNION ALL {line} ({facts.days("SELECT * FROM fresh")}) n WHERE {whose} AND {where}
UNION ALL {line} ({facts.days("SELECT * FROM old", sign="-")}) o WHERE {whose} AND {where}"""  # noqa: S608


def _split(scope: Scope, by: str, channel: str, whose: str) -> str:
    if scope.kind == "all" and by in ("seller", "creator"):
        rows = _entries("market", (f"'{by}'", ""), f"{by}_id IS NOT NULL", key=f"{by}_id")
        return f"SELECT '{by}', e.key::text, {_SUMS} FROM ({rows}) e GROUP BY e.key"  # noqa: S608
    if scope.kind == "all" and not channel:
        return _split_by_months(by)
    key = "content_kind || ' ' || content_id::text" if by == "content" else f"{by}_id::text"
    # By the columns themselves: to group a million texts takes far longer than as many ids.
    group = "content_kind, content_id" if by == "content" else f"{by}_id"
    sums = _sums_where(_ON.replace('"on"', "placed_on"), _ON.replace('"on"', "paid_on"))
    where = (
        f"{_WITHIN} AND {whose} AND {_CHANNEL} AND (placed_on BETWEEN %(first)s AND %(last)s "
        "OR paid_on BETWEEN %(first)s AND %(last)s)"
    )
    return f"""
SELECT '{by}', {key}, {sums} FROM (
    SELECT * FROM analytics_linefact WHERE {where} AND order_id <> ALL(%(orders)s::uuid[])
    UNION ALL SELECT * FROM fresh WHERE {where}
) l GROUP BY {group}"""  # noqa: S608 - our columns


def _split_by_months(by: str) -> str:
    """Everybody's products or contents: whole months from their sums, the days before and after from the lines, and
    what changed since either was made. Each part is added up before they meet: one sort of all would go to the disk."""
    key = "kind || ' ' || key::text" if by == "content" else "key::text"
    kind = "content_kind" if by == "content" else "''"
    line = f"SELECT {kind} AS kind, {by}_id AS key, {_FACES} FROM"
    edge = "({day} BETWEEN %(first)s AND %(last)s AND NOT ({day} >= %(month)s AND {day} < %(month_after)s))"
    placed, paid = edge.format(day="placed_on"), edge.format(day="paid_on")
    where = f"{by}_id IS NOT NULL AND {_WITHIN}"
    return f"""
SELECT '{by}', {key}, {_SUMS} FROM (
    SELECT kind, key, {", ".join(f"sum({name}) AS {name}" for name in facts.LINE_SUMS)} FROM analytics_partmonth
    WHERE by = '{by}' AND {_WITHIN} AND month >= %(month)s AND month < %(month_after)s GROUP BY kind, key
    UNION ALL
    SELECT {kind}, {by}_id, {_sums_where(placed, paid)} FROM analytics_linefact
    WHERE {where} AND ({placed} OR {paid}) GROUP BY 1, 2
    UNION ALL {line} ({facts.days("SELECT * FROM fresh")}) n WHERE {where} AND {_ON}
    UNION ALL {line} ({facts.days("SELECT * FROM old", sign="-")}) o WHERE {where} AND {_ON}
) e GROUP BY kind, key"""  # noqa: S608 - our columns


def _sums_where(placed: str, paid: str) -> str:
    """Sums of lines; what was placed counts where its day is asked for, all the rest where the day of payment is."""
    of_placing = {"placed_minor", "placed_count"}
    return ", ".join(
        f"coalesce(sum({name}) FILTER (WHERE {placed if name in of_placing else paid}), 0)::bigint"
        for name in facts.LINE_SUMS
    )


def _with_rest(rows: list[Row], total: Figures) -> list[Row]:
    """With a row of its own for what belongs to nobody: lines without a creator are in no creator's sums."""
    rest = total.minus(sum_of(rows))
    return rows if rest == Figures() else [*rows, Row(None, rest)]


def _ordered(asked: Asked, rows: list[Row]) -> list[Row]:
    """Days and months as they come, the rest by what was paid; parts in which nothing was are left out."""
    rows = [row for row in rows if row.figures != Figures()]
    if asked.by in ("day", "month"):
        return sorted(rows, key=lambda row: str(row.key))
    return sorted(rows, key=lambda row: (-row.figures.paid_minor, -row.figures.placed_minor, row.key or ""))


def _books(scope: Scope, values: dict[str, Any]) -> Books:
    whose = "seller_id = %(key)s" if scope.kind == "seller" else "true"
    names = ", ".join(facts.BOOK_SUMS)
    added = ", ".join(f"coalesce(sum(e.{name}), 0)::bigint" for name in facts.BOOK_SUMS)
    taken = ", ".join(f"-{name}" for name in facts.BOOK_SUMS)
    paid = "paid_on BETWEEN %(first)s AND %(last)s"
    statement = f"""
SELECT {added} FROM (
    SELECT {names} FROM analytics_booksday WHERE {_WITHIN} AND {whose} AND {_ON}
    UNION ALL SELECT {names} FROM ({facts.orders(facts.AMONG_ORDERS)}) n WHERE {_WITHIN} AND {whose} AND {paid}
    UNION ALL SELECT {taken} FROM analytics_orderfact
    WHERE order_id = ANY(%(orders)s::uuid[]) AND {_WITHIN} AND {whose} AND {paid}
) e"""  # noqa: S608 - our columns
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return Books(*(int(one) for one in row or ()))


def list_unequal(asked: Asked, *, limit: int = 20) -> list[tuple[str, int, int]]:
    """Orders of which the books tell something else: number, sales apart and refunds apart, in minor units."""
    statement = f"""
SELECT number, apart, refunds_apart FROM (
    SELECT number, goods_minor + carriage_minor - uncharged_minor - waiting_minor - booked_seller_minor
           - booked_carriage_minor - booked_fee_minor - booked_tax_minor AS apart,
           refunded_minor - booked_refund_minor AS refunds_apart
    FROM analytics_orderfact WHERE {_WITHIN} AND paid_on BETWEEN %(first)s AND %(last)s
) o WHERE apart <> 0 OR refunds_apart <> 0 ORDER BY number LIMIT %(limit)s"""  # noqa: S608 - our columns
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_values(Scope(), asked), "limit": limit})
        return [(number, int(sales), int(refunds)) for number, sales, refunds in cursor.fetchall()]


def _reach(scope: Scope, asked: Asked, mark: Mark | None, values: dict[str, Any]) -> Reach:
    """Days that are made, and the hours themselves of the last days, in which reports still come in."""
    if scope.kind != "all" and scope.creator_id is None:
        return Reach()
    since = reach.live_since(mark.rolled_at) if mark else dt.datetime(1970, 1, 2, tzinfo=dt.UTC)
    live_on = since.date() + dt.timedelta(days=1)
    table = "analytics_reachsum" if scope.kind == "all" else "analytics_reachday"
    whose = "true" if scope.kind == "all" else "creator_id = %(creator)s"
    kind = "(%(channel)s = '' OR content_kind = %(channel)s) AND market = ANY(%(asked)s::text[])"
    added = ", ".join(f"coalesce(sum(e.{name}), 0)::bigint" for name in reach.COUNTS)
    names = ", ".join(reach.COUNTS)
    statement = f"""
SELECT {added} FROM (
    SELECT {names} FROM {table} WHERE {whose} AND {kind} AND {_ON} AND "on" < %(live_on)s
    UNION ALL
    SELECT {names} FROM ({reach.HOURS} AND h.hour_at >= %(since)s) n WHERE {whose} AND {kind} AND {_ON}
    AND "on" >= %(live_on)s
) e"""  # noqa: S608 - our columns
    with connection.cursor() as cursor:
        cursor.execute(statement, {**values, "since": since - dt.timedelta(days=1), "live_on": live_on})
        row = cursor.fetchone()
    return Reach(*(int(one) for one in row or ()))
