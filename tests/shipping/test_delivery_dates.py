"""Cut-off hours, weekends, holidays and the hours that a clock skips or repeats."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from halles.markets.queries import get_market, is_business_day
from halles.shipping.delivery_dates import Rhythm, dispatch_by_on

PARIS = ZoneInfo("Europe/Paris")
TOKYO = ZoneInfo("Asia/Tokyo")


def rhythm(**changes: object) -> Rhythm:
    return Rhythm(
        **{"handling_days": 1, "cutoff_hour": 14, "time_zone": "Europe/Paris", "holidays": (), **changes}  # type: ignore[arg-type]
    )


def leaves(shop: Rhythm, local: dt.datetime, market: str = "FR") -> dt.date:
    return dispatch_by_on(shop, local.astimezone(dt.UTC), partial(is_business_day, get_market(market)))


@pytest.mark.parametrize(
    ("hour", "minute", "expected"),
    [(13, 59, dt.date(2026, 6, 10)), (14, 0, dt.date(2026, 6, 11))],
)
def test_the_cutoff_hour_itself_is_too_late(hour: int, minute: int, expected: dt.date) -> None:
    tuesday = dt.datetime(2026, 6, 9, hour, minute, tzinfo=PARIS)
    assert leaves(rhythm(), tuesday) == expected


def test_no_handling_days_before_the_cutoff_leaves_the_same_day() -> None:
    assert leaves(rhythm(handling_days=0), dt.datetime(2026, 6, 9, 9, tzinfo=PARIS)) == dt.date(2026, 6, 9)
    assert leaves(rhythm(handling_days=0), dt.datetime(2026, 6, 9, 20, tzinfo=PARIS)) == dt.date(2026, 6, 10)


def test_a_cutoff_at_midnight_ends_the_day_and_at_zero_never_counts_it() -> None:
    late = dt.datetime(2026, 6, 9, 23, 59, tzinfo=PARIS)
    early = dt.datetime(2026, 6, 9, 0, 0, tzinfo=PARIS)
    assert leaves(rhythm(handling_days=0, cutoff_hour=24), late) == dt.date(2026, 6, 9)
    assert leaves(rhythm(handling_days=0, cutoff_hour=0), early) == dt.date(2026, 6, 10)


def test_a_friday_evening_order_counts_from_monday() -> None:
    assert leaves(rhythm(), dt.datetime(2026, 6, 12, 18, tzinfo=PARIS)) == dt.date(2026, 6, 16)
    assert leaves(rhythm(), dt.datetime(2026, 6, 13, 9, tzinfo=PARIS)) == dt.date(2026, 6, 16)
    assert leaves(rhythm(handling_days=2), dt.datetime(2026, 6, 12, 9, tzinfo=PARIS)) == dt.date(2026, 6, 16)


def test_public_holidays_of_the_shops_market_are_skipped() -> None:
    # 14 July 2026 is a Tuesday: an order of Monday morning leaves on Wednesday, in London on Tuesday.
    monday = dt.datetime(2026, 7, 13, 9, tzinfo=PARIS)
    assert leaves(rhythm(), monday) == dt.date(2026, 7, 15)
    assert leaves(rhythm(), monday, "GB") == dt.date(2026, 7, 14)


def test_the_shops_own_closed_days_are_skipped_both_ends_included() -> None:
    shop = rhythm(holidays=((dt.date(2026, 8, 3), dt.date(2026, 8, 21)),))
    assert leaves(shop, dt.datetime(2026, 7, 31, 9, tzinfo=PARIS)) == dt.date(2026, 8, 24)
    assert leaves(shop, dt.datetime(2026, 8, 10, 9, tzinfo=PARIS)) == dt.date(2026, 8, 25)


def test_the_day_is_the_shops_day_not_the_servers() -> None:
    # 23:30 UTC on Sunday is Monday morning in Tokyo.
    shop = rhythm(time_zone="Asia/Tokyo", handling_days=0)
    instant = dt.datetime(2026, 6, 7, 23, 30, tzinfo=dt.UTC)
    assert dispatch_by_on(shop, instant, partial(is_business_day, get_market("JP"))) == dt.date(2026, 6, 8)


def test_the_cutoff_follows_the_shops_clock_through_both_changes() -> None:
    shop = rhythm(handling_days=0, cutoff_hour=14)
    # 12:30 UTC is 13:30 in Paris on Friday 27 March and 14:30 on Monday 30 March 2026, after the clocks went forward.
    assert leaves(shop, dt.datetime(2026, 3, 27, 12, 30, tzinfo=dt.UTC)) == dt.date(2026, 3, 27)
    assert leaves(shop, dt.datetime(2026, 3, 30, 12, 30, tzinfo=dt.UTC)) == dt.date(2026, 3, 31)
    # 12:30 UTC is 14:30 on Friday 23 October and 13:30 on Monday 26 October 2026, after they went back.
    assert leaves(shop, dt.datetime(2026, 10, 23, 12, 30, tzinfo=dt.UTC)) == dt.date(2026, 10, 26)
    assert leaves(shop, dt.datetime(2026, 10, 26, 12, 30, tzinfo=dt.UTC)) == dt.date(2026, 10, 26)
    # 02:30 of Sunday 25 October happens twice; both count from Monday.
    for fold in (0, 1):
        twice = dt.datetime(2026, 10, 25, 2, 30, tzinfo=PARIS, fold=fold)
        assert leaves(shop, twice) == dt.date(2026, 10, 26)


def test_a_shop_that_never_works_again_is_a_fault_that_shows() -> None:
    with pytest.raises(AssertionError, match="no working day"):
        dispatch_by_on(rhythm(), dt.datetime(2026, 6, 9, tzinfo=dt.UTC), lambda _day: False)
