"""Goods that shops send to creators for nothing: how many may be asked for, and by when they are shown."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from halles.markets.reading import Reader

DAYS_MAX = 365
AMOUNT_MAX = 10**12


@dataclass(frozen=True, slots=True)
class SampleLimit:
    """With sales of `sales_minor_from` in thirty days, so many requests may be open at a time."""

    sales_minor_from: int
    open_max: int


@dataclass(frozen=True, slots=True)
class SampleRules:
    """The terms of one market; amounts in minor units of its currency."""

    # Open requests by sales, the lowest first, which begins at nothing.
    limits: tuple[SampleLimit, ...]
    # A creator asks who has sold so many lines in so many days.
    history_days: int
    history_sales_min: int
    # The shop's days to decide; silence declines.
    decide_days: int
    # The days after delivery until it is posted, those one extension adds, and when reminders go out.
    post_days: int
    extension_days: int
    remind_days: tuple[int, ...]
    # What counts as posted: a video seen for so many days, or a show of so many minutes with the product pinned.
    video_days_min: int
    show_minutes_min: int
    # Days until one may ask again after a sample that was not posted, and for the same product after a refusal.
    ask_again_days: int
    # Which samples count for the fulfilment rate: those whose days ended within so many.
    fulfilment_days: int

    def open_max(self, sales_minor: int) -> int:
        """How many requests may be open with these sales of thirty days."""
        return max(limit.open_max for limit in self.limits if limit.sales_minor_from <= sales_minor)


def read_sample_rules(r: Reader) -> SampleRules:
    """The table `samples` of a market file."""
    limits = tuple(_limit(row) for row in r.parts("limits", at_least=1))
    if limits[0].sales_minor_from != 0:
        raise r.wrong("limits", "must begin at sales_minor_from = 0")
    if any(a.sales_minor_from >= b.sales_minor_from or a.open_max > b.open_max for a, b in pairwise(limits)):
        raise r.wrong("limits", "must rise")
    rules = SampleRules(
        limits=limits,
        history_days=r.whole("history_days", 1, DAYS_MAX),
        history_sales_min=r.whole("history_sales_min", 0, 1_000),
        decide_days=r.whole("decide_days", 1, 60),
        post_days=r.whole("post_days", 1, 180),
        extension_days=r.whole("extension_days", 0, 60),
        remind_days=_days(r),
        video_days_min=r.whole("video_days_min", 0, 60),
        show_minutes_min=r.whole("show_minutes_min", 0, 600),
        ask_again_days=r.whole("ask_again_days", 0, DAYS_MAX),
        fulfilment_days=r.whole("fulfilment_days", 1, DAYS_MAX * 3),
    )
    r.end()
    return rules


def _limit(r: Reader) -> SampleLimit:
    limit = SampleLimit(r.whole("sales_minor_from", 0, AMOUNT_MAX), r.whole("open_max", 1, 1_000))
    r.end()
    return limit


def _days(r: Reader) -> tuple[int, ...]:
    first, last = r.whole("remind_first_days", 1, 60), r.whole("remind_last_days", 0, 60)
    if first <= last:
        raise r.wrong("remind_last_days", "must come nearer to the end than remind_first_days")
    return (first, last)
