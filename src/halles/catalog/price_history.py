"""The rule of the announced reduction, without a database.

Directive 98/6/EC, Art. 6a: beside a reduction stands the lowest price of the (at least) 30 days *before the reduction
began*. Not before today: the low would drift upwards, and then down to the reduced price itself, while the offer runs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class PricePeriod:
    """Customers could pay `amount_minor` from `from_at` until just before `to_at` (None: still)."""

    amount_minor: int
    from_at: dt.datetime
    to_at: dt.datetime | None


@dataclass(frozen=True)
class Low:
    """The lowest price of the window; `since_at` when the goods came on sale inside it."""

    amount_minor: int
    since_at: dt.datetime | None


def window_start(began_at: dt.datetime, days: int, time_zone: str) -> dt.datetime:
    """The first instant that counts: the market's midnight `days` days before, so never less than the law asks."""
    zone = ZoneInfo(time_zone)
    first_on = began_at.astimezone(zone).date() - dt.timedelta(days=days)
    return dt.datetime.combine(first_on, dt.time(), zone).astimezone(dt.UTC)


def lowest_before(periods: Iterable[PricePeriod], began_at: dt.datetime, start_at: dt.datetime) -> Low | None:
    """The lowest price that customers could pay at any moment of [`start_at`, `began_at`); None when none was shown.

    `periods` are those of one variant and market, in any order. `Low.since_at` is the first of those moments when the
    goods were not on sale at `start_at` already.
    """
    counted = [
        period
        for period in periods
        if period.from_at < began_at
        and (period.to_at is None or (period.to_at > start_at and period.to_at > period.from_at))
    ]
    if not counted:
        return None
    first_at = min(period.from_at for period in counted)
    return Low(
        amount_minor=min(period.amount_minor for period in counted),
        since_at=first_at if first_at > start_at else None,
    )
