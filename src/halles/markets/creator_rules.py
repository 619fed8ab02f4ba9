"""Who may earn with other shops' goods in a market, and how much a newcomer may show in a week."""

from __future__ import annotations

from dataclasses import dataclass

from halles.markets.reading import Reader

FOLLOWERS_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class CreatorRules:
    """The terms of one market; `age_min` in years."""

    age_min: int
    # With so many followers a profile may begin, under the quota; with `followers_full` the quota is lifted.
    followers_min: int
    followers_full: int
    pilot_shows_week_max: int
    pilot_videos_week_max: int


def read_creator_rules(r: Reader) -> CreatorRules:
    """The table `creators` of a market file."""
    rules = CreatorRules(
        age_min=r.whole("age_min", 16, 30),
        followers_min=r.whole("followers_min", 0, FOLLOWERS_MAX),
        followers_full=r.whole("followers_full", 0, FOLLOWERS_MAX),
        pilot_shows_week_max=r.whole("pilot_shows_week_max", 0, 100),
        pilot_videos_week_max=r.whole("pilot_videos_week_max", 0, 1_000),
    )
    if rules.followers_full < rules.followers_min:
        raise r.wrong("followers_full", "lies below followers_min")
    r.end()
    return rules
