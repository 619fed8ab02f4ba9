"""Prices as customers see them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.catalog.models import Price, PriceChange
from halles.catalog.price_history import PricePeriod, lowest_before, window_start
from halles.markets.queries import get_market

HISTORY_MAX = 200


@dataclass(frozen=True, slots=True)
class PriceView:
    """A price in minor units of `currency`. On an announced reduction `reduced_from_minor` is the lowest public
    price of the `low_window_days` days before `reduced_since`; `low_since` is set for younger goods."""

    variant_id: uuid.UUID
    market: str
    currency: str
    amount_minor: int
    reduced_from_minor: int | None
    reduced_since: dt.datetime | None
    low_since: dt.datetime | None
    low_window_days: int

    @property
    def is_reduced(self) -> bool:
        """Whether a reduction is announced."""
        return self.reduced_from_minor is not None

    @property
    def reduction_bps(self) -> int:
        """How much lower than the low before, in basis points rounded down: never more is promised than is given."""
        if self.reduced_from_minor is None:
            return 0
        return (self.reduced_from_minor - self.amount_minor) * 10_000 // self.reduced_from_minor


def view_of(price: Price) -> PriceView:
    """A price row as customers see it."""
    return PriceView(
        variant_id=price.variant_id,
        market=price.market,
        currency=price.currency,
        amount_minor=price.amount_minor,
        reduced_from_minor=price.reduced_from_minor,
        reduced_since=price.reduced_since,
        low_since=price.low_since,
        low_window_days=get_market(price.market).low_price_window_days,
    )


def find_price(variant_id: uuid.UUID, market: str) -> PriceView | None:
    """What the variant costs in the market (code), or None when it is not sold there."""
    price = Price.objects.filter(variant=variant_id, market=market).first()
    return view_of(price) if price else None


def list_price_history(
    variant_id: uuid.UUID, market: str, *, since: dt.datetime | None = None
) -> Sequence[PriceChange]:
    """Every price customers could pay in the market, newest first, 200 at most; `to_at` None means still."""
    shown = PriceChange.objects.filter(variant=variant_id, market=market)
    if since is not None:
        shown = shown.exclude(to_at__lte=since)
    return list(shown.order_by("-from_at", "-pk")[:HISTORY_MAX])


def lowest_shown(variant_id: uuid.UUID, market: str, *, before: dt.datetime) -> int | None:
    """The lowest public price of the market's window before an instant, in minor units; None when none was shown."""
    rules = get_market(market)
    start_at = window_start(before, rules.low_price_window_days, rules.time_zone)
    shown = PriceChange.objects.filter(variant=variant_id, market=market).exclude(to_at__lte=start_at)
    periods = [PricePeriod(*row) for row in shown.values_list("amount_minor", "from_at", "to_at")]
    low = lowest_before(periods, before, start_at)
    return low.amount_minor if low else None
