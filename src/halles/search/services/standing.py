"""What is counted about entries: sales and views, stars, stock; and how common each word is."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from halles.catalog.models import Price, Variant
from halles.interactions.queries import popularity
from halles.inventory.queries import available
from halles.kit import clock
from halles.markets.queries import list_markets
from halles.orders.queries import sold_quantities
from halles.reviews.queries import summary_for
from halles.search.models import Entry, Kind
from halles.search.ranking import Standing, quality_of, shares_of_best

CHUNK = 1000
WINDOW = dt.timedelta(days=30)
HALF_LIFE = dt.timedelta(days=7)
POPULAR_MAX = 20_000
_UPDATE = """
UPDATE search_entry AS entry
SET is_in_stock = fresh.is_in_stock, rating = fresh.rating, review_count = fresh.review_count, quality = fresh.quality
FROM unnest(%s::bigint[], %s::boolean[], %s::int[], %s::int[], %s::float8[])
    AS fresh(id, is_in_stock, rating, review_count, quality)
WHERE entry.id = fresh.id AND (entry.is_in_stock, entry.review_count, entry.rating IS NULL, coalesce(entry.rating, 0))
        IS DISTINCT FROM (fresh.is_in_stock, fresh.review_count, fresh.rating IS NULL, coalesce(fresh.rating, 0))
    OR entry.id = fresh.id AND abs(entry.quality - fresh.quality) > 0.005
"""
_COUNT_WORDS = """
WITH counted AS (SELECT word, count(*) AS entry_count FROM search_entry, unnest(words) AS word GROUP BY word)
, gone AS (DELETE FROM search_word WHERE text NOT IN (SELECT word FROM counted))
UPDATE search_word SET entry_count = counted.entry_count FROM counted
WHERE search_word.text = counted.word AND search_word.entry_count <> counted.entry_count
"""


@dataclass(frozen=True)
class _Row:
    pk: int
    kind: str
    thing_id: uuid.UUID
    published_at: dt.datetime


def refresh_standing() -> int:
    """Bring stock, stars and quality of every entry up to date, market by market; how many entries were looked at.

    A row is written only where something has changed, so an hour in which nothing happens writes nothing.
    """
    looked_at = 0
    for market in list_markets(open_only=False):
        popular = {kind: _popular(kind, market.code) for kind in Kind.values}
        last = 0
        while rows := _some(market.code, last):
            _refresh(rows, market.code, popular)
            looked_at += len(rows)
            last = rows[-1].pk
    return looked_at


def count_words() -> None:
    """Count anew in how many entries each word stands, and forget those that stand in none."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_WORDS)


def _some(market: str, after: int) -> list[_Row]:
    entries = Entry.objects.filter(market=market, pk__gt=after).order_by("pk")
    return [_Row(*row) for row in entries.values_list("pk", "kind", "thing_id", "published_at")[:CHUNK]]


def _popular(kind: str, market: str) -> dict[object, float]:
    since = clock.now() - WINDOW
    if kind == Kind.PRODUCT:
        sold = sold_quantities(market, since=since, limit=POPULAR_MAX)
        return shares_of_best({product_id: float(pieces) for product_id, pieces in sold.items()})
    engaged = popularity(market, since=since, half_life=HALF_LIFE, limit=POPULAR_MAX, content_kind=kind)
    return shares_of_best(dict[object, float](engaged))


def _refresh(rows: Sequence[_Row], market: str, popular: dict[str, dict[object, float]]) -> None:
    product_ids = [row.thing_id for row in rows if row.kind == Kind.PRODUCT]
    in_stock = _in_stock(product_ids, market)
    stars = _stars(product_ids)
    now = clock.now()
    columns: list[tuple[int, bool, int | None, int, float]] = []
    for row in rows:
        rating, review_count = stars.get(row.thing_id, (None, 0)) if row.kind == Kind.PRODUCT else (None, 0)
        share = popular[row.kind].get(row.thing_id, 0.0)
        quality = quality_of(Standing(share, now - row.published_at, rating, review_count))
        is_there = row.kind != Kind.PRODUCT or row.thing_id in in_stock
        columns.append((row.pk, is_there, rating, review_count, quality))
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [list(column) for column in zip(*columns, strict=True)])


def _in_stock(product_ids: Sequence[uuid.UUID], market: str) -> set[uuid.UUID]:
    offered = Price.objects.filter(
        market=market, variant__product__in=product_ids, variant__status=Variant.Status.ACTIVE
    ).values_list("variant_id", "variant__product_id")
    product_of = dict(offered)
    left = available(list(product_of))
    return {product_of[variant_id] for variant_id, pieces in left.items() if pieces > 0}


def _stars(product_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, tuple[int | None, int]]:
    summaries = summary_for(product_ids)
    return {
        product_id: (int(summary.average * 100), summary.count)
        for product_id, summary in summaries.items()
        if summary.count
    }
