from __future__ import annotations

from halles.recommender import weights
from halles.recommender.request import FeedRequest
from halles.videos.queries import Candidate, list_followed


def followed(request: FeedRequest) -> list[Candidate]:
    """What the creators this person follows have posted in the last 30 days."""
    return list_followed(
        request.market.code,
        request.followed,
        since=request.now - weights.FOLLOWED_WINDOW,
        without=request.session.served,
        limit=weights.FOLLOWED_COUNT,
    )
