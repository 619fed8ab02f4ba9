"""What the steps of the feed hand to each other."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from functools import cached_property

from halles.markets.market import Market
from halles.recommender.session import Session
from halles.social.queries import HiddenThings
from halles.videos.queries import Candidate


@dataclass(frozen=True)
class FeedRequest:
    """Who asks, for what, and what is known of them. Without consent nothing is known but what they hid themselves."""

    market: Market
    languages: tuple[str, ...]
    session: Session
    selling_share_bps: int
    size: int
    now: dt.datetime
    is_personal: bool = False
    followed: frozenset[uuid.UUID] = frozenset()
    hidden: HiddenThings = field(default_factory=HiddenThings)
    played: frozenset[uuid.UUID] = frozenset()

    @cached_property
    def now_s(self) -> float:
        """The same instant in seconds since 1970."""
        return self.now.timestamp()


@dataclass(eq=False)
class Pooled:
    """A candidate, the sources that named it with how strongly (0 to 1), and what the scorer made of it."""

    candidate: Candidate
    sources: dict[str, float]
    parts: dict[str, float] = field(default_factory=dict)
    score: float = 0.0


Pool = dict[int, Pooled]
