"""Business days honour each market's weekend and public holidays, also the moved ones."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.markets import business_days, queries
from halles.markets.business_days import easter_sunday


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("code", "start", "count", "end"),
    [
        ("US", "2026-11-20", 2, "2026-11-24"),  # a Friday order is due on Tuesday
        ("US", "2026-11-25", 1, "2026-11-27"),  # Thanksgiving
        ("US", "2026-07-01", 2, "2026-07-06"),  # 4 July 2026 is a Saturday, observed on Friday
        ("US", "2027-12-30", 1, "2028-01-03"),  # New Year 2028, a Saturday, is observed in 2027
        ("GB", "2026-12-24", 1, "2026-12-29"),  # Boxing Day, a Saturday, moves to Monday
        ("GB", "2027-12-24", 1, "2027-12-29"),  # both days of Christmas move, to Monday and Tuesday
        ("FR", "2026-05-13", 1, "2026-05-15"),  # Ascension
        ("FR", "2026-11-10", 7, "2026-11-20"),  # 11 November
        ("DE", "2026-04-02", 1, "2026-04-07"),  # Good Friday and Easter Monday
        ("DE", "2026-10-02", 1, "2026-10-05"),  # 3 October is a Saturday and does not move
        ("JP", "2026-09-18", 1, "2026-09-24"),  # three holidays in a row between two weekends
        ("JP", "2026-05-01", 1, "2026-05-07"),  # Golden Week with its substitute day
        ("FR", "2026-11-23", 0, "2026-11-23"),
        ("FR", "2026-11-21", 0, "2026-11-23"),
        ("FR", "2026-11-21", 1, "2026-11-23"),
    ],
)
def test_add_business_days(code: str, start: str, count: int, end: str) -> None:
    assert queries.add_business_days(queries.get_market(code), day(start), count) == day(end)


@pytest.mark.parametrize("count", [-1, 401])
def test_a_senseless_count_is_an_error(count: int) -> None:
    with pytest.raises(ValueError, match="count must be 0 to 400"):
        queries.add_business_days(queries.get_market("FR"), day("2026-01-01"), count)


def test_holidays_of_a_year_are_the_official_ones() -> None:
    us = "01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31"
    gb = "01-01 01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"
    fr = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
    for code, year, expected in (("US", 2027, us), ("GB", 2028, gb), ("FR", 2026, fr)):
        found = sorted(business_days.holidays(queries.get_market(code), year))
        assert found == [day(f"{year}-{month_day}") for month_day in expected.split()]
    assert [len(business_days.holidays(queries.get_market(code), 2028)) for code in ("DE", "JP")] == [9, 16]
    assert all(market.holidays_until >= dt.date(2028, 12, 31) for market in queries.all_markets().values())


@pytest.mark.parametrize(
    ("year", "on"), [(2024, "2024-03-31"), (2026, "2026-04-05"), (2038, "2038-04-25"), (2285, "2285-03-22")]
)
def test_easter(year: int, on: str) -> None:
    assert easter_sunday(year) == day(on)
