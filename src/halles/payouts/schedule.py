"""The days of payouts: of a market's calendar, moved from weekends and holidays to the next business day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from halles.markets.business_days import add_business_days
from halles.markets.market import Market

ONE_DAY = dt.timedelta(days=1)
# A day of the week moves at most this far, over the longest row of holidays.
MOVES_MAX = 14


def is_payout_day(market: Market, day: dt.date) -> bool:
    """Whether payouts are made on this day."""
    return next_payout_on(market, day - ONE_DAY) == day


def next_payout_on(market: Market, after: dt.date) -> dt.date:
    """The first day of payouts after a day of the market's calendar."""
    weekdays = market.settlement.payout_weekdays
    days = (after + ONE_DAY * number for number in range(-MOVES_MAX, MOVES_MAX + 8))
    moved = (add_business_days(market, day, 0) for day in days if day.weekday() in weekdays)
    return min(day for day in moved if day > after)


def payout_instant(market: Market, on: dt.date) -> dt.datetime:
    """When the payouts of a day are planned: what is free by then is in them."""
    return dt.datetime.combine(on, dt.time(market.settlement.payout_hour), ZoneInfo(market.time_zone))


def next_payout_after(market: Market, now: dt.datetime) -> dt.date:
    """The next day of payouts whose plan is not made yet: today's, until its hour has come."""
    today = now.astimezone(ZoneInfo(market.time_zone)).date()
    if is_payout_day(market, today) and now < payout_instant(market, today):
        return today
    return next_payout_on(market, today)


def arrives_on(market: Market, on: dt.date) -> dt.date:
    """The day by which banks have a payout of this day."""
    return add_business_days(market, on, market.settlement.bank_business_days)
