"""May this profile earn with other shops' goods, and how much of its week is left? Pure: knows no tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.markets.market import Market


@dataclass(frozen=True)
class Eligibility:
    """What a market asks of a newcomer beside what is there."""

    age_min: int
    followers_min: int
    follower_count: int

    @property
    def followers_missing(self) -> int:
        """How many more have to follow; 0 when that is enough."""
        return max(0, self.followers_min - self.follower_count)

    @property
    def is_open(self) -> bool:
        """Whether the profile may begin once its person says that they are of age."""
        return self.followers_missing == 0


@dataclass(frozen=True)
class Quota:
    """What went out this week and how much may; `until` is when the next week begins."""

    video_count: int
    video_max: int
    show_count: int
    show_max: int
    until: dt.datetime

    @property
    def video_places(self) -> list[bool]:
        """The places of the week for videos, each taken or free."""
        return [place < self.video_count for place in range(self.video_max)]

    @property
    def show_places(self) -> list[bool]:
        """The places of the week for shows, each taken or free."""
        return [place < self.show_count for place in range(self.show_max)]

    def left(self, kind: str) -> int:
        """How many videos or shows with other shops' goods may still go out this week."""
        count, most = (self.video_count, self.video_max) if kind == "video" else (self.show_count, self.show_max)
        return max(0, most - count)


def eligibility_in(market: Market, follower_count: int) -> Eligibility:
    """What the market asks of a profile with so many followers."""
    return Eligibility(market.creators.age_min, market.creators.followers_min, follower_count)


def week_of(market: Market, at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The first instants of the market's week around `at` (from Monday) and of the one after it."""
    zone = ZoneInfo(market.time_zone)
    day = at.astimezone(zone).date()
    monday = day - dt.timedelta(days=day.weekday())
    first = dt.datetime.combine(monday, dt.time(), zone)
    following = dt.datetime.combine(monday + dt.timedelta(days=7), dt.time(), zone)
    return first.astimezone(dt.UTC), following.astimezone(dt.UTC)
