"""The low before a reduction, against a model that looks at every single hour."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from halles.catalog.price_history import Low, PricePeriod, lowest_before, window_start

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def at(hours: int) -> dt.datetime:
    return START + hours * HOUR


def period(amount_minor: int, from_hour: int, to_hour: int | None) -> PricePeriod:
    return PricePeriod(amount_minor, at(from_hour), None if to_hour is None else at(to_hour))


@st.composite
def histories(draw: st.DrawFn) -> list[PricePeriod]:
    """Periods one after another with gaps between them, some of no length, the last one perhaps still open."""
    hour, found = draw(st.integers(0, 40)), []
    for _ in range(draw(st.integers(0, 8))):
        length = draw(st.integers(0, 30))
        found.append(period(draw(st.integers(1, 50)), hour, hour + length))
        hour += length + draw(st.integers(0, 20))
    if draw(st.booleans()):
        found.append(period(draw(st.integers(1, 50)), hour, None))
    return found


def price_at(periods: list[PricePeriod], moment: dt.datetime) -> int | None:
    """The price customers could pay in the hour that begins at `moment`."""
    for one in periods:
        if one.from_at <= moment and (one.to_at is None or moment < one.to_at):
            return one.amount_minor
    return None


@given(periods=histories(), start_hour=st.integers(0, 150), length=st.integers(1, 150))
def test_low_equals_the_lowest_of_every_hour_of_the_window(
    periods: list[PricePeriod], start_hour: int, length: int
) -> None:
    hours = range(start_hour, start_hour + length)
    shown = [(hour, price) for hour in hours if (price := price_at(periods, at(hour))) is not None]
    expected = None
    if shown:
        first = shown[0][0]
        expected = Low(min(price for _, price in shown), at(first) if first > start_hour else None)
    assert lowest_before(reversed(periods), at(start_hour + length), at(start_hour)) == expected


def test_a_price_that_ended_as_the_window_opened_does_not_count() -> None:
    periods = [period(5, 0, 10), period(9, 10, None)]
    assert lowest_before(periods, at(50), at(10)) == Low(9, None)
    assert lowest_before(periods, at(50), at(9)) == Low(5, None)


def test_the_price_that_begins_with_the_reduction_does_not_count() -> None:
    assert lowest_before([period(20, 0, 50), period(15, 50, None)], at(50), at(10)) == Low(20, None)


def test_goods_younger_than_the_window_say_since_when() -> None:
    assert lowest_before([period(20, 30, None)], at(50), at(10)) == Low(20, at(30))


def test_nothing_shown_in_the_window_gives_no_low() -> None:
    assert lowest_before([period(20, 0, 5)], at(50), at(10)) is None
    assert lowest_before([period(20, 12, 12)], at(50), at(10)) is None


def test_the_window_begins_at_the_markets_midnight_thirty_days_before() -> None:
    began_at = dt.datetime(2026, 11, 22, 15, 30, tzinfo=dt.UTC)
    assert window_start(began_at, 30, "Europe/Paris") == dt.datetime(2026, 10, 22, 22, 0, tzinfo=dt.UTC)
    assert window_start(began_at, 30, "Asia/Tokyo") == dt.datetime(2026, 10, 23, 15, 0, tzinfo=dt.UTC)
