"""The time line of a show as numbers for an SVG: viewers as a line, orders as bars, acts as marks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from halles.studio.live_report import MinuteRow

WIDTH, HEIGHT = 720, 200
TOP, BOTTOM = 12, 198
BAR_HEIGHT = 60
MARKS_MAX = 12


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Chart:
    """Points of the viewers' line, with when they were most; bars of orders, highest `order_max`; marks of acts."""

    line: str
    area: str
    peak: int
    peak_at: dt.datetime
    bars: Sequence[Bar]
    order_max: int
    marks: Sequence[tuple[float, str]]
    minutes: int
    width: int = WIDTH
    height: int = HEIGHT
    bottom: int = BOTTOM


def chart_of(rows: Sequence[MinuteRow]) -> Chart:
    """The chart of a show's minutes, at least one of them."""
    step = WIDTH / len(rows)
    peak = max(row.viewers for row in rows)
    order_max = max(row.sold.orders for row in rows)
    points = [(step * (n + 0.5), _y(row.viewers, peak)) for n, row in enumerate(rows)]
    bars = [
        Bar(round(step * n + step * 0.15, 1), round(BOTTOM - height, 1), round(step * 0.7, 1), round(height, 1))
        for n, row in enumerate(rows)
        if (height := BAR_HEIGHT * row.sold.orders / max(order_max, 1))
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Chart(
        line=line,
        area=f"{points[0][0]:.1f},{BOTTOM} {line} {points[-1][0]:.1f},{BOTTOM}",
        peak=peak,
        peak_at=next(row.at for row in rows if row.viewers == peak),
        bars=bars,
        order_max=order_max,
        marks=[(round(points[n][0], 1), ", ".join(row.acts)) for n, row in enumerate(rows) if row.acts][:MARKS_MAX],
        minutes=len(rows),
    )


def _y(viewers: int, peak: int) -> float:
    return BOTTOM - (BOTTOM - TOP) * viewers / max(peak, 1)
