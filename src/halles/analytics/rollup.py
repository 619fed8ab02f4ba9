"""Bringing the facts up to now: lines and orders that changed are read again, their days added up whole."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from halles.analytics import facts, reach
from halles.analytics.figures import NOBODY
from halles.analytics.models import Mark
from halles.kit import clock
from halles.markets.queries import all_markets

MARK = "lines"
# A transaction that is older than this has ended, so what it wrote can be seen.
SETTLED_AFTER = dt.timedelta(minutes=5)
# The first time nobody has looked yet: so many of the newest rows are looked at again.
OVERLAP = 500
BATCH = 20_000


def zones() -> dict[str, Any]:
    """The parameters that tell each market's clock."""
    known = list(all_markets().values())
    return {"markets": [one.code for one in known], "zones": [one.time_zone for one in known]}


def roll_up(*, whole: bool = False) -> int:
    """Bring all facts and sums up to now and return how many orders were read again; `whole`: every one of them.

    Running it twice changes nothing: a line has one row, and a day is added up whole.
    """
    with transaction.atomic():
        now = clock.now()
        _, is_new = Mark.objects.get_or_create(name=MARK, defaults={"seen_at": now, "rolled_at": now})
        # Two rollups at once would add up each other's halves; the second waits here.
        mark = Mark.objects.select_for_update().get(name=MARK)
        event_id, posting_id = _newest()
        if is_new or whole:
            count = _read_everything()
            mark.event_seen_id, mark.posting_seen_id = event_id, posting_id
            mark.event_id, mark.posting_id = max(0, event_id - OVERLAP), max(0, posting_id - OVERLAP)
            mark.seen_at = now
        else:
            count = _read_changed(mark)
            if now - mark.seen_at >= SETTLED_AFTER:
                mark.event_id, mark.posting_id = mark.event_seen_id, mark.posting_seen_id
                mark.event_seen_id, mark.posting_seen_id, mark.seen_at = event_id, posting_id, now
        reach.roll_up(since=None if is_new or whole else mark.rolled_at)
        mark.rolled_at = now
        mark.save()
    return count


def changed_since(mark: Mark | None, *, limit: int) -> list[uuid.UUID]:
    """Orders with an event or a posting after the mark, at most `limit`; without a mark every order has."""
    values = {"event": mark.event_id if mark else 0, "posting": mark.posting_id if mark else 0, "limit": limit}
    with connection.cursor() as cursor:
        cursor.execute(facts.CHANGED, values)
        return [row[0] for row in cursor.fetchall()]


def _newest() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(facts.NEWEST)
        (event_id,), (posting_id,) = cursor.fetchall()
    return event_id, posting_id


def _read_changed(mark: Mark) -> int:
    order_ids = changed_since(mark, limit=2**31)
    touched: set[tuple[str, dt.date]] = set()
    for start in range(0, len(order_ids), BATCH):
        touched |= _read(order_ids[start : start + BATCH])
    _sum_days(touched)
    return len(order_ids)


_DAYS_OF = """
SELECT market, placed_on FROM analytics_linefact WHERE order_id = ANY(%(orders)s::uuid[])
UNION SELECT market, paid_on FROM analytics_linefact WHERE order_id = ANY(%(orders)s::uuid[]) AND paid_on IS NOT NULL
"""


def _read(order_ids: Sequence[uuid.UUID]) -> set[tuple[str, dt.date]]:
    """Keep these orders as they are now; the days, before and after, that they count on."""
    values = {"orders": list(order_ids), **zones()}
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_OF, values)
        touched = set(cursor.fetchall())
        # A month is too long to be added up whole every two minutes: lines go out as they were and come in as they are.
        cursor.execute(_TAKE_FROM_MONTHS, values)
        cursor.execute(_KEEP_LINES, values)
        cursor.execute(_KEEP_ORDERS, values)
        cursor.execute(_ADD_TO_MONTHS, values)
        cursor.execute(_DAYS_OF, values)
        return touched | set(cursor.fetchall())


def _kept(table: str, key: str, columns: Sequence[str], source: str) -> str:
    fresh = ", ".join(f"{name} = EXCLUDED.{name}" for name in columns if name != key)
    return f"INSERT INTO {table} ({', '.join(columns)}) {source} ON CONFLICT ({key}) DO UPDATE SET {fresh}"


_KEEP_LINES = _kept("analytics_linefact", "line_id", facts.LINE_COLUMNS, facts.lines(facts.AMONG_ORDERS))
_KEEP_ORDERS = _kept("analytics_orderfact", "order_id", facts.ORDER_COLUMNS, facts.orders(facts.AMONG_ORDERS))


