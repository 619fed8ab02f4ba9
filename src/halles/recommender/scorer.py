"""How much each candidate is worth to this person: a sum of named parts, so that the reasons shown are true."""

from __future__ import annotations

import zlib

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
    age = max(request.now_s - candidate.published_s, 0.0) / weights.FRESH_HALF_LIFE.total_seconds()
    is_spoken = candidate.language and is_understood(request, candidate.language)
    return {
        "followed": weights.FOLLOWED if candidate.creator_id in request.followed else 0.0,
        "popular": weights.POPULAR * pooled.sources.get("popular", 0.0),
        "fresh": weights.FRESH * 0.5**age,
        "language": weights.LANGUAGE if is_spoken else 0.0,
        "chance": weights.CHANCE * _chance(request.session.seed, candidate.number),
    }


def _chance(seed: int, number: int) -> float:
    """A draw from 0 to 1 that stays the same for a video within a sitting."""
    return zlib.crc32(b"%d" % number, seed) / 2**32
