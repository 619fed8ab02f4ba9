"""Until when: the statutory period, the platform's window, the time to claim a fault. Pure: no rows are read."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from halles.markets.market import Market
from halles.markets.queries import add_business_days


def withdrawal_days(market: Market, *, has_terms: bool) -> int:
    """Days of the statutory right; 0 where there is none. `has_terms`: the shop states its own terms of return."""
    if market.is_legal_return_only_if_unstated and has_terms:
        return 0
    return market.legal_return_days


def end_of(market: Market, delivered_at: dt.datetime, days: int, *, is_moved: bool) -> dt.datetime:
    """The end (exclusive) of a period of whole days: the day of delivery does not count, the last day counts whole.

    `is_moved`: a period that ends on a weekend or a holiday lasts to the end of the next business day.
    """
    zone = ZoneInfo(market.time_zone)
    last = delivered_at.astimezone(zone).date() + dt.timedelta(days=days)
    if is_moved:
        last = add_business_days(market, last, 0)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)


def withdrawal_end(market: Market, delivered_at: dt.datetime, *, has_terms: bool) -> dt.datetime | None:
    """When the right to withdraw ends (exclusive); None where there is none."""
    days = withdrawal_days(market, has_terms=has_terms)
    if not days:
        return None
    return end_of(market, delivered_at, days, is_moved=market.returns.is_end_moved_to_business_day)


def return_end(market: Market, delivered_at: dt.datetime) -> dt.datetime:
    """When the platform's window for a change of mind ends (exclusive)."""
    return end_of(market, delivered_at, market.platform_return_days, is_moved=False)


def fault_end(market: Market, delivered_at: dt.datetime) -> dt.datetime:
    """When the time to claim a fault ends (exclusive)."""
    return end_of(market, delivered_at, market.returns.fault_days, is_moved=False)


def business_days_end(market: Market, at: dt.datetime, count: int) -> dt.datetime:
    """The end of the `count`-th business day after an instant."""
    zone = ZoneInfo(market.time_zone)
    last = add_business_days(market, at.astimezone(zone).date(), count)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), zone).astimezone(dt.UTC)


def send_back_end(market: Market, at: dt.datetime, arrives_to_on: dt.date, *, has_arrived: bool) -> dt.datetime:
    """Until when it has to be sent back: days from now, or from when what is still on its way should have arrived."""
    days = market.returns.send_back_days
    if has_arrived:
        return end_of(market, at, days, is_moved=True)
    zone = ZoneInfo(market.time_zone)
    arrives_at = dt.datetime.combine(arrives_to_on, dt.time(12), zone)
    return end_of(market, max(at, arrives_at), days, is_moved=True)
