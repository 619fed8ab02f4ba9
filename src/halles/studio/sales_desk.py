"""What sold from which video: reach and sales side by side, adding up to all that was sold."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce

from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.interactions.queries import ContentStats, content_stats
from halles.kit import clock
from halles.orders import sales as selling
from halles.orders.sales import Sales
from halles.sellers.models import Seller
from halles.videos import queries as videos
from halles.videos.models import Video

DAYS = (7, 30, 90, 365)
ROWS_MAX = 100


@dataclass(frozen=True)
class Span:
    """The last `days` days up to now, and as many before them."""

    days: int
    before: dt.datetime
    since: dt.datetime
    until: dt.datetime


@dataclass(frozen=True)
class SalesRow:
    """A video with what it sold; `stats` is None where reach is another creator's own figure. No video: not from one,
    or (`more_count`) the videos that the table has no room for."""

    video: Video | None
    stats: ContentStats | None
    sales: Sales
    more_count: int = 0


@dataclass(frozen=True)
class SalesTable:
    """One currency. The rows and `elsewhere` sum to `total`; shares are of its net amount, in basis points."""

    currency: str
    currencies: Sequence[str]
    span: Span
    rows: Sequence[SalesRow]
    elsewhere: Sales
    total: Sales
    share_bps: int | None
    share_before_bps: int | None


def span_of(days: str) -> Span:
    """The span asked for, 30 days when it is none of ours."""
    chosen = next((known for known in DAYS if days == str(known)), 30)
    until = clock.now()
    length = dt.timedelta(days=chosen)
    # Reach is summed by whole hours.
    since = (until - length).replace(minute=0, second=0, microsecond=0)
    return Span(chosen, since - length, since, until)


def sales_of_shop(seller: Seller, span: Span, wanted: str) -> SalesTable:
    """A shop's table: its own videos with their reach, others' with what they sold of its goods, and the rest."""
    found = selling.sales_of_seller(seller.pk, since=span.since, until=span.until)
    earlier = selling.sales_of_seller(seller.pk, since=span.before, until=span.since)
    total = {one.currency: one for one in selling.total_of_seller(seller.pk, since=span.since, until=span.until)}
    official = creators.find_official(seller.pk)
    return _table(found, earlier, span, wanted=wanted, own=official, total=total)


def sales_of_profile(creator: Creator, span: Span, wanted: str) -> SalesTable:
    """A creator's table: what each of their videos reached and sold, in whichever shop."""
    found = selling.sales_of_creator(creator.pk, since=span.since, until=span.until)
    return _table(found, [], span, wanted=wanted, own=creator, total=None)


def _table(
    found: Sequence[Sales],
    earlier: Sequence[Sales],
    span: Span,
    *,
    wanted: str,
    own: Creator | None,
    total: dict[str, Sales] | None,
) -> SalesTable:
    currencies = sorted({one.currency for one in found} | set(total or ()))
    currency = wanted if wanted in currencies else next(iter(currencies), "")
    here = [one for one in found if one.currency == currency]
    elsewhere = next((one for one in here if one.video_id is None), _none(currency))
    from_videos = [one for one in here if one.video_id is not None]
    whole = (total or {}).get(currency) or _sum(from_videos, currency)
    return SalesTable(
        currency=currency,
        currencies=currencies,
        span=span,
        rows=_rows(from_videos, own, span, currency),
        elsewhere=elsewhere,
        total=whole,
        share_bps=_share(here),
        share_before_bps=_share([one for one in earlier if one.currency == currency]),
    )


def _rows(from_videos: Sequence[Sales], own: Creator | None, span: Span, currency: str) -> list[SalesRow]:
    sold = {one.video_id: one for one in from_videos if one.video_id is not None}
    shown = [row.video.pk for row in videos.list_videos_of(own).rows] if own else []
    keys = list(dict.fromkeys([*list(sold)[:ROWS_MAX], *(key for key in shown if key not in sold)]))[:ROWS_MAX]
    known = videos.videos_by_id(keys)
    reach = content_stats(_own_keys(known, own), since=span.since)
    rows = [SalesRow(known[key], reach.get(key), sold.get(key) or _none(currency, key)) for key in keys if key in known]
    rest = [one for key, one in sold.items() if key not in known or key not in keys]
    if rest:
        rows.append(SalesRow(None, None, _sum(rest, currency), more_count=len(rest)))
    return sorted(rows, key=_rank)


def _rank(row: SalesRow) -> tuple[bool, int, int]:
    return bool(row.more_count), -row.sales.net_minor, -(row.stats.impression_count if row.stats else 0)


def _own_keys(known: dict[uuid.UUID, Video], own: Creator | None) -> list[uuid.UUID]:
    return [key for key, video in known.items() if own is not None and video.creator_id == own.pk]


def _none(currency: str, video_id: uuid.UUID | None = None) -> Sales:
    return Sales(video_id, currency, 0, 0, 0, 0)


def _sum(rows: Iterable[Sales], currency: str) -> Sales:
    return reduce(_plus, rows, _none(currency))


def _plus(one: Sales, other: Sales) -> Sales:
    return Sales(
        None,
        one.currency,
        one.order_count + other.order_count,
        one.piece_count + other.piece_count,
        one.gross_minor + other.gross_minor,
        one.net_minor + other.net_minor,
    )


def _share(rows: Collection[Sales]) -> int | None:
    whole = sum(one.net_minor for one in rows)
    if whole <= 0:
        return None
    return 10_000 * sum(one.net_minor for one in rows if one.video_id is not None) // whole
