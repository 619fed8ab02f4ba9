from __future__ import annotations

from collections.abc import Collection

from halles.recommender import weights
from halles.recommender.request import FeedRequest
from halles.videos.queries import Candidate, list_fresh


def fresh(request: FeedRequest, *, without: Collection[int], is_quiet: bool = False) -> list[Candidate]:
    """The latest videos of the market; `is_quiet`: only those that do not sell."""
    return list_fresh(request.market.code, without=without, limit=weights.FRESH_COUNT, is_quiet=is_quiet)
