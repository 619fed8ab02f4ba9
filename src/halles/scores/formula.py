"""The formula of a score: plain numbers in, plain numbers out. `docs/scores.md` has the same in twenty lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median_low

from halles.markets.score_rules import MINUTES, MetricRule

POINTS_MAX = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that counted: `against` of `out_of` speak against the person (for a figure in minutes: so many minutes,
    out of one). `why` is a code of `halles.scores.words`, with its values after colons."""

    metric: str
    what: str
    at: dt.datetime
    against: int
    out_of: int = 1
    why: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """What the lines of one metric came to: `value` in hundredths of a percent or in minutes, `points` in hundredths of
    a point. Without enough lines there are no points, and the metric carries no weight."""

    metric: str
    weight: int
    best: int
    worst: int
    lines_min: int
    line_count: int
    value: int | None
    points: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """The figures in the order of the rules, and their weighted mean in hundredths of a point: None without any."""

    figures: tuple[Figure, ...]
    hundredths: int | None


def work_out(lines: Iterable[Line], rules: Sequence[MetricRule]) -> Result:
    """The figures and the score of these lines."""
    by_metric: dict[str, list[Line]] = {rule.metric: [] for rule in rules}
    for line in lines:
        by_metric[line.metric].append(line)
    figures = tuple(_figure(rule, by_metric[rule.metric]) for rule in rules)
    counted = [(figure.weight, figure.points) for figure in figures if figure.points is not None]
    if not counted:
        return Result(figures, None)
    total = sum(weight * points for weight, points in counted)
    return Result(figures, half_up(total, sum(weight for weight, _ in counted)))


def _figure(rule: MetricRule, lines: Sequence[Line]) -> Figure:
    value = points = None
    if len(lines) >= rule.lines_min:
        if rule.metric in MINUTES:
            value = median_low(line.against for line in lines)
        else:
            value = half_up(10_000 * sum(line.against for line in lines), sum(line.out_of for line in lines))
        points = min(max(half_up(POINTS_MAX * (rule.worst - value), rule.worst - rule.best), 0), POINTS_MAX)
    return Figure(
        rule.metric, rule.weight, rule.best, rule.worst, rule.lines_min, len(lines), value=value, points=points
    )


def half_up(amount: int, by: int) -> int:
    """`amount / by` to the nearest whole number, halves upwards; `by` is above zero."""
    return (2 * amount + by) // (2 * by)
