"""What orders results. Stated to customers in the same words on the page about ranking; pure."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass

# The match of the words is multiplied by 1 + quality, so words come first and quality parts what matches alike.
POPULARITY_SHARE = 0.55
FRESHNESS_SHARE = 0.25
RATING_SHARE = 0.20
FRESHNESS_HALF_LIFE = dt.timedelta(days=30)
# A rating counts by how many gave it: below this many it is drawn towards the middle.
RATING_PRIOR_COUNT = 5
RATING_PRIOR = 350
# What a word counts for by where it stands: C description, B maker, place, shop and category, A title (D: unused).
WEIGHTS = [0.05, 0.15, 0.5, 1.0]


# The shares in basis points, for the page that tells people what comes first.
SHARES_BPS = {
    "popularity": round(POPULARITY_SHARE * 10_000),
    "freshness": round(FRESHNESS_SHARE * 10_000),
    "rating": round(RATING_SHARE * 10_000),
}


@dataclass(frozen=True)
class Standing:
    """What is counted about a thing: `popularity` from 0 to 1 within its kind and market, `rating` in hundredths."""

    popularity: float
    age: dt.timedelta
    rating: int | None
    review_count: int


def quality_of(standing: Standing) -> float:
    """From 0 to 1: popularity, freshness and stars, each by its share."""
    freshness = math.pow(0.5, max(standing.age, dt.timedelta()) / FRESHNESS_HALF_LIFE)
    given = (standing.rating or 0) * standing.review_count if standing.rating else 0
    count = standing.review_count if standing.rating else 0
    stars = (given + RATING_PRIOR * RATING_PRIOR_COUNT) / (count + RATING_PRIOR_COUNT)
    rating = min(max((stars - 100) / 400, 0.0), 1.0)
    popularity = min(max(standing.popularity, 0.0), 1.0)
    return POPULARITY_SHARE * popularity + FRESHNESS_SHARE * freshness + RATING_SHARE * rating


def shares_of_best(counts: dict[object, float]) -> dict[object, float]:
    """Each count as a share of the best, on a logarithmic scale: ten times as many is one step, not ten."""
    best = max(counts.values(), default=0.0)
    if best <= 0:
        return dict.fromkeys(counts, 0.0)
    return {key: math.log1p(max(count, 0.0)) / math.log1p(best) for key, count in counts.items()}
