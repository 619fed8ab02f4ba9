"""Reads of shipping: what a delivery costs and when it arrives, and a shop's own settings."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from django.utils.translation import get_language

from halles.kit import clock
from halles.kit.statements import fetch
from halles.markets.queries import add_business_days, find_market_for_country, get_market, is_business_day
from halles.sellers.models import Seller
from halles.shipping.delivery_dates import Rhythm, dispatch_by_on
from halles.shipping.errors import HolidayNotFound, NotToCountry, PointNeeded, RateNotFound
from halles.shipping.models import SellerHoliday, SellerShipping, ShippingRate
from halles.shipping.relay_points import CollectionPoint, find_point
from halles.users.address_forms import country_name

METHODS = [str(method) for method in ShippingRate.Method]


@dataclass(frozen=True)
class ShippingOption:
    """One way to get the goods of one shop to one country, priced for one subtotal and dated for one instant."""

    rate_id: uuid.UUID
    seller_id: uuid.UUID
    method: str
    carrier: str
    price_minor: int
    currency: str
    free_from_minor: int | None
    dispatch_by_on: dt.date
    arrives_from_on: dt.date
    arrives_to_on: dt.date
    note: str = ""
    # Where it is collected: the shop for pick-up, the chosen relay point once it is chosen, None at home.
    point: CollectionPoint | None = None

    @property
    def needs_point(self) -> bool:
        """Whether a relay point is still to be chosen."""
        return self.method == ShippingRate.Method.RELAY and self.point is None


def list_options(
    seller_id: uuid.UUID, *, country: str, currency: str, subtotal_minor: int, at: dt.datetime | None = None
) -> list[ShippingOption]:
    """The deliveries this shop offers to `country`, those to the door first, the cheapest of each first; refuses
    shipping.not_to_country when it has none.

    One SQL statement. `subtotal_minor` is the price of the goods of this shop in `currency`.
    """
    found = list_options_for_sellers({seller_id: subtotal_minor}, country=country, currency=currency, at=at)
    if seller_id not in found:
        raise NotToCountry(country=country, country_name=country_name(country, get_language() or "en"))
    return found[seller_id]


def list_options_for_sellers(
    subtotals: Mapping[uuid.UUID, int], *, country: str, currency: str, at: dt.datetime | None = None
) -> dict[uuid.UUID, list[ShippingOption]]:
    """As list_options for several shops ({seller_id: subtotal_minor}) in one SQL statement; shops that do not ship to
    `country` are left out."""
    at = at or clock.now()
    found: dict[uuid.UUID, list[ShippingOption]] = defaultdict(list)
    for rate in _rates("rate.seller_id = ANY(%s)", list(subtotals), country, currency, at):
        found[rate.seller_id].append(_option(rate, subtotals[rate.seller_id], at))
    for options in found.values():
        options.sort(
            key=lambda option: (METHODS.index(option.method), option.price_minor, option.arrives_to_on, option.carrier)
        )
    return dict(found)


def at_point(option: ShippingOption, country: str, point_code: str) -> ShippingOption:
    """The delivery with its relay point of this code; other ways stay as they are. Refuses shipping.point_needed."""
    if not option.needs_point:
        return option
    point = find_point(country, point_code)
    if point is None:
        raise PointNeeded
    return replace(option, point=point)


def find_option(
    rate_id: uuid.UUID, *, country: str, currency: str, subtotal_minor: int, at: dt.datetime | None = None
) -> ShippingOption | None:
    """The delivery of this rate as list_options would show it now, or None when it is no longer offered there."""
    at = at or clock.now()
    rates = _rates("rate.id = %s", rate_id, country, currency, at)
    return _option(rates[0], subtotal_minor, at) if rates else None


# Part of every quote: one statement by unique index, holidays folded in, no ORM instances.
STATEMENT = """
SELECT rate.id, rate.seller_id, rate.country, rate.method, rate.carrier, rate.price_minor, rate.currency,
       rate.free_from_minor, rate.transit_days_min, rate.transit_days_max, rate.note,
       CASE WHEN rate.method = 'pickup' THEN shop.ship_from::text ELSE '' END, seller.name,
       shop.handling_days, shop.cutoff_hour, shop.time_zone, seller.market,
       ARRAY(SELECT off.from_on FROM shipping_sellerholiday off
             WHERE off.seller_id = rate.seller_id AND off.to_on >= %s ORDER BY off.from_on),
       ARRAY(SELECT off.to_on FROM shipping_sellerholiday off
             WHERE off.seller_id = rate.seller_id AND off.to_on >= %s ORDER BY off.from_on)
