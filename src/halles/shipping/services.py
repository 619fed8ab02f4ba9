"""Saying where a shop ships, for how much, and when it is closed."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from halles.kit import clock
from halles.kit.money import format_money
from halles.markets.market import Market
from halles.markets.queries import find_market_for_country
from halles.sellers.models import Seller
from halles.shipping.errors import NotSetUp, RateExists, ShippingInvalid, TooMany
from halles.shipping.models import SellerHoliday, SellerShipping, ShippingRate
from halles.shipping.queries import get_holiday_for_seller, get_rate_for_seller
from halles.shipping.relay_points import has_points
from halles.users.addresses import AddressData, clean_address

HANDLING_DAYS_MAX = 30
TRANSIT_DAYS_MAX = 60
CARRIER_LENGTH_MAX = 40
NOTE_LENGTH_MAX = 200
RATES_MAX = 100
HOLIDAYS_MAX = 20
HOLIDAY_DAYS_MAX = 92
# Together with HOLIDAY_DAYS_MAX this keeps every dispatch day within delivery_dates.SEARCH_DAYS_MAX.
HOLIDAY_AHEAD_DAYS_MAX = 550


def set_shipping(
    seller: Seller, *, ship_from: AddressData, handling_days: int, cutoff_hour: int, time_zone: str
) -> SellerShipping:
    """Say where parcels of this shop start and how fast it packs. Refuses shipping.invalid with a sentence per field,
    users.address_invalid."""
    wrong: dict[str, str] = {}
    if not 0 <= handling_days <= HANDLING_DAYS_MAX:
        wrong["handling_days"] = _("Between 0 and %(count)s working days.") % {"count": HANDLING_DAYS_MAX}
    if not 0 <= cutoff_hour <= 24:
        wrong["cutoff_hour"] = _("An hour between 0 and 24.")
    if time_zone not in available_timezones():
        wrong["time_zone"] = _("Choose a time zone from the list.")
    if wrong:
        raise ShippingInvalid(wrong)
    address = clean_address(ship_from.country, ship_from.as_json())
    shipping, _is_new = SellerShipping.objects.update_or_create(
        seller=seller,
        defaults={
            "ship_from": address.as_json(),
            "handling_days": handling_days,
            "cutoff_hour": cutoff_hour,
            "time_zone": time_zone,
            "updated_at": clock.now(),
        },
    )
    return shipping


def set_rate(
    seller: Seller,
    *,
    country: str,
    carrier: str,
    price_minor: int,
    free_from_minor: int | None,
    transit_days_min: int,
    transit_days_max: int,
    method: str = ShippingRate.Method.HOME,
    note: str = "",
    rate_id: uuid.UUID | None = None,
) -> ShippingRate:
    """Offer a delivery to one country, in minor units of the currency of that country's market; with `rate_id` change
    that one. Refuses shipping.not_set_up, shipping.invalid, shipping.rate_exists, shipping.too_many."""
    shipping = _lock(seller)
    rates = ShippingRate.objects.filter(shipping=shipping, is_active=True)
    rate = get_rate_for_seller(seller, rate_id) if rate_id else None
    if rate is None and rates.count() >= RATES_MAX:
        raise TooMany(count=RATES_MAX)
    market = find_market_for_country(country)
    carrier = "" if method == ShippingRate.Method.PICKUP else " ".join(carrier.split())
    note = " ".join(note.split()) if method == ShippingRate.Method.PICKUP else ""
    days = (transit_days_min, transit_days_max)
    wrong = _wrong_rate(
        market, carrier=carrier, price_minor=price_minor, free_from_minor=free_from_minor, days=days, method=method
    )
    wrong |= _wrong_method(shipping, country, method, note)
    if wrong or market is None:
        raise ShippingInvalid(wrong)
    # A rate that was removed keeps its row for the orders that name it; offering the same again brings it back.
    rate = (
        rate
        or ShippingRate.objects.filter(
            shipping=shipping, is_active=False, country=country, method=method, carrier=carrier
        ).first()
    )
    rate = rate or ShippingRate(shipping=shipping)
    rate.country, rate.method, rate.carrier, rate.currency = country, method, carrier, market.currency
    rate.note = note
    rate.price_minor, rate.free_from_minor = price_minor, free_from_minor
    rate.transit_days_min, rate.transit_days_max = days
    rate.is_active = True
    try:
        with transaction.atomic():
            rate.save()
    except IntegrityError as twin:
        raise RateExists from twin
    return rate


def remove_rate(seller: Seller, rate_id: uuid.UUID) -> None:
    """Stop offering a delivery; orders that chose it go on. Refuses shipping.rate_not_found."""
    _lock(seller)
    rate = get_rate_for_seller(seller, rate_id)
    rate.is_active = False
    rate.save(update_fields=["is_active"])


def add_holiday(seller: Seller, *, from_on: dt.date, to_on: dt.date) -> SellerHoliday:
    """Close the shop from one day to another, both included. Refuses shipping.not_set_up, shipping.invalid,
    shipping.too_many."""
    shipping = _lock(seller)
    today_on = clock.today(shipping.time_zone)
    wrong: dict[str, str] = {}
    if to_on < from_on:
        wrong["to_on"] = _("The last day comes before the first one.")
    elif to_on < today_on:
        wrong["to_on"] = _("These days are over.")
    elif (to_on - from_on).days >= HOLIDAY_DAYS_MAX:
        wrong["to_on"] = _("At most %(count)s days at a time.") % {"count": HOLIDAY_DAYS_MAX}
    elif (to_on - today_on).days > HOLIDAY_AHEAD_DAYS_MAX:
        wrong["from_on"] = _("Plan at most %(count)s days ahead.") % {"count": HOLIDAY_AHEAD_DAYS_MAX}
    if wrong:
        raise ShippingInvalid(wrong)
    if SellerHoliday.objects.filter(shipping=shipping, to_on__gte=today_on).count() >= HOLIDAYS_MAX:
        raise TooMany(count=HOLIDAYS_MAX)
    return SellerHoliday.objects.create(shipping=shipping, from_on=from_on, to_on=to_on)


def remove_holiday(seller: Seller, holiday_id: uuid.UUID) -> None:
    """Open again on days that were closed; refuses shipping.holiday_not_found."""
    get_holiday_for_seller(seller, holiday_id).delete()


def _lock(seller: Seller) -> SellerShipping:
    shipping = SellerShipping.objects.select_for_update(no_key=True).filter(pk=seller.pk).first()
    if shipping is None:
        raise NotSetUp
    return shipping


def _wrong_rate(
    market: Market | None,
    *,
    carrier: str,
    price_minor: int,
    free_from_minor: int | None,
    days: tuple[int, int],
    method: str,
) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if market is None:
        return {"country": _("We do not deliver to this country yet. Choose one from the list.")}
    highest = format_money(market.price_minor_max, market.currency, market.locales[0])
    if method != ShippingRate.Method.PICKUP and not 1 <= len(carrier) <= CARRIER_LENGTH_MAX:
        wrong["carrier"] = _("Name the carrier in at most %(count)s characters.") % {"count": CARRIER_LENGTH_MAX}
    if not 0 <= price_minor <= market.price_minor_max:
        wrong["price"] = _("Between nothing and %(highest)s.") % {"highest": highest}
    if free_from_minor is not None and not 0 < free_from_minor <= market.price_minor_max:
        wrong["free_from"] = _("More than nothing and at most %(highest)s.") % {"highest": highest}
    if not 0 <= days[0] <= days[1] <= TRANSIT_DAYS_MAX:
        wrong["transit_days_max"] = _("Working days from the shortest to the longest, up to %(count)s.") % {
            "count": TRANSIT_DAYS_MAX
        }
    return wrong


def _wrong_method(shipping: SellerShipping, country: str, method: str, note: str) -> dict[str, str]:
    if method not in ShippingRate.Method.values:
        return {"method": _("Choose one of the list.")}
    if method == ShippingRate.Method.RELAY and not has_points(country):
        return {"method": _("There are no relay points in this country yet.")}
    if method != ShippingRate.Method.PICKUP:
        return {}
    if shipping.ship_from["country"] != country:
        return {"country": _("Your goods can be collected only in the country they start from.")}
    if len(note) > NOTE_LENGTH_MAX:
        return {"note": _("Please shorten this to %(count)s letters.") % {"count": NOTE_LENGTH_MAX}}
    return {}
