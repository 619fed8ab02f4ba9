"""Flat fees that shops promise creators for a piece of work: how long each side has."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

DAYS_MAX = 365


@dataclass(frozen=True, slots=True)
class FeeRules:
    """The terms of one market."""

    # The shop's days to look at what was delivered; silence accepts.
    review_days: int
    # How far ahead work may be due.
    due_days_max: int
    # Fees that one shop may have open with one creator.
    open_max: int


def read_fee_rules(r: Reader) -> FeeRules:
    """The table `fees` of a market file."""
    rules = FeeRules(
        review_days=r.whole("review_days", 1, 60),
        due_days_max=r.whole("due_days_max", 1, DAYS_MAX),
        open_max=r.whole("open_max", 1, 1_000),
    )
    r.end()
    return rules
