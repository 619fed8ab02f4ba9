"""A shop's books as its money page shows them: lines with the balances after each, a month, one order's chain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.orders.models import Order
from halles.payouts import queries as payouts
from halles.payouts.queries import ExplainedLine, OrderMoney, Release, SellerBalance
from halles.sellers.models import Seller
from halles.studio.money_words import sentence_of, sentences_of

MONTH_LINES_MAX = 500
FILE_LINES_MAX = 10_000


@dataclass(frozen=True)
class BookLine:
    """An entry of the books in words, and the balances after it."""

    entry: ExplainedLine
    sentence: str
    held_after_minor: int
    available_after_minor: int


@dataclass(frozen=True)
class CurrencyMoney:
    """One currency: the balance, what of it becomes free when, and what still waits for its delivery."""

    balance: SellerBalance
    releases: Sequence[Release]

    @property
    def waiting_minor(self) -> int:
        """Held without a day yet: it is counted from the delivery."""
        releases = sum(release.amount_minor for release in self.releases)
        return self.balance.held_minor - self.balance.reserve_minor - self.balance.promised_minor - releases


@dataclass(frozen=True)
class Span:
    """Some time of a currency: balances as it began and ended, and its lines, newest first (`is_cut`: not all)."""

    lines: Sequence[BookLine]
    held_before_minor: int
    available_before_minor: int
    held_after_minor: int
    available_after_minor: int
    is_cut: bool


@dataclass(frozen=True)
class Chain:
    """One order's money from what the customer paid to what is the shop's, in minor units; `yours_minor` is what the
    books have left of it on the shop's accounts."""

    paid_minor: int
    refunded_minor: int
    fee_minor: int
    tax_minor: int
    labels_minor: int
    yours_minor: int
    money: OrderMoney | None
    lines: Sequence[BookLine]


def with_balances(
    seller: Seller, rows: Sequence[ExplainedLine], held_minor: int, available_minor: int
) -> list[BookLine]:
    """The lines, newest first, each with the balances after it; the first line's are given."""
    sentences = sentences_of(seller, rows)
    lines = []
    for row in rows:
        lines.append(BookLine(row, sentences[row.transaction_id], held_minor, available_minor))
        held_minor -= row.held_minor
        available_minor -= row.available_minor
    return lines


def month_of(text: str, time_zone: str) -> tuple[dt.datetime, dt.datetime] | None:
    """`2026-11` as the instants at which the month begins and ends on the clock of a zone; None for anything else."""
    try:
        first = dt.datetime.strptime(text, "%Y-%m").replace(tzinfo=ZoneInfo(time_zone))
    except ValueError:
        return None
    if not 2000 <= first.year < 2200:
        return None
    return first, (first + dt.timedelta(days=32)).replace(day=1)


def span_of(seller: Seller, currency: str, span: tuple[dt.datetime | None, dt.datetime | None], *, limit: int) -> Span:
    """The lines of a span of time, by the time of their facts, and the balances around it."""
    since, until = span
    rows = payouts.list_explained_between(seller.pk, currency, since=since, until=until, limit=limit + 1)
    before = payouts.balance_at(seller.pk, currency, since) if since else (0, 0)
    after = (
        payouts.balance_at(seller.pk, currency, until) if until else payouts.balance_before(seller.pk, currency, None)
    )
    return Span(with_balances(seller, rows[:limit], *after), *before, *after, is_cut=len(rows) > limit)


def chain_of(seller: Seller, order: Order) -> Chain:
    """One order's money; every figure is a sum over the entries of the books about it."""
    entries = payouts.list_explained_of_order(seller.pk, order.pk)
    held, available, lines = 0, 0, []
    for entry in entries:
        held, available = held + entry.held_minor, available + entry.available_minor
        lines.append(BookLine(entry, sentence_of(entry, order), held, available))
    sums: dict[str, int] = {}
    for entry in entries:
        for part in entry.parts:
            sums[part.account] = sums.get(part.account, 0) + part.amount_minor
    return Chain(
        paid_minor=sums.pop("customer_payments", 0),
        refunded_minor=sums.pop("refunds", 0),
        fee_minor=sums.pop("platform_fee", 0),
        tax_minor=sums.pop("tax_payable", 0),
        labels_minor=sum(sums.values()),
        yours_minor=held + available,
        money=payouts.find_order_money(seller.pk, order.pk),
        lines=lines,
    )
