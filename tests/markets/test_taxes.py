"""Taxes: the rate in force for goods, place and day, and its exact amount."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.markets import queries, taxes
from halles.markets.errors import NotServed, RegionNeeded

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "tax_class", "region", "on", "ppm"),
    [
        ("FR", "standard", "", TODAY, 200_000),
        ("FR", "food", "", TODAY, 55_000),
        ("FR", "books", "", TODAY, 55_000),
        ("FR", "prepared_food", "", TODAY, 100_000),
        ("FR", "medicine", "", TODAY, 100_000),
        ("FR", "press", "", TODAY, 21_000),
        ("FR", "children_clothing", "", TODAY, 200_000),
        ("DE", "standard", "", TODAY, 190_000),
        ("DE", "food", "", TODAY, 70_000),
        ("DE", "books", "", TODAY, 70_000),
        ("GB", "standard", "", TODAY, 200_000),
        ("GB", "food", "", TODAY, 0),
        ("GB", "children_clothing", "", TODAY, 0),
        ("GB", "prepared_food", "", TODAY, 200_000),
        ("JP", "standard", "東京都", TODAY, 100_000),
        ("JP", "food", "", TODAY, 80_000),
        ("US", "standard", "CA", TODAY, 72_500),
        ("US", "standard", "MN", TODAY, 68_750),
        ("US", "standard", "MO", TODAY, 42_250),
        ("US", "standard", "OR", TODAY, 0),
        ("US", "standard", "MT", TODAY, 0),
        ("US", "standard", "DC", dt.date(2026, 9, 30), 60_000),
        ("US", "standard", "DC", dt.date(2026, 10, 1), 70_000),
        ("US", "standard", "SD", dt.date(2027, 6, 30), 42_000),
        ("US", "standard", "SD", dt.date(2027, 7, 1), 45_000),
        ("US", "food", "CA", TODAY, 0),
        ("US", "food", "MS", TODAY, 50_000),
        ("US", "food", "IL", dt.date(2025, 12, 31), 10_000),
        ("US", "food", "IL", dt.date(2026, 1, 1), 0),
        ("US", "books", "CA", TODAY, 72_500),
    ],
)
def test_rate_in_force(code: str, tax_class: str, region: str, on: dt.date, ppm: int) -> None:
    assert queries.tax_ppm(queries.get_market(code), tax_class, region, on) == ppm


def test_a_market_taxed_by_region_asks_for_one_it_serves() -> None:
    market = queries.get_market("US")
    with pytest.raises(RegionNeeded):
        queries.tax_ppm(market, "standard", "", TODAY)
    for region in ("PR", "XX"):
        with pytest.raises(NotServed):
            queries.tax_ppm(market, "food", region, TODAY)
        assert market.ships_to("US", region) is (region == "XX")
    with pytest.raises(NotServed):
        queries.tax_ppm(market, "standard", "CA", dt.date(2024, 12, 31))


@pytest.mark.parametrize(
    ("minor", "ppm", "within", "on_top"),
    [
        (12_000, 200_000, 2_000, 2_400),
        (2_490, 55_000, 130, 137),
        (100_000, 68_750, 6_433, 6_875),
        (1, 200_000, 0, 0),
        (3, 200_000, 1, 1),
        (20, 25_000, 0, 1),
        (-12_000, 200_000, -2_000, -2_400),
        (0, 200_000, 0, 0),
        (999, 0, 0, 0),
    ],
)
def test_amounts_round_half_up(minor: int, ppm: int, within: int, on_top: int) -> None:
    assert taxes.tax_within(minor, ppm) == within
    assert taxes.tax_on_top(minor, ppm) == on_top
    assert taxes.tax_of(queries.get_market("FR"), minor, ppm) == within
    assert taxes.tax_of(queries.get_market("US"), minor, ppm) == on_top


@given(st.integers(0, 10**12), st.integers(0, 1_000_000))
def test_rounding_is_never_off_by_more_than_half_a_unit(minor: int, ppm: int) -> None:
    assert abs(taxes.tax_on_top(minor, ppm) * 1_000_000 - minor * ppm) * 2 <= 1_000_000
    assert abs(taxes.tax_within(minor, ppm) * (1_000_000 + ppm) - minor * ppm) * 2 <= 1_000_000 + ppm
    assert taxes.tax_within(-minor, ppm) == -taxes.tax_within(minor, ppm)


def test_carriage_is_untaxed_where_the_state_says_so() -> None:
    us, fr = queries.get_market("US"), queries.get_market("FR")
    assert [queries.is_carriage_taxed(us, region) for region in ("CA", "NY", "TX", "VA")] == [False, True, True, False]
    assert queries.is_carriage_taxed(fr, "")


@pytest.mark.parametrize(
    ("code", "locale", "words"),
    [
        ("FR", "fr-FR", "TVA comprise"),
        ("FR", "en", "VAT included"),
        ("US", "en", "plus sales tax"),
        ("US", "fr", "taxe de vente en sus"),
        ("JP", "ja", "税込"),
        ("DE", "de-DE", "inkl. MwSt."),
        ("DE", "ar", "VAT included"),
    ],
)
def test_tax_wording(code: str, locale: str, words: str) -> None:
    assert queries.tax_wording(queries.get_market(code), locale) == words
