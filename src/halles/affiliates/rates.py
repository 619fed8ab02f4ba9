"""What a plan pays one creator at one instant. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class RateFact:
    """A rate in hundredths of a percent, for newcomers from `from_at`, for those before them from `locked_until`."""

    rate_bps: int
    from_at: dt.datetime
    locked_until: dt.datetime


@dataclass(frozen=True, slots=True)
class Participant:
    """When one creator took part in a plan. `joined_at` None: asked or invited only; `is_out`: said no."""

    joined_at: dt.datetime | None
    ended_at: dt.datetime | None = None
    lock_lost_at: dt.datetime | None = None
    is_out: bool = False

    def is_active(self, at: dt.datetime) -> bool:
        """Whether they took part at this instant."""
        if self.joined_at is None or self.is_out:
            return False
        return self.joined_at <= at and (self.ended_at is None or at < self.ended_at)

    def keeps_lock(self, at: dt.datetime) -> bool:
        """Whether earlier rates could still bind at this instant."""
        return self.is_active(at) and (self.lock_lost_at is None or at < self.lock_lost_at)


def rate_for(rates: Sequence[RateFact], participation: Participant | None, at: dt.datetime) -> int:
    """What the plan pays at `at`, in hundredths of a percent; 0 before its first rate.

    The newest rate in force; who joined before it was cut keeps the earlier one until its lock ends. A raise counts for
    everybody at once, so nobody is ever paid less than a newcomer.
    """
    ordered = sorted(rates, key=lambda rate: rate.from_at)
    best = max((rate for rate in ordered if rate.from_at <= at), key=lambda rate: rate.from_at, default=None)
    if best is None:
        return 0
    found = best.rate_bps
    if participation is None or participation.joined_at is None or not participation.keeps_lock(at):
        return found
    for kept, cut in pairwise(ordered):
        if participation.joined_at < cut.from_at <= at < cut.locked_until:
            found = max(found, kept.rate_bps)
    return found