FROM shipping_shippingrate rate
JOIN shipping_sellershipping shop ON shop.seller_id = rate.seller_id
JOIN sellers_seller seller ON seller.id = rate.seller_id
WHERE {which} AND rate.country = %s AND rate.currency = %s AND rate.is_active
"""


class _Rate(NamedTuple):
    rate_id: uuid.UUID
    seller_id: uuid.UUID
    country: str
    method: str
    carrier: str
    price_minor: int
    currency: str
    free_from_minor: int | None
    transit_days_min: int
    transit_days_max: int
    note: str
    ship_from: str
    seller_name: str
    handling_days: int
    cutoff_hour: int
    time_zone: str
    seller_market: str
    holidays_from: list[dt.date]
    holidays_to: list[dt.date]


def _rates(which: str, key: uuid.UUID | list[uuid.UUID], country: str, currency: str, at: dt.datetime) -> list[_Rate]:
    # A shop may be a day behind UTC; a holiday that ended yesterday by UTC may still run there.
    ends_from_on = at.date() - dt.timedelta(days=1)
    rows = fetch(STATEMENT.format(which=which), [ends_from_on, ends_from_on, key, country, currency])
    return [_Rate(*row) for row in rows]


def _option(rate: _Rate, subtotal_minor: int, at: dt.datetime) -> ShippingOption:
    rhythm = Rhythm(
        handling_days=rate.handling_days,
        cutoff_hour=rate.cutoff_hour,
        time_zone=rate.time_zone,
        holidays=tuple(zip(rate.holidays_from, rate.holidays_to, strict=True)),
    )
    home = get_market(rate.seller_market)
    leaves_on = dispatch_by_on(rhythm, at, partial(is_business_day, home))
    there = find_market_for_country(rate.country) or home
    is_free = rate.free_from_minor is not None and subtotal_minor >= rate.free_from_minor
    return ShippingOption(
        rate_id=rate.rate_id,
        seller_id=rate.seller_id,
        method=rate.method,
        carrier=rate.carrier,
        price_minor=0 if is_free else rate.price_minor,
        currency=rate.currency,
        free_from_minor=rate.free_from_minor,
        dispatch_by_on=leaves_on,
        arrives_from_on=add_business_days(there, leaves_on, rate.transit_days_min),
        arrives_to_on=add_business_days(there, leaves_on, rate.transit_days_max),
        note=rate.note,
        point=_counter(rate) if rate.ship_from else None,
    )


def _counter(rate: _Rate) -> CollectionPoint:
    """The shop as the place of collection."""
    return CollectionPoint.from_json({**json.loads(rate.ship_from), "code": "shop", "name": rate.seller_name})


def find_shipping(seller: Seller) -> SellerShipping | None:
    """How this shop gets parcels out, or None before it has said so."""
    return SellerShipping.objects.filter(pk=seller.pk).first()


def list_rates(seller: Seller) -> list[ShippingRate]:
    """The offered deliveries of this shop, by country."""
    rates = ShippingRate.objects.filter(shipping=seller.pk, is_active=True)
    return list(rates.order_by("country", "price_minor", "carrier"))


def get_rate_for_seller(seller: Seller, rate_id: uuid.UUID) -> ShippingRate:
    """One offered delivery of this shop; refuses shipping.rate_not_found."""
    rate = ShippingRate.objects.filter(shipping=seller.pk, is_active=True, pk=rate_id).first()
    if rate is None:
        raise RateNotFound
    return rate


def list_holidays(seller: Seller) -> list[SellerHoliday]:
    """The closed days of this shop that are not over, soonest first."""
    today_on = clock.today(get_market(seller.market).time_zone)
    return list(SellerHoliday.objects.filter(shipping=seller.pk, to_on__gte=today_on).order_by("from_on"))


def get_holiday_for_seller(seller: Seller, holiday_id: uuid.UUID) -> SellerHoliday:
    """One entry of this shop's closed days; refuses shipping.holiday_not_found."""
    holiday = SellerHoliday.objects.filter(shipping=seller.pk, pk=holiday_id).first()
    if holiday is None:
        raise HolidayNotFound
    return holiday


def list_countries(seller_id: uuid.UUID) -> list[str]:
    """The countries (two letters) this shop ships to now."""
    rates = ShippingRate.objects.filter(shipping=seller_id, is_active=True)
    return sorted(set(rates.values_list("country", flat=True)))
