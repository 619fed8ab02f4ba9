"""What may not come, whoever named it."""

from __future__ import annotations

from halles.recommender.filters.hidden import not_hidden
from halles.recommender.filters.language import in_language
from halles.recommender.filters.served import not_served
from halles.recommender.request import FeedRequest, Pool

__all__ = ["allowed"]

# Market, status and suspension are settled where candidates are read; buyability where they are loaded (pages.py).
STEPS = (not_served, not_hidden, in_language)


def allowed(request: FeedRequest, pool: Pool) -> Pool:
    """The pool without what was served in this sitting, what the person hid, and what they could not follow."""
    for step in STEPS:
        pool = step(request, pool)
    return pool