def _part_months(source: str, *, sign: str = "") -> str:
    sums = ", ".join(facts.LINE_SUMS)
    added = ", ".join(f"sum(e.{name})" for name in facts.LINE_SUMS)
    both = ", ".join(f"{name} = analytics_partmonth.{name} + EXCLUDED.{name}" for name in facts.LINE_SUMS)
    return f"""
INSERT INTO analytics_partmonth (by, market, month, currency, kind, key, {sums})
SELECT k.by, e.market, date_trunc('month', e."on")::date, e.currency, k.kind, k.key, {added}
FROM ({facts.days(source, sign=sign)}) e
CROSS JOIN LATERAL (
    VALUES ('product', '', e.product_id), ('content', e.content_kind, e.content_id)
) AS k(by, kind, key)
WHERE k.key IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6
ON CONFLICT (by, market, month, currency, kind, key) DO UPDATE SET {both}"""  # noqa: S608 - our columns


_ADD_TO_MONTHS = _part_months(facts.KEPT)
_TAKE_FROM_MONTHS = _part_months(facts.KEPT, sign="-")


def _read_everything() -> int:
    with connection.cursor() as cursor:
        for table in ("linefact", "orderfact", "lineday", "booksday", "partmonth"):
            # Not TRUNCATE: pages go on reading what was there until this commits.
            cursor.execute(f"DELETE FROM analytics_{table}")  # noqa: S608 - one of five
        cursor.execute(_into("analytics_linefact", facts.LINE_COLUMNS, facts.lines()), zones())
        cursor.execute(_into("analytics_orderfact", facts.ORDER_COLUMNS, facts.orders()), zones())
        cursor.execute("ANALYZE analytics_linefact, analytics_orderfact")
        cursor.execute(_line_days("SELECT * FROM analytics_linefact"), _nobody())
        cursor.execute(_book_days(""))
        cursor.execute(_part_months("SELECT * FROM analytics_linefact"))
        cursor.execute("ANALYZE analytics_lineday, analytics_booksday, analytics_partmonth")
        cursor.execute("SELECT count(DISTINCT order_id) FROM analytics_linefact")
        (count,) = cursor.fetchone() or (0,)
    return int(count)


def _into(table: str, columns: Sequence[str], source: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) {source}"


def _nobody() -> dict[str, Any]:
    return {"nobody": NOBODY}


def _sum_days(touched: Iterable[tuple[str, dt.date]]) -> None:
    """Add up whole days of markets again."""
    pairs = sorted(touched)
    if not pairs:
        return
    values = {"codes": [code for code, _ in pairs], "ons": [on for _, on in pairs], **_nobody()}
    asked = "(SELECT * FROM unnest(%(codes)s::text[], %(ons)s::date[]))"
    one = "SELECT f.* FROM analytics_linefact f"
    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM analytics_lineday WHERE (market, "on") IN {asked}', values)  # noqa: S608
        cursor.execute(f'DELETE FROM analytics_booksday WHERE (market, "on") IN {asked}', values)  # noqa: S608
        source = f"{one} WHERE (market, placed_on) IN {asked} OR (market, paid_on) IN {asked}"
        cursor.execute(_line_days(source, f'WHERE (e.market, e."on") IN {asked}'), values)
        cursor.execute(_book_days(f"WHERE (market, paid_on) IN {asked}"), values)


def _line_days(source: str, where: str = "") -> str:
    sums = ", ".join(facts.LINE_SUMS)
    added = ", ".join(f"sum(e.{name})" for name in facts.LINE_SUMS)
    return f"""
INSERT INTO analytics_lineday ("on", market, currency, by, key, channel, pace, {sums})
SELECT e."on", e.market, e.currency, k.by, k.key, e.channel, e.pace, {added}
FROM ({facts.days(source)}) e
CROSS JOIN LATERAL (
    VALUES ('all', %(nobody)s::uuid), ('seller', e.seller_id), ('creator', e.creator_id)
) AS k(by, key)
{where + " AND" if where else "WHERE"} k.key IS NOT NULL
GROUP BY 1, 2, 3, 4, 5, 6, 7"""  # noqa: S608 - our columns


def _book_days(where: str) -> str:
    sums = ", ".join(facts.BOOK_SUMS)
    added = ", ".join(f"sum({name})" for name in facts.BOOK_SUMS)
    return f"""
INSERT INTO analytics_booksday ("on", market, currency, seller_id, {sums})
SELECT paid_on, market, currency, seller_id, {added} FROM analytics_orderfact {where} GROUP BY 1, 2, 3, 4"""  # noqa: S608
