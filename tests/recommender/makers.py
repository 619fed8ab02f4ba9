"""Candidates and requests as plain as a test needs them."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from typing import Any

from halles.kit import ids
from halles.markets.queries import get_market
from halles.recommender.request import FeedRequest, Pooled
from halles.recommender.session import Session, new_session
from halles.videos.queries import Candidate

NOW = dt.datetime(2026, 6, 2, 8, 30, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def make_session(**changes: Any) -> Session:
    facts: dict[str, Any] = {"seed": 7, "started_at": NOW}
    return Session(**{**facts, **changes})


def make_candidate(**changes: Any) -> Candidate:
    facts: dict[str, Any] = {
        "id": ids.uuid7(),
        "number": next(_numbers),
        "creator_id": ids.uuid7(),
        "language": "fr",
        "published_s": NOW.timestamp() - 3600,
        "is_selling": False,
    }
    return Candidate(**{**facts, **changes})


def make_pooled(creator: int = 0, *, is_new: bool = False, **changes: Any) -> Pooled:
    """A candidate of the creator of this small number (0: a creator of its own)."""
    if creator:
        changes["creator_id"] = uuid.UUID(int=creator)
    sources = {"fresh": 1.0} | ({"new": 1.0} if is_new else {})
    return Pooled(make_candidate(**changes), sources)


def make_request(**changes: Any) -> FeedRequest:
    facts: dict[str, Any] = {
        "market": get_market("FR"),
        "languages": ("fr",),
        "session": new_session(NOW),
        "selling_share_bps": 2500,
        "size": 8,
        "now": NOW,
    }
    return FeedRequest(**{**facts, **changes})
