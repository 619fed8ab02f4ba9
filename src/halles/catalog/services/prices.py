"""Setting prices. Every price that customers could pay stays in the history (PriceChange); drafts leave no trace.

A product's prices are public while the product is on sale and the variant is offered. All writers lock the product
row first, so that a price cannot be opened in the history while another transaction takes the product off sale.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection, Iterable

from django.db.models import F, Max, Value
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import get_language

from halles.catalog.errors import NoPublicPrice, NotBelowLow, NotLower, PriceInvalid, PriceNotFound
from halles.catalog.events import PriceChanged
from halles.catalog.locks import lock_variant
from halles.catalog.models import Price, PriceChange, Product, Variant
from halles.catalog.price_history import Low, PricePeriod, lowest_before, window_start
from halles.catalog.services.completeness import check_still_ready
from halles.kit import clock
from halles.kit.events import emit
from halles.kit.money import format_money
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.users.models import User


def set_price(
    variant: Variant, *, market: str, amount_minor: int, is_reduction: bool = False, by: User | None = None
) -> Price:
    """Give `variant` a price in `market`, in minor units of the market's currency.

    With `is_reduction` the price is announced as reduced from the lowest public price of the market's window before
    the reduction began; going further down keeps that low, any other change ends the announcement. Refuses
    catalog.price_invalid, catalog.no_public_price, catalog.not_lower, catalog.not_below_low.
    """
    rules = get_market(market)
    _check_amount(rules, amount_minor)
    locked = lock_variant(variant.pk)
    now = next_instant([locked.pk])
    price = Price.objects.filter(variant=locked, market=rules.code).first()
    if price is None:
        price = Price(variant=locked, market=rules.code, currency=rules.currency, amount_minor=amount_minor)
        if is_reduction:
            raise NoPublicPrice
    elif price.amount_minor == amount_minor and (price.reduced_from_minor is not None) == is_reduction:
        return price
    elif is_reduction:
        _announce(price, locked, rules, amount_minor, now)
    else:
        price.reduced_from_minor = price.reduced_since = price.low_since = None
    price.amount_minor, price.updated_at = amount_minor, now
    price.save()
    close_history([locked.pk], now, market=rules.code)
    if _is_public(locked):
        _open([price], now, by)
    emit(PriceChanged(locked.pk, locked.product_id, rules.code, amount_minor, is_reduction))
    return price


def remove_price(variant: Variant, *, market: str) -> None:
    """Stop selling `variant` in `market`; what was shown stays in the history. Refuses
    catalog.price_not_found, catalog.still_needed for the last price of a product on sale."""
    locked = lock_variant(variant.pk)
    price = Price.objects.filter(variant=locked, market=market).first()
    if price is None:
        raise PriceNotFound
    close_history([locked.pk], next_instant([locked.pk]), market=market)
    price.delete()
    check_still_ready(locked.product)
    emit(PriceChanged(locked.pk, locked.product_id, market, None, is_reduced=False))


def open_history(variant_ids: Collection[uuid.UUID], now: dt.datetime, by: User | None) -> None:
    """Begin a public period for each price of these variants; the caller holds the product's lock and has made
    product and variants public."""
    _open(Price.objects.filter(variant__in=variant_ids), now, by)


def close_history(variant_ids: Collection[uuid.UUID], now: dt.datetime, *, market: str | None = None) -> None:
    """End the public periods of these variants, in one market or all; the caller holds the product's lock."""
    opened = PriceChange.objects.filter(variant__in=variant_ids, to_at=None)
    if market is not None:
        opened = opened.filter(market=market)
    opened.update(to_at=Greatest(Value(now), F("from_at")))


def next_instant(variant_ids: Collection[uuid.UUID]) -> dt.datetime:
    """Now, but never before a period of these variants that was already written: clocks of two machines differ."""
    written = PriceChange.objects.filter(variant__in=variant_ids)
    last = written.aggregate(last=Max(Coalesce("to_at", "from_at")))["last"]
    return max(clock.now(), last) if last else clock.now()


def _open(prices: Iterable[Price], now: dt.datetime, by: User | None) -> None:
    PriceChange.objects.bulk_create(
        PriceChange(
            variant_id=price.variant_id,
            market=price.market,
            currency=price.currency,
            amount_minor=price.amount_minor,
            reduced_from_minor=price.reduced_from_minor,
            from_at=now,
            by=by,
        )
        for price in prices
    )


def _announce(price: Price, variant: Variant, rules: Market, amount_minor: int, now: dt.datetime) -> None:
    if amount_minor >= price.amount_minor:
        raise NotLower(current=_written(price.amount_minor, rules))
    if price.reduced_from_minor is not None:
        return  # a progressive reduction: the low before its first step stays
    low = _low_before(price, rules, now) if _is_public(variant) else None
    if low is None:
        raise NoPublicPrice
    if amount_minor >= low.amount_minor:
        raise NotBelowLow(days=rules.low_price_window_days, low=_written(low.amount_minor, rules))
    price.reduced_from_minor, price.reduced_since, price.low_since = low.amount_minor, now, low.since_at


def _low_before(price: Price, rules: Market, now: dt.datetime) -> Low | None:
    start_at = window_start(now, rules.low_price_window_days, rules.time_zone)
    shown = PriceChange.objects.filter(variant=price.variant_id, market=price.market).exclude(to_at__lte=start_at)
    periods = [PricePeriod(*row) for row in shown.values_list("amount_minor", "from_at", "to_at")]
    return lowest_before(periods, now, start_at)


def _is_public(variant: Variant) -> bool:
    return variant.status == Variant.Status.ACTIVE and variant.product.status == Product.Status.ACTIVE


def _check_amount(rules: Market, amount_minor: int) -> None:
    if not 0 < amount_minor <= rules.price_minor_max:
        raise PriceInvalid(lowest=_written(1, rules), highest=_written(rules.price_minor_max, rules))


def _written(amount_minor: int, rules: Market) -> str:
    return format_money(amount_minor, rules.currency, get_language() or "en")
