"""The sums of one question as plain values, with what follows from them. Pure."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Literal

from halles.analytics.definitions import CONTENT_CHANNELS
from halles.kit.money import BPS

NOBODY = uuid.UUID(int=0)
ScopeKind = Literal["all", "seller", "creator"]


@dataclass(frozen=True)
class Scope:
    """Whose numbers: everybody's, one shop's, or what one creator's videos and shows sold."""

    kind: ScopeKind = "all"
    id: uuid.UUID = NOBODY
    # Whose videos and shows are meant where reach is told: a shop's own profile, or the creator.
    creator_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Asked:
    """One question: markets of one currency, days with both ends, how to split, and which channel ("" all)."""

    currency: str
    markets: tuple[str, ...]
    first_on: dt.date
    last_on: dt.date
    by: str = "channel"
    channel: str = ""


@dataclass(frozen=True)
class Figures:
    """Sums over lines; amounts in minor units of the question's currency."""

    placed_minor: int = 0
    placed_count: int = 0
    paid_minor: int = 0
    paid_count: int = 0
    delivered_minor: int = 0
    delivered_count: int = 0
    net_minor: int = 0
    kept_count: int = 0
    tax_minor: int = 0
    fee_minor: int = 0
    commission_minor: int = 0

    @property
    def back_minor(self) -> int:
        """Paid and not kept."""
        return self.paid_minor - self.net_minor

    @property
    def contribution_minor(self) -> int:
        """What shops keep before their own costs."""
        return self.net_minor - self.tax_minor - self.fee_minor - self.commission_minor

    def plus(self, other: Figures) -> Figures:
        """Both together."""
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Figures)))

    def minus(self, other: Figures) -> Figures:
        """Without the other."""
        return Figures(*(getattr(self, one.name) - getattr(other, one.name) for one in fields(Figures)))


_values = attrgetter(*(one.name for one in fields(Figures)))


@dataclass(frozen=True)
class Row:
    """One part of a breakdown: `key` is a code, a day, a month's first day or an id; None has none."""

    key: str | None
    figures: Figures


def sum_of(rows: Iterable[Row]) -> Figures:
    """Rows added up."""
    # Column by column: a year of contents has thousands of rows.
    found = [_values(row.figures) for row in rows]
    return Figures(*(sum(column) for column in zip(*found, strict=True))) if found else Figures()


@dataclass(frozen=True)
class Reach:
    """What was shown and pressed; `sheet_count` products' sheets opened, `cart_count` bag or buy buttons pressed."""

    impression_count: int = 0
    view_count: int = 0
    watch_time_ms: int = 0
    chip_count: int = 0
    sheet_count: int = 0
    cart_count: int = 0


@dataclass(frozen=True)
class Books:
    """The orders' own sums and the ledger's, in minor units; `rows` would each be nought apart if all is well."""

    goods_minor: int = 0
    carriage_minor: int = 0
    uncharged_minor: int = 0
    waiting_minor: int = 0
    refunded_minor: int = 0
    booked_seller_minor: int = 0
    booked_carriage_minor: int = 0
    booked_fee_minor: int = 0
    booked_tax_minor: int = 0
    booked_refund_minor: int = 0

    @property
    def charged_minor(self) -> int:
        """What of the paid orders should stand in the books as sold."""
        return self.goods_minor + self.carriage_minor - self.uncharged_minor - self.waiting_minor

    @property
    def booked_minor(self) -> int:
        """What stands there: seller, carriage, fee and tax of the sales."""
        return self.booked_seller_minor + self.booked_carriage_minor + self.booked_fee_minor + self.booked_tax_minor

    @property
    def difference_minor(self) -> int:
        """Sales of the orders less sales of the books."""
        return self.charged_minor - self.booked_minor

    @property
    def refund_difference_minor(self) -> int:
        """Refunds of the orders less refunds of the books."""
        return self.refunded_minor - self.booked_refund_minor

    @property
    def is_equal(self) -> bool:
        """Whether both tell the same, to the cent."""
        return not self.difference_minor and not self.refund_difference_minor


@dataclass(frozen=True)
class Numbers:
    """The answer to one question. `rows` add up to `total`; `by_day` has each day with anything in it."""

    asked: Asked
    total: Figures
    rows: Sequence[Row]
    by_day: Mapping[dt.date, Figures]
    by_channel: Mapping[str, Figures]
    reach: Reach
    # Of a whole market or shop; None for a creator's part of it.
    books: Books | None
    as_of: dt.datetime

    @property
    def from_content(self) -> Figures:
        """What came from videos and shows."""
        found = Figures()
        for channel in CONTENT_CHANNELS:
            found = found.plus(self.by_channel.get(channel, Figures()))
        return found

    @property
    def ctr_bps(self) -> int | None:
        """Sheets opened per card seen, in basis points; None without cards."""
        return _share(self.reach.sheet_count, self.reach.chip_count)

    @property
    def ctor_bps(self) -> int | None:
        """Lines bought per sheet opened, in basis points; None without sheets."""
        return _share(self.from_content.paid_count, self.reach.sheet_count)

    @property
    def show_gpm_minor(self) -> int | None:
        """Paid from contents per 1,000 showings, in minor units; None without any."""
        return _per_thousand(self.from_content.paid_minor, self.reach.impression_count)

    @property
    def watch_gpm_minor(self) -> int | None:
        """Paid from contents per 1,000 views, in minor units; None without any."""
        return _per_thousand(self.from_content.paid_minor, self.reach.view_count)


def _share(part: int, whole: int) -> int | None:
    return part * BPS // whole if whole else None


def _per_thousand(amount_minor: int, count: int) -> int | None:
    return amount_minor * 1_000 // count if count else None
