"""What a shop says about its deliveries, and what it cannot say."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from halles.kit.clock import travel
from halles.shipping import services
from halles.shipping.errors import HolidayNotFound, NotSetUp, RateExists, RateNotFound, ShippingInvalid, TooMany
from halles.shipping.forms import HolidayForm, ShippingForm, ShippingRateForm
from halles.shipping.models import SellerHoliday, SellerShipping, ShippingRate
from halles.shipping.queries import find_shipping, list_holidays, list_rates
from halles.users.addresses import AddressData
from halles.users.errors import AddressInvalid
from tests.sellers.makers import IN_YPORT, make_seller
from tests.shipping.makers import make_rate, make_shipping

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 9, 8, tzinfo=dt.UTC)


def test_a_shop_says_it_once_and_says_it_again() -> None:
    seller = make_seller()
    assert find_shipping(seller) is None
    make_shipping(seller)
    make_shipping(seller, handling_days=3)
    shipping = SellerShipping.objects.get()
    assert (shipping.handling_days, shipping.ship_from["city"], shipping.ship_from["phone"]) == (
        3,
        "Yport",
        "+33235277711",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"handling_days": 31}, "handling_days"),
        ({"handling_days": -1}, "handling_days"),
        ({"cutoff_hour": 25}, "cutoff_hour"),
        ({"time_zone": "Europe/Yport"}, "time_zone"),
    ],
)
def test_a_wrong_rhythm_is_refused(change: dict[str, Any], field: str) -> None:
    with pytest.raises(ShippingInvalid) as refused:
        make_shipping(make_seller(), **change)
    assert list(refused.value.fields) == [field]
    assert not SellerShipping.objects.exists()


def test_a_wrong_address_is_refused() -> None:
    wrong = AddressData(name="Les Mailles", line1="8 rue Foy", postal_code="1", city="Yport", country="FR")
    with pytest.raises(AddressInvalid):
        make_shipping(make_seller(), ship_from=wrong)
    assert not SellerShipping.objects.exists()


def test_rates_come_after_the_rhythm() -> None:
    with pytest.raises(NotSetUp):
        make_rate(make_seller())


def test_a_rate_takes_the_currency_of_its_country() -> None:
    seller = make_seller()
    make_shipping(seller)
    assert make_rate(seller, country="JP", price_minor=2_500, free_from_minor=None).currency == "JPY"
    assert make_rate(seller, country="MC").currency == "EUR"
    assert [rate.country for rate in list_rates(seller)] == ["JP", "MC"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"country": "BR"}, "country"),
        ({"carrier": " "}, "carrier"),
        ({"price_minor": -1}, "price"),
        ({"price_minor": 1_000_001}, "price"),
        ({"free_from_minor": 0}, "free_from"),
        ({"transit_days_min": 4}, "transit_days_max"),
        ({"transit_days_max": 61}, "transit_days_max"),
        ({"method": "drone"}, "method"),
    ],
)
def test_a_wrong_rate_is_refused(change: dict[str, Any], field: str) -> None:
    seller = make_seller()
    make_shipping(seller)
    with pytest.raises(ShippingInvalid) as refused:
        make_rate(seller, **change)
    assert list(refused.value.fields) == [field]
    assert not ShippingRate.objects.exists()


def test_a_rate_is_changed_removed_and_brought_back() -> None:
    seller = make_seller()
    make_shipping(seller)
    rate = make_rate(seller)
    with pytest.raises(RateExists):
        make_rate(seller)
    assert make_rate(seller, rate_id=rate.pk, price_minor=590).pk == rate.pk
    services.remove_rate(seller, rate.pk)
    with pytest.raises(RateNotFound):
        services.remove_rate(seller, rate.pk)
    with pytest.raises(RateNotFound):
        make_rate(seller, rate_id=rate.pk)
    assert make_rate(seller).pk == rate.pk
    with pytest.raises(RateNotFound):
        services.remove_rate(make_seller_with_shipping(), rate.pk)
    assert ShippingRate.objects.get().is_active


def make_seller_with_shipping() -> Any:
    seller = make_seller()
    make_shipping(seller)
    return seller


def test_closed_days_are_planned_and_opened_again() -> None:
    seller = make_seller_with_shipping()
    with travel(NOW):
        holiday = services.add_holiday(seller, from_on=dt.date(2026, 8, 3), to_on=dt.date(2026, 8, 21))
        assert list_holidays(seller) == [holiday]
    with travel(dt.datetime(2026, 8, 22, tzinfo=dt.UTC)):
        assert list_holidays(seller) == []
    with pytest.raises(HolidayNotFound):
        services.remove_holiday(make_seller(), holiday.pk)
    services.remove_holiday(seller, holiday.pk)
    assert not SellerHoliday.objects.exists()


@pytest.mark.parametrize(
    ("from_on", "to_on", "field"),
    [
        (dt.date(2026, 8, 3), dt.date(2026, 8, 2), "to_on"),
        (dt.date(2026, 6, 1), dt.date(2026, 6, 8), "to_on"),
        (dt.date(2026, 8, 1), dt.date(2026, 11, 1), "to_on"),
        (dt.date(2028, 1, 1), dt.date(2028, 1, 2), "from_on"),
    ],
)
def test_closed_days_that_make_no_sense_are_refused(from_on: dt.date, to_on: dt.date, field: str) -> None:
    seller = make_seller_with_shipping()
    with pytest.raises(ShippingInvalid) as refused, travel(NOW):
        services.add_holiday(seller, from_on=from_on, to_on=to_on)
    assert list(refused.value.fields) == [field]
    assert not SellerHoliday.objects.exists()


def test_a_twenty_first_holiday_is_too_many() -> None:
    seller = make_seller_with_shipping()
    with travel(NOW):
        for number in range(20):
            services.add_holiday(seller, from_on=dt.date(2026, 7, 1 + number), to_on=dt.date(2026, 7, 1 + number))
        with pytest.raises(TooMany):
            services.add_holiday(seller, from_on=dt.date(2026, 8, 1), to_on=dt.date(2026, 8, 1))
    assert SellerHoliday.objects.count() == 20


def test_the_forms_read_what_people_type_in_their_language() -> None:
    seller = make_seller_with_shipping()
    typed = {
        "country": "FR",
        "carrier": "Colissimo",
        "price": "4,90",
        "free_from": "",
        "transit_days_min": "2",
        "transit_days_max": "3",
    }
    with translation.override("fr"):
        form = ShippingRateForm(typed, language="fr")
        assert form.is_valid(), form.errors
        rate = services.set_rate(seller, **form.rate())
        assert (rate.price_minor, rate.free_from_minor) == (490, None)
        assert ShippingRateForm.initial_of(rate)["price"] == "4,90"
        wrong = ShippingRateForm({**typed, "price": "4,905", "transit_days_max": "1"}, language="fr")
        assert not wrong.is_valid()
        assert sorted(wrong.errors) == ["price", "transit_days_max"]
    yen = ShippingRateForm({**typed, "country": "JP", "price": "2500.5"}, language="en")
    assert not yen.is_valid()
    address = {**IN_YPORT.as_json(), "handling_days": "1", "cutoff_hour": "14", "time_zone": "Europe/Paris"}
    shop = ShippingForm("FR", address, language="en")
    assert shop.is_valid(), shop.errors
    assert shop.address is not None
    assert (shop.address.city, shop.cleaned_data["cutoff_hour"]) == ("Yport", 14)
    assert HolidayForm({"from_on": "2026-08-03", "to_on": "2026-08-21"}).is_valid()


def test_relay_points_and_pick_up_are_offered_where_they_can_be() -> None:
    seller = make_seller()
    make_shipping(seller)
    relay = make_rate(seller, method="relay", carrier="Mondial Relay", price_minor=350)
    pickup = make_rate(seller, method="pickup", carrier="nobody", note="  Ouvert   le samedi ", price_minor=0)
    assert (relay.method, pickup.carrier, pickup.note) == ("relay", "", "Ouvert le samedi")
    for changes, field in (
        ({"method": "pickup", "country": "DE"}, "country"),
        ({"method": "pigeon"}, "method"),
        ({"method": "pickup", "note": "x" * 201}, "note"),
    ):
        with pytest.raises(ShippingInvalid) as refused:
            make_rate(seller, **changes)
        assert list(refused.value.fields) == [field], changes
    assert ShippingRate.objects.count() == 2


def test_the_form_asks_only_what_the_way_needs() -> None:
    typed = {"country": "FR", "price": "0"}
    pickup = ShippingRateForm({**typed, "method": "pickup", "note": "9 h – 12 h"}, language="fr")
    assert pickup.is_valid(), pickup.errors
    assert (pickup.rate()["transit_days_min"], pickup.rate()["carrier"]) == (0, "")
    home = ShippingRateForm(typed, language="fr")
    assert set(home.errors) == {"carrier", "transit_days_min", "transit_days_max"}
