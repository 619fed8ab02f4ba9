"""Business days of a market: neither its weekend nor its public holidays."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange

from halles.markets.market import Holiday, Market

ONE_DAY = dt.timedelta(days=1)
# Longer spans are a mistake of the caller: no deadline is a year of business days away.
COUNT_MAX = 400


def is_business_day(market: Market, day: dt.date) -> bool:
    """Whether shops of the market work on this day."""
    return day.weekday() not in market.weekend and day not in holidays(market, day.year)


def add_business_days(market: Market, day: dt.date, count: int) -> dt.date:
    """The `count`-th business day after `day` (2 after a Friday is Tuesday); with 0, `day` itself or the next one."""
    if not 0 <= count <= COUNT_MAX:
        raise ValueError(f"count must be 0 to {COUNT_MAX}, not {count}")
    left = count
    if left == 0 and is_business_day(market, day):
        return day
    left = max(left, 1)
    year, off = day.year, holidays(market, day.year)
    while left:
        day += ONE_DAY
        if day.year != year:
            year, off = day.year, holidays(market, day.year)
        if day.weekday() not in market.weekend and day not in off:
            left -= 1
    return day


def holidays(market: Market, year: int) -> frozenset[dt.date]:
    """The public holidays of a calendar year, moved ones on both their days."""
    # By identity: to hash a market's rules takes longer than to look a day up, and every quote looks up ten.
    key = id(market.holidays), id(market.weekend), year
    rules, weekend, days = _known.get(key, (None, None, frozenset()))
    if rules is not market.holidays or weekend is not market.weekend:
        days = _holidays(market.holidays, market.weekend, year)
        if len(_known) >= KNOWN_MAX:
            _known.clear()
        _known[key] = market.holidays, market.weekend, days
    return days


KNOWN_MAX = 512
_known: dict[tuple[int, int, int], tuple[tuple[Holiday, ...], frozenset[int], frozenset[dt.date]]] = {}


def _holidays(rules: tuple[Holiday, ...], weekend: frozenset[int], year: int) -> frozenset[dt.date]:
    # A New Year's Day on a Saturday is observed on the last day of the year before: look one year to either side.
    days: set[dt.date] = set()
    for near in (year - 1, year, year + 1):
        plain = [(day, rule.moves) for rule in rules for day in _days_of(rule, near)]
        taken = {day for day, _ in plain}
        for day, moves in plain:
            moved = _moved(day, moves, weekend, taken)
            if moved is not None:
                taken.add(moved)
        days |= taken
    return frozenset(day for day in days if day.year == year)


def _days_of(rule: Holiday, year: int) -> tuple[dt.date, ...]:
    if rule.dates:
        return tuple(day for day in rule.dates if day.year == year)
    if rule.easter_days is not None:
        return (easter_sunday(year) + dt.timedelta(days=rule.easter_days),)
    assert rule.month is not None
    last = monthrange(year, rule.month)[1]
    if rule.day is not None:
        return (dt.date(year, rule.month, rule.day),) if rule.day <= last else ()
    assert rule.nth is not None
    assert rule.weekday is not None
    hits = [
        day for number in range(1, last + 1) if (day := dt.date(year, rule.month, number)).weekday() == rule.weekday
    ]
    index = rule.nth - 1 if rule.nth > 0 else rule.nth
    return (hits[index],) if -len(hits) <= index < len(hits) else ()


def _moved(day: dt.date, moves: str, weekend: frozenset[int], taken: set[dt.date]) -> dt.date | None:
    if day.weekday() not in weekend or not moves:
        return None
    if moves == "nearest_weekday":
        before, after = day - ONE_DAY, day + ONE_DAY
        return before if before.weekday() not in weekend else after
    while day.weekday() in weekend or day in taken:
        day += ONE_DAY
    return day


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the anonymous algorithm of 1876)."""
    a, (b, c) = year % 19, divmod(year, 100)
    (d, e), f = divmod(b, 4), (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return dt.date(year, month, day + 1)
