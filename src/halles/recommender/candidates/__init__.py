"""Where videos for the feed come from: each source names a few, cheaply, and how strongly."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from halles.recommender.candidates.followed import followed
from halles.recommender.candidates.fresh import fresh
from halles.recommender.candidates.new import new
from halles.recommender.candidates.popular import popular
from halles.recommender.request import FeedRequest, Pool, Pooled
from halles.videos.queries import Candidate

__all__ = ["deeper", "gather"]


def gather(request: FeedRequest) -> Pool:
    """What may come next, from every source; each video once, with all the sources that named it."""
    pool: Pool = {}
    if request.is_personal:
        _add(pool, "followed", ((one, 1.0) for one in followed(request)))
    _add(pool, "fresh", ((one, 1.0) for one in fresh(request, without=request.session.served)))
    _add(pool, "popular", popular(request, without=request.session.served))
    _add(pool, "new", new(request, without=request.session.served))
    return pool


def deeper(request: FeedRequest, without: Collection[int]) -> Pool:
    """More that does not sell, for when the first look brought too little of it."""
    pool: Pool = {}
    _add(pool, "fresh", ((one, 1.0) for one in fresh(request, without=without, is_quiet=True)))
    _add(pool, "popular", popular(request, without=without, is_quiet=True))
    return pool


def _add(pool: Pool, source: str, found: Iterable[tuple[Candidate, float]]) -> None:
    for candidate, strength in found:
        pooled = pool.setdefault(candidate.number, Pooled(candidate, {}))
        pooled.sources[source] = max(strength, pooled.sources.get(source, 0.0))
