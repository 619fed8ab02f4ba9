"""A show looked back upon: minute by minute, product by product, act by act."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from halles.catalog.models import Product
from halles.interactions.queries import split_kinds
from halles.kit import clock
from halles.live.models import Figure, LiveSession, ShowAct
from halles.live.queries import list_bag, list_chapters
from halles.markets.queries import get_market
from halles.orders.sales import Part, Sales, sales_in, split_sales_in
from halles.promotions.fairness import Fairness, fairness_of
from halles.studio.live_strip import opened_acts

MINUTE = dt.timedelta(minutes=1)
TAPPED = "sheet_opened"
SEEN = "chip_seen"


@dataclass(frozen=True)
class Sold:
    """Paid orders, pieces without cancelled ones, what their goods cost with tax, and less what was given back."""

    orders: int = 0
    pieces: int = 0
    gross_minor: int = 0
    net_minor: int = 0

    def plus(self, other: Sold) -> Sold:
        """Both together."""
        return Sold(
            self.orders + other.orders,
            self.pieces + other.pieces,
            self.gross_minor + other.gross_minor,
            self.net_minor + other.net_minor,
        )


@dataclass(frozen=True)
class MinuteRow:
    """One minute: the most viewers at once, their watch time, what they did, and what was bought in it."""

    at: dt.datetime
    viewers: int
    watch_ms: int
    chats: int
    hearts: int
    taps: int
    sold: Sold
    acts: Sequence[str]


@dataclass(frozen=True)
class ProductRow:
    """One product: how long it was explained, how often its card was seen and opened, and what it sold."""

    product_id: uuid.UUID
    title: str
    explained_ms: int
    seen: int
    taps: int
    sold: Sold

    @property
    def ctr_bps(self) -> int | None:
        """Openings by cards seen."""
        return self.taps * 10_000 // self.seen if self.seen else None


@dataclass(frozen=True)
class ActRow:
    """One act: from when, what was bought at its price, and how an offer that has ended was given out."""

    act_id: uuid.UUID
    kind_label: str
    title: str
    opened_at: dt.datetime | None
    sold: Sold
    fair: Fairness | None = None


@dataclass(frozen=True)
class Report:
    """Everything about a show. Money is in `currency`, that of its market; `elsewhere` sums other currencies."""

    currency: str
    minutes: Sequence[MinuteRow]
    after: Sold
    total: Sold
    products: Sequence[ProductRow]
    acts: Sequence[ActRow]
    elsewhere: Sequence[tuple[str, Sold]]

    @property
    def watch_ms(self) -> int:
        return sum(row.watch_ms for row in self.minutes)

    @property
    def viewer_peak(self) -> int:
        return max((row.viewers for row in self.minutes), default=0)


def report_of(session: LiveSession, *, language: str) -> Report | None:
    """The report of a show that has begun, up to now, titles in `language`; None before."""
    if session.started_at is None:
        return None
    since, now = session.started_at, clock.now()
    currency = get_market(session.market).currency
    sold = _by_key(split_sales_in("live", session.pk, "minute", since=since, until=now), currency)
    opened = {act: at for act, (at, _name) in opened_acts(session).items()}
    minutes = _minutes(session, sold, opened)
    last = minutes[-1].at
    whole = {one.currency: _sold(one) for one in sales_in("live", session.pk, since=since, until=now)}
    return Report(
        currency=currency,
        minutes=minutes,
        after=_sum(part for at, part in sold.items() if at > last),
        total=whole.pop(currency, Sold()),
        products=_products(session, currency, language),
        acts=_acts(session, currency, opened),
        elsewhere=sorted(whole.items()),
    )


def _minutes(
    session: LiveSession, sold: dict[dt.datetime, Sold], opened: dict[uuid.UUID, dt.datetime]
) -> list[MinuteRow]:
    """Every minute from the start to the end, also those in which nothing happened."""
    assert session.started_at is not None
    first, end = _minute(session.started_at), session.ended_at or clock.now()
    kept = {figure.minute_at: figure for figure in Figure.objects.filter(session=session)}
    done = split_kinds("live", session.pk, "minute", since=session.started_at, until=end)
    titles = dict(ShowAct.objects.filter(session=session).values_list("pk", "title"))
    rows, at = [], first
    while at <= end:
        figure = kept.get(at) or Figure(session=session, minute_at=at)
        begun = [titles.get(act, "") for act, opened_at in opened.items() if _minute(opened_at) == at]
        rows.append(
            MinuteRow(
                at=at,
                viewers=figure.viewer_max,
                watch_ms=figure.watch_ms,
                chats=figure.chat_count,
                hearts=figure.heart_count,
                taps=done.get((at, TAPPED), 0),
                sold=sold.get(at, Sold()),
                acts=begun,
            )
        )
        at += MINUTE
    return rows


def _products(session: LiveSession, currency: str, language: str) -> list[ProductRow]:
    """What was in the bag, shown, tapped or sold, the best first."""
    assert session.started_at is not None
    span = {"since": session.started_at, "until": clock.now()}
    sold = _by_key(split_sales_in("live", session.pk, "product", **span), currency)
    done = split_kinds("live", session.pk, "product", **span)
    explained: dict[uuid.UUID, int] = {}
    for chapter in list_chapters(session):
        length_ms = chapter.ends_ms - chapter.begins_ms
        explained[chapter.product_id] = explained.get(chapter.product_id, 0) + length_ms
    touched = (product for product, _kind in done if product is not None)
    keys = list(dict.fromkeys([*list_bag(session), *sold, *explained, *touched]))
    titles = {product.pk: product.title_in(language) for product in Product.objects.filter(pk__in=keys)}
    rows = [
        ProductRow(
            product_id=key,
            title=titles.get(key, ""),
            explained_ms=explained.get(key, 0),
            seen=done.get((key, SEEN), 0),
            taps=done.get((key, TAPPED), 0),
            sold=sold.get(key, Sold()),
        )
        for key in keys
    ]
    return sorted(rows, key=lambda row: -row.sold.gross_minor)


def _acts(session: LiveSession, currency: str, opened: dict[uuid.UUID, dt.datetime]) -> list[ActRow]:
    assert session.started_at is not None
    found = split_sales_in("live", session.pk, "offer", since=session.started_at, until=clock.now())
    sold = _by_key(found, currency)
    acts = ShowAct.objects.filter(session=session).exclude(status=ShowAct.Status.PLANNED).order_by("created_at")
    fair = fairness_of([act.pk for act in acts if act.status == ShowAct.Status.ENDED])
    return [
        ActRow(
            act.pk,
            act.get_kind_display(),
            act.title,
            opened.get(act.pk),
            sold.get(str(act.pk), Sold()),
            fair.get(act.pk),
        )
        for act in acts
    ]


def _by_key(parts: Iterable[Part], currency: str) -> dict[Any, Sold]:
    return {part.key: _sold(part) for part in parts if part.currency == currency}


def _sold(part: Part | Sales) -> Sold:
    return Sold(part.order_count, part.piece_count, part.gross_minor, part.net_minor)


def _sum(parts: Iterable[Sold]) -> Sold:
    return reduce(Sold.plus, parts, Sold())


def _minute(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)
