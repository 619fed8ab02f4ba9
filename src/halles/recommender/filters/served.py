from __future__ import annotations

from halles.recommender.request import FeedRequest, Pool


def not_served(request: FeedRequest, pool: Pool) -> Pool:
    """Nothing twice in one sitting, whatever a source says."""
    return {number: pooled for number, pooled in pool.items() if number not in request.session.served}
