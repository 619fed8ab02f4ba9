"""Days of payouts on real holidays of every market, and the days on which banks have the money."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.markets.queries import get_market
from halles.payouts.schedule import arrives_on, is_payout_day, next_payout_on


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("market", "holiday", "should_be", "is_instead", "with_the_bank"),
    [
        ("FR", "Fête nationale, a Tuesday", "2026-07-14", "2026-07-15", "2026-07-17"),
        ("FR", "Victoire de 1945, a Tuesday; Ascension on the Thursday", "2029-05-08", "2029-05-09", "2029-05-14"),
        ("DE", "Tag der Deutschen Einheit, a Tuesday", "2028-10-03", "2028-10-04", "2028-10-06"),
        ("DE", "Erster und Zweiter Weihnachtstag, Tuesday and Wednesday", "2029-12-25", "2029-12-27", "2029-12-31"),
        ("GB", "Christmas Day and Boxing Day, Wednesday and Thursday", "2030-12-25", "2030-12-27", "2030-12-31"),
        ("US", "Independence Day, a Saturday observed on Friday", "2026-07-03", "2026-07-06", "2026-07-08"),
        ("US", "Juneteenth, a Friday", "2026-06-19", "2026-06-22", "2026-06-24"),
        ("JP", "Vernal Equinox Day, a Friday", "2026-03-20", "2026-03-23", "2026-03-25"),
        ("JP", "Culture Day, a Friday", "2028-11-03", "2028-11-06", "2028-11-08"),
    ],
)
def test_a_payout_day_that_is_a_holiday_moves_to_the_next_business_day(
    market: str, holiday: str, should_be: str, is_instead: str, with_the_bank: str
) -> None:
    here = get_market(market)
    before = day(should_be) - dt.timedelta(days=1)
    assert not is_payout_day(here, day(should_be)), holiday
    assert is_payout_day(here, day(is_instead)), holiday
    assert next_payout_on(here, before) == day(is_instead), holiday
    assert arrives_on(here, day(is_instead)) == day(with_the_bank), holiday


@pytest.mark.parametrize(
    ("market", "holiday", "paid", "with_the_bank"),
    [
        ("FR", "Lundi de Pâques lies between", "2026-04-03", "2026-04-08"),
        ("DE", "Karfreitag and Ostermontag lie between", "2026-04-02", "2026-04-08"),
        ("GB", "Good Friday and Easter Monday lie between", "2026-04-01", "2026-04-07"),
        ("US", "Thanksgiving lies between", "2026-11-24", "2026-11-27"),
        ("JP", "Greenery Day, Children’s Day and the day for Constitution Day lie between", "2026-05-01", "2026-05-08"),
    ],
)
def test_holidays_are_no_days_of_banks(market: str, holiday: str, paid: str, with_the_bank: str) -> None:
    assert arrives_on(get_market(market), day(paid)) == day(with_the_bank), holiday


def test_a_week_without_holidays_keeps_its_days() -> None:
    paid = {"FR": "2026-11-24", "DE": "2026-11-24", "GB": "2026-11-25", "US": "2026-11-24", "JP": "2026-11-27"}
    for market, on in paid.items():
        assert next_payout_on(get_market(market), day("2026-11-23")) == day(on), market
