"""When a parcel leaves and when it arrives. Pure: days come in as questions, nothing is read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

ONE_DAY = dt.timedelta(days=1)
# No shop may be closed for this long (limits of services): a search beyond it is a fault of the data.
SEARCH_DAYS_MAX = 1000


@dataclass(frozen=True)
class Rhythm:
    """How a shop works: `holidays` are closed days, both ends included."""

    handling_days: int
    cutoff_hour: int
    time_zone: str
    holidays: Sequence[tuple[dt.date, dt.date]]

    def is_closed(self, day: dt.date) -> bool:
        """Whether the shop said that nobody packs on this day."""
        return any(from_on <= day <= to_on for from_on, to_on in self.holidays)


def dispatch_by_on(rhythm: Rhythm, at: dt.datetime, is_business_day: Callable[[dt.date], bool]) -> dt.date:
    """The day on which an order of instant `at` leaves the shop at the latest, on the shop's own calendar.

    The first working day counts in full when the order comes before the cut-off hour of the shop's clock; then
    `handling_days` more working days. With 0 handling days an order before the cut-off leaves the same day.
    """

    def is_working(day: dt.date) -> bool:
        return is_business_day(day) and not rhythm.is_closed(day)

    local = at.astimezone(ZoneInfo(rhythm.time_zone))
    day = local.date()
    left = rhythm.handling_days
    if not is_working(day) or local.hour >= rhythm.cutoff_hour:
        left += 1
    for _ in range(SEARCH_DAYS_MAX):
        if left == 0:
            return day
        day += ONE_DAY
        left -= is_working(day)
    raise AssertionError(f"no working day within {SEARCH_DAYS_MAX} days of {at}")
