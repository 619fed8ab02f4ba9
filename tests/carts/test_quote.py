"""Exact sums in five markets: what the button says is what these numbers say."""

from __future__ import annotations

import uuid

import pytest

from halles.carts.errors import NotOnSale, NotSoldHere, TooMany, UnknownVariant, WrongQuantity
from halles.carts.queries import Quote, quote
from halles.catalog.models import Product, Variant
from halles.kit import clock
from halles.markets.errors import NotServed, RegionNeeded
from halles.markets.queries import get_market
from halles.sellers.models import Seller
from halles.shipping.errors import NotToCountry
from tests.orders.makers import AT, make_seller, make_shipping, make_variant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_tuesday_in_june() -> object:
    with clock.travel(AT):
        yield


def quoted(market: str, *lines: tuple[Variant, int], region: str = "", country: str = "") -> Quote:
    return quote(
        [(variant.pk, pieces) for variant, pieces in lines],
        market=get_market(market),
        country=country or market,
        region=region,
    )


def test_france_has_the_tax_within_the_price_and_the_carriage() -> None:
    found = quoted("FR", (make_variant(prices={"FR": 2490}), 2))

    (line,) = found.lines
    # 49.80 with 20 % within: 8.30; carriage 4.90 with 20 % within: 0.8166… → 0.82. Fee: 6 % of 41.50.
    assert (line.subtotal_minor, line.tax_minor, line.total_minor, line.platform_fee_minor) == (4980, 830, 4980, 249)
    assert (found.shipping_minor, found.parcels[0].shipping_tax_minor) == (490, 82)
    assert (found.subtotal_minor, found.tax_minor, found.total_minor) == (4980, 912, 5470)
    assert found.tax_is_included


def test_california_adds_tax_to_goods_and_not_to_the_carriage() -> None:
    found = quoted("US", (make_variant(prices={"US": 1999}), 3), region="CA")

    (line,) = found.lines
    # 59.97 at 7.25 %: 4.347825 → 4.35. Carriage 4.90 stated apart bears none in California.
    assert (line.subtotal_minor, line.tax_minor, line.total_minor, line.platform_fee_minor) == (5997, 435, 6432, 360)
    assert (found.subtotal_minor, found.shipping_minor, found.tax_minor, found.total_minor) == (5997, 490, 435, 6922)
    assert not found.tax_is_included


def test_texas_taxes_the_carriage_too() -> None:
    found = quoted("US", (make_variant(prices={"US": 1999}), 1), region="TX")

    # 19.99 at 6.25 %: 1.249375 → 1.25; carriage 4.90: 0.30625 → 0.31.
    assert (found.lines[0].tax_minor, found.parcels[0].shipping_tax_minor) == (125, 31)
    assert found.total_minor == 1999 + 490 + 125 + 31


def test_oregon_has_no_sales_tax() -> None:
    found = quoted("US", (make_variant(prices={"US": 1999}), 1), region="OR")

    assert (found.tax_minor, found.total_minor) == (0, 2489)


def test_japan_rounds_to_whole_yen_and_splits_the_carriage_over_two_rates() -> None:
    seller = make_seller(market="JP", country="JP")
    make_shipping(seller, "JP", price_minor=700)
    bowl = make_variant(seller, prices={"JP": 3300})
    tea = make_variant(seller, prices={"JP": 1085}, tax_class="food")

    found = quoted("JP", (bowl, 1), (tea, 2), region="東京都")

    by_variant = {line.variant_id: line for line in found.lines}
    # 3300 with 10 % within: 300. 2170 with 8 % within: 160.74 → 161.
    assert (by_variant[bowl.pk].tax_minor, by_variant[tea.pk].tax_minor) == (300, 161)
    # Carriage 700 by price 3300 : 2170 → 422 at 10 % (38.36 → 38) and 278 at 8 % (20.59 → 21).
    assert found.parcels[0].shipping_tax_minor == 38 + 21
    assert (found.tax_minor, found.total_minor) == (300 + 161 + 59, 3300 + 2170 + 700)


def test_germany_and_britain() -> None:
    german = quoted("DE", (make_variant(prices={"DE": 1995}), 1))
    # 19.95 with 19 % within: 3.185… → 3.19; carriage 4.90: 0.782… → 0.78.
    assert (german.lines[0].tax_minor, german.parcels[0].shipping_tax_minor, german.total_minor) == (319, 78, 2485)

    british = quoted("GB", (make_variant(prices={"GB": 1250}), 1))
    # 12.50 with 20 % within: 2.083… → 2.08; carriage 4.90: 0.8166… → 0.82.
    assert (british.lines[0].tax_minor, british.parcels[0].shipping_tax_minor, british.total_minor) == (208, 82, 1740)


def test_each_seller_ships_its_own_parcel_and_free_carriage_counts_per_shop() -> None:
    near, far = make_seller(), make_seller()
    make_shipping(near, price_minor=490, free_from_minor=3000)
    make_shipping(far, price_minor=790, transit_days_max=9)
    first, second = make_variant(near, prices={"FR": 1500}), make_variant(far, prices={"FR": 1000})

    found = quoted("FR", (first, 2), (second, 1))

    assert [parcel.seller_id for parcel in found.parcels] == [near.pk, far.pk]
    assert [parcel.shipping_minor for parcel in found.parcels] == [0, 790]
    assert found.total_minor == sum(parcel.total_minor for parcel in found.parcels) == 3000 + 1000 + 790
    assert found.arrives_to_on == found.parcels[1].option.arrives_to_on > found.parcels[0].option.arrives_to_on


def test_the_same_variant_twice_is_one_line() -> None:
    variant = make_variant()

    (line,) = quoted("FR", (variant, 1), (variant, 2)).lines

    assert line.quantity == 3


def test_two_statements_whatever_the_size(django_assert_num_queries: object) -> None:
    variants = [make_variant() for _ in range(3)]

    with django_assert_num_queries(2):  # type: ignore[operator]
        quoted("FR", *[(variant, 1) for variant in variants])


def test_what_is_not_sold_here_says_so() -> None:
    variant = make_variant(prices={"FR": 2490})

    with pytest.raises(NotSoldHere):
        quoted("DE", (variant, 1))
    with pytest.raises(UnknownVariant):
        quote([(uuid.uuid4(), 1)], market=get_market("FR"), country="FR")


def test_what_is_off_sale_says_so() -> None:
    paused, closed = make_variant(status=Product.Status.PAUSED), make_variant()
    Seller.objects.filter(pk=closed.seller_id).update(status=Seller.Status.SUSPENDED)

    for variant in (paused, closed):
        with pytest.raises(NotOnSale):
            quoted("FR", (variant, 1))


@pytest.mark.parametrize(("pieces", "refusal"), [(0, WrongQuantity), (-1, WrongQuantity), (21, TooMany)])
def test_quantities_have_limits(pieces: int, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        quoted("FR", (make_variant(), pieces))


def test_places_out_of_reach_say_so() -> None:
    variant = make_variant(make_seller(), prices={"FR": 2490, "US": 2990})

    with pytest.raises(NotToCountry):
        quoted("FR", (variant, 1))
    with pytest.raises(NotServed):
        quoted("FR", (variant, 1), country="DE")
    with pytest.raises(RegionNeeded):
        quoted("US", (make_variant(prices={"US": 2990}), 1))
