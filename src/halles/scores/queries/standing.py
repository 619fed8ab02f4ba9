"""Where a shop or a creator stands, with the figures and lines behind it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db.models import QuerySet
from django.utils.functional import Promise

from halles.markets.score_rules import MINUTES
from halles.scores import evidence, words
from halles.scores.errors import LinesOver
from halles.scores.formula import Figure, Line
from halles.scores.models import Score, ScoreLines

HISTORY_DAYS = 90
LINES_SHOWN_MAX = 50

__all__ = ["LinesOver", "Progress", "Standing", "creator_standing", "lines_of", "list_history", "shop_standing"]


@dataclass(frozen=True)
class Progress:
    """How far somebody is from having a score: `count` of the `of` that are needed."""

    what: Literal["orders", "videos", "shows"]
    count: int
    of: int

    @property
    def words(self) -> Promise:
        """What is counted."""
        return words.PROGRESS[self.what]


@dataclass(frozen=True)
class Told:
    """A figure with its words."""

    figure: Figure
    words: words.MetricWords

    @property
    def is_minutes(self) -> bool:
        """Whether the value is a time instead of a share."""
        return self.figure.metric in MINUTES

    @property
    def value_words(self) -> str:
        """The value, when it is a time."""
        return words.span(self.figure.value or 0)

    @property
    def best_words(self) -> str:
        """What gives five points, when it is a time."""
        return words.span(self.figure.best)

    @property
    def worst_words(self) -> str:
        """What gives none, when it is a time."""
        return words.span(self.figure.worst)


@dataclass(frozen=True)
class Standing:
    """The newest score of somebody; `hundredths` None: not enough yet, see `progress`."""

    score_id: uuid.UUID
    market: str
    on: dt.date
    at: dt.datetime
    hundredths: int | None
    figures: Sequence[Told]
    progress: Sequence[Progress]


def shop_standing(seller_id: uuid.UUID) -> Standing | None:
    """The shop's newest score; None before the first night."""
    return _newest(Score.objects.filter(seller=seller_id))


def creator_standing(creator_id: uuid.UUID) -> Standing | None:
    """The creator's newest score; None before the first night."""
    return _newest(Score.objects.filter(creator=creator_id))


def list_history(
    *, seller_id: uuid.UUID | None = None, creator_id: uuid.UUID | None = None
) -> list[tuple[dt.date, int | None]]:
    """(day, hundredths) of one of them, oldest first, the newest HISTORY_DAYS."""
    rows = Score.objects.filter(seller=seller_id) if seller_id else Score.objects.filter(creator=creator_id)
    newest = list(rows.order_by("-on").values_list("on", "hundredths")[:HISTORY_DAYS])
    return newest[::-1]


def table_of(score_id: uuid.UUID) -> str:
    """The lines of a score as CSV; LinesOver once they are gone."""
    kept = ScoreLines.objects.filter(pk=score_id).first()
    if kept is None:
        raise LinesOver
    return evidence.unpack(bytes(kept.packed))


def lines_of(score_id: uuid.UUID, metric: str) -> tuple[list[Line], int]:
    """The lines of one metric, what speaks against its subject first and then the newest, at most LINES_SHOWN_MAX; and
    how many there are. None once they are gone."""
    kept = ScoreLines.objects.filter(pk=score_id).first()
    found = (
        []
        if kept is None
        else [line for line in evidence.read(evidence.unpack(bytes(kept.packed))) if line.metric == metric]
    )
    found.sort(key=lambda line: (line.against, line.at), reverse=True)
    return found[:LINES_SHOWN_MAX], len(found)


def _newest(rows: QuerySet[Score]) -> Standing | None:
    score = rows.order_by("-on").first()
    if score is None:
        return None
    return Standing(
        score_id=score.pk,
        market=score.market,
        on=score.on,
        at=score.at,
        hundredths=score.hundredths,
        figures=[Told(Figure(**one), words.METRICS[one["metric"]]) for one in score.figures],
        progress=[Progress(**one) for one in score.progress],
    )
