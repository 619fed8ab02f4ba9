"""What a desk shows of a score: the number, how it went, each figure, and the lines of the one that was asked for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from halles.scores import queries
from halles.scores.queries import Standing

CHART_WIDTH, CHART_HEIGHT = 320, 64
POINTS_MAX = 500


@dataclass(frozen=True)
class ScoreChart:
    """A line through the days that have a score, for an SVG of this size, and its first and last day."""

    line: str
    first_on: dt.date
    last_on: dt.date
    lowest: int
    highest: int
    width: int = CHART_WIDTH
    height: int = CHART_HEIGHT


def context_of(
    standing: Standing | None,
    metric: str,
    *,
    seller_id: uuid.UUID | None = None,
    creator_id: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Context of `studio/scores/body.html` for the newest score of one of the two."""
    told = [told for told in standing.figures if told.figure.metric == metric] if standing else []
    lines, line_count = queries.lines_of(standing.score_id, metric) if standing and told else ([], 0)
    return {
        "standing": standing,
        "chosen": told[0] if told else None,
        "lines": lines,
        "line_count": line_count,
        "chart": chart_of(queries.list_history(seller_id=seller_id, creator_id=creator_id)),
    }


def chart_of(history: Sequence[tuple[dt.date, int | None]]) -> ScoreChart | None:
    """The chart of (day, hundredths), oldest first; None with fewer than two days that have a score."""
    known = [(on, hundredths) for on, hundredths in history if hundredths is not None]
    if len(known) < 2:
        return None
    first_on, last_on = known[0][0], known[-1][0]
    days = (last_on - first_on).days
    points = " ".join(
        f"{CHART_WIDTH * (on - first_on).days / days:.1f},{CHART_HEIGHT * (1 - hundredths / POINTS_MAX):.1f}"
        for on, hundredths in known
    )
    scores = [hundredths for _, hundredths in known]
    return ScoreChart(points, first_on, last_on, min(scores), max(scores))
