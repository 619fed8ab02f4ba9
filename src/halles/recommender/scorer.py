"""How much each candidate is worth to this person: a sum of named parts, so that the reasons shown are true."""

from __future__ import annotations

import random

from halles.recommender import weights
from halles.recommender.filters.language import is_understood
from halles.recommender.request import FeedRequest, Pool, Pooled


def score(request: FeedRequest, pool: Pool) -> list[Pooled]:
    """The pool, best first; the order depends on nothing but the pool, the person and the sitting's draw."""
    for pooled in pool.values():
        pooled.parts = _parts(request, pooled)
        total = sum(pooled.parts.values())
        pooled.score = total * (weights.PLAYED_FACTOR if pooled.candidate.id in request.played else 1)
    return sorted(pool.values(), key=lambda pooled: (-pooled.score, pooled.candidate.number))


def _parts(request: FeedRequest, pooled: Pooled) -> dict[str, float]:
    candidate = pooled.candidate
    age = max((request.now - candidate.published_at) / weights.FRESH_HALF_LIFE, 0.0)
    chance = random.Random(f"{request.session.seed}:{candidate.number}").random()  # noqa: S311 - chance, no secret
    return {
        "followed": weights.FOLLOWED if candidate.creator_id in request.followed else 0.0,
        "popular": weights.POPULAR * pooled.sources.get("popular", 0.0),
        "fresh": weights.FRESH * 0.5**age,
        "language": weights.LANGUAGE if candidate.language and is_understood(request, candidate.language) else 0.0,
        "chance": weights.CHANCE * chance,
    }
