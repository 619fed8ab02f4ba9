"""Which deliveries a customer is offered, at which price, on which days."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from halles.sellers.models import Seller
from halles.shipping import services
from halles.shipping.errors import NotToCountry
from halles.shipping.queries import find_option, list_countries, list_options, list_options_for_sellers
from tests.sellers.makers import make_seller
from tests.shipping.makers import make_rate, make_shipping

pytestmark = pytest.mark.django_db
# A Tuesday morning in Paris, before the shop's cut-off.
AT = dt.datetime(2026, 6, 9, 10, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def seller() -> Seller:
    seller = make_seller()
    make_shipping(seller)
    return seller


def test_an_option_is_priced_and_dated_in_one_statement(seller: Seller, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    rate = make_rate(seller)
    with django_assert_num_queries(1):
        (option,) = list_options(seller.pk, country="FR", currency="EUR", subtotal_minor=7_999, at=AT)
    assert (option.rate_id, option.seller_id, option.method, option.carrier) == (
        rate.pk,
        seller.pk,
        "home",
        "Colissimo",
    )
    assert (option.price_minor, option.currency, option.free_from_minor) == (490, "EUR", 8_000)
    assert (option.dispatch_by_on, option.arrives_from_on, option.arrives_to_on) == (
        dt.date(2026, 6, 10),
        dt.date(2026, 6, 12),
        dt.date(2026, 6, 15),
    )


def test_delivery_is_free_from_the_very_amount(seller: Seller) -> None:
    make_rate(seller)
    (option,) = list_options(seller.pk, country="FR", currency="EUR", subtotal_minor=8_000, at=AT)
    assert option.price_minor == 0


def test_the_cheapest_comes_first_and_of_two_equal_ones_the_sooner(seller: Seller) -> None:
    make_rate(seller, carrier="Chronopost", price_minor=990, transit_days_min=1, transit_days_max=1)
    make_rate(seller, carrier="Slow", transit_days_min=5, transit_days_max=9)
    make_rate(seller)
    options = list_options(seller.pk, country="FR", currency="EUR", subtotal_minor=100, at=AT)
    assert [option.carrier for option in options] == ["Colissimo", "Slow", "Chronopost"]


def test_a_country_without_delivery_is_refused_in_words(seller: Seller) -> None:
    make_rate(seller)
    with pytest.raises(NotToCountry) as refused:
        list_options(seller.pk, country="DE", currency="EUR", subtotal_minor=100, at=AT)
    assert str(refused.value) == (
        "This shop does not ship to Germany. Choose another delivery address, or a similar product from a shop that"
        " does."
    )
    with translation.override("fr"):
        with pytest.raises(NotToCountry) as in_french:
            list_options(seller.pk, country="DE", currency="EUR", subtotal_minor=100, at=AT)
        assert "Allemagne" in str(in_french.value)


def test_each_shop_of_a_cart_is_asked_in_the_same_statement(seller: Seller, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    other, nowhere = make_seller(), make_seller()
    make_rate(seller)
    make_shipping(other, handling_days=0, cutoff_hour=9)
    make_rate(other, price_minor=0, free_from_minor=None)
    with django_assert_num_queries(1):
        found = list_options_for_sellers(
            {seller.pk: 9_000, other.pk: 100, nowhere.pk: 100}, country="FR", currency="EUR", at=AT
        )
    assert {key: [option.price_minor for option in options] for key, options in found.items()} == {
        seller.pk: [0],
        other.pk: [0],
    }
    # After the other shop's cut-off at nine: tomorrow counts as the first day.
    assert found[other.pk][0].dispatch_by_on == dt.date(2026, 6, 10)


def test_closed_days_of_the_shop_and_holidays_on_the_way_move_the_dates(seller: Seller) -> None:
    make_rate(seller)
    before = dt.datetime(2026, 7, 10, 10, tzinfo=ZoneInfo("Europe/Paris"))
    # Friday; packed on Monday 13; Tuesday 14 July is no day for carriers either.
    (option,) = list_options(seller.pk, country="FR", currency="EUR", subtotal_minor=100, at=before)
    assert (option.dispatch_by_on, option.arrives_from_on, option.arrives_to_on) == (
        dt.date(2026, 7, 13),
        dt.date(2026, 7, 16),
        dt.date(2026, 7, 17),
    )
    services.add_holiday(seller, from_on=dt.date(2026, 12, 1), to_on=dt.date(2026, 12, 4))
    services.add_holiday(seller, from_on=dt.date(2026, 12, 7), to_on=dt.date(2026, 12, 7))
    at = dt.datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Europe/Paris"))
    (closed,) = list_options(seller.pk, country="FR", currency="EUR", subtotal_minor=100, at=at)
    assert closed.dispatch_by_on == dt.date(2026, 12, 9)


def test_arrival_counts_the_business_days_of_where_it_goes(seller: Seller) -> None:
    make_rate(seller, country="US", carrier="La Poste", price_minor=1_990, free_from_minor=None)
    # Packed on Thursday 2 July 2026; Friday 3 July is Independence Day observed, the 4th being a Saturday.
    at = dt.datetime(2026, 7, 1, 10, tzinfo=ZoneInfo("Europe/Paris"))
    (option,) = list_options(seller.pk, country="US", currency="USD", subtotal_minor=100, at=at)
    assert (option.currency, option.dispatch_by_on) == ("USD", dt.date(2026, 7, 2))
    assert (option.arrives_from_on, option.arrives_to_on) == (dt.date(2026, 7, 7), dt.date(2026, 7, 8))


def test_a_rate_no_longer_offered_is_not_found(seller: Seller) -> None:
    rate = make_rate(seller)
    found = find_option(rate.pk, country="FR", currency="EUR", subtotal_minor=100, at=AT)
    assert found is not None
    assert found.price_minor == 490
    assert find_option(rate.pk, country="DE", currency="EUR", subtotal_minor=100, at=AT) is None
    services.remove_rate(seller, rate.pk)
    assert find_option(rate.pk, country="FR", currency="EUR", subtotal_minor=100, at=AT) is None
    assert find_option(uuid.uuid4(), country="FR", currency="EUR", subtotal_minor=100, at=AT) is None
    assert list_countries(seller.pk) == []
