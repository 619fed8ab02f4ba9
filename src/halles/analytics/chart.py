"""Paid and net over time as numbers for an SVG: bars by day, or by month when there are many days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from halles.analytics.figures import Figures

WIDTH, HEIGHT = 720, 200
TOP, BOTTOM = 8, 199
DAYS_AS_DAYS = 92


@dataclass(frozen=True)
class Bar:
    """One day or month; `net_height` is the part of the bar that was kept."""

    on: dt.date
    figures: Figures
    x: float
    width: float
    height: float
    net_height: float

    @property
    def y(self) -> float:
        """The upper edge of what was paid."""
        return round(BOTTOM - self.height, 1)

    @property
    def net_y(self) -> float:
        """The upper edge of what was kept."""
        return round(BOTTOM - self.net_height, 1)


@dataclass(frozen=True)
class Chart:
    """Bars from the first to the last day; the highest is `top_minor`, on `top_on`."""

    bars: Sequence[Bar]
    top_minor: int
    top_on: dt.date
    is_by_month: bool
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = BOTTOM


def chart_of(first_on: dt.date, last_on: dt.date, by_day: Mapping[dt.date, Figures]) -> Chart:
    """The chart of these days, those without anything too."""
    days = [first_on + dt.timedelta(days=number) for number in range((last_on - first_on).days + 1)]
    is_by_month = len(days) > DAYS_AS_DAYS
    sums: dict[dt.date, Figures] = {}
    for on in days:
        at = on.replace(day=1) if is_by_month else on
        sums[at] = sums.get(at, Figures()).plus(by_day.get(on, Figures()))
    top_on = max(sums, key=lambda on: sums[on].paid_minor)
    top = sums[top_on].paid_minor
    step = WIDTH / len(sums)
    bars = [
        Bar(
            on=on,
            figures=figures,
            x=round(step * number + step * 0.12, 1),
            width=round(step * 0.76, 1),
            height=_height(figures.paid_minor, top),
            net_height=_height(figures.net_minor, top),
        )
        for number, (on, figures) in enumerate(sums.items())
    ]
    return Chart(bars, top, top_on, is_by_month)


def _height(amount_minor: int, top_minor: int) -> float:
    return round((BOTTOM - TOP) * amount_minor / top_minor, 1) if top_minor else 0.0
