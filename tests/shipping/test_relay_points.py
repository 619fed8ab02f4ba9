"""Relay points near a postal code, and the way to collect at one."""

from __future__ import annotations

import re

import pytest

from halles.markets.queries import all_markets
from halles.shipping.relay_points import find_point, has_points, list_points
from halles.shipping.relay_points.files import DATA
from halles.users.addresses import clean_address


def test_the_nearest_comes_first() -> None:
    assert [point.code for point in list_points("FR", "75 011", 2)] == ["FR-75011-1", "FR-75010-1"]
    assert list_points("GB", "e8 3aa", 1)[0].code == "GB-E8-1"
    assert list_points("JP", "〒150-0002", 1)[0].code == "JP-1500001-1"


def test_no_list_is_longer_than_its_limit_and_nonsense_finds_something_or_nothing() -> None:
    assert len(list_points("FR", "", 500)) == 10
    assert {point.city for point in list_points("FR", "69 100")} == {"Lyon"}, "Strasbourg is not near"
    assert len(list_points("FR", "💥", 1)) == 1
    assert list_points("ZZ", "75001") == []
    assert list_points("../FR", "75001") == []
    assert find_point("FR", "") is None
    assert find_point("FR", "x" * 5000) is None
    assert not has_points("BE")


@pytest.mark.parametrize("country", sorted(path.stem.upper() for path in DATA.glob("*.csv")))
def test_every_point_of_the_files_has_an_address_of_its_country(country: str) -> None:
    assert country in {one for market in all_markets().values() for one in market.ship_countries}
    points = list_points(country, "", 10)
    assert points
    for point in points:
        assert re.fullmatch(rf"{country}-[A-Z0-9]+-\d", point.code)
        clean_address(
            country,
            {
                "name": point.name,
                "line1": point.line1,
                "postal_code": point.postal_code,
                "city": point.city,
                "region": point.region,
            },
        )
        assert find_point(country, point.code) == point
