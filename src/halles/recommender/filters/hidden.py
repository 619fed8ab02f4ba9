from __future__ import annotations

from halles.recommender.request import FeedRequest, Pool


def not_hidden(request: FeedRequest, pool: Pool) -> Pool:
    """Nothing that the person hid, and nothing of creators they hid."""
    hidden = request.hidden
    return {
        number: pooled
        for number, pooled in pool.items()
        if pooled.candidate.id not in hidden.videos and pooled.candidate.creator_id not in hidden.creators
    }
