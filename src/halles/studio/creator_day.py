"""A profile's day: videos in the making, half written, held or taken down, comments that wait, and yesterday."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.affiliates.models import Fee, Participation, Sample, Talk
from halles.affiliates.queries import fees, plans, samples, talks
from halles.creators.models import Creator
from halles.creators.queries import quota_of, selling_status
from halles.creators.selling import Quota
from halles.interactions.queries import content_stats
from halles.kit import clock
from halles.markets.queries import get_market
from halles.media.models import Asset
from halles.orders.sales import Sales, sales_of_creator
from halles.social.unanswered import count_unanswered_comments
from halles.videos import queries as videos
from halles.videos.models import Video

COMMENT_DAYS, REMOVED_DAYS = 30, 30
SHOWN_MAX = 3
IN_THE_MAKING = (Asset.Status.WAITING, Asset.Status.PROCESSING)


@dataclass(frozen=True)
class Yesterday:
    """What the profile's videos did on the calendar day before this one, on its market's clock."""

    view_count: int
    watch_time_ms: int
    tap_count: int
    like_count: int
    sales: Sequence[Sales]

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.view_count or self.tap_count or self.like_count or self.sales)


@dataclass(frozen=True)
class CreatorDay:
    """What waits for the people of a profile. `waiting` says how many comments wait under which video."""

    profile: Creator
    making: Sequence[Video]
    refused: Sequence[Video]
    drafts: Sequence[Video]
    draft_count: int
    held: Sequence[Video]
    removed: Sequence[Video]
    waiting: Sequence[tuple[Video, int]]
    yesterday: Yesterday
    # What shops ask of the profile: answers to invitations, letters and offers of a fee, work and goods to be shown.
    invitations: Sequence[Participation] = ()
    letters: Sequence[Talk] = ()
    to_show: Sequence[Sample] = ()
    fees: Sequence[Fee] = ()
    # The week of a newcomer with other shops' goods; None for everybody else.
    quota: Quota | None = None

    @property
    def has_task(self) -> bool:
        """Whether anything waits."""
        own = self.making or self.refused or self.drafts or self.held or self.removed or self.waiting
        return bool(own or self.invitations or self.letters or self.to_show or self.fees)


def day_of(profile: Creator) -> CreatorDay:
    """The day of a profile, from its latest videos of each kind."""
    drafts = _of(profile, Video.Status.DRAFT)
    ready = [one for one in drafts if one.asset.status not in (*IN_THE_MAKING, Asset.Status.REFUSED)]
    shown = _of(profile, Video.Status.PUBLISHED)
    fresh = clock.now() - dt.timedelta(days=REMOVED_DAYS)
    return CreatorDay(
        profile=profile,
        making=[one for one in [*drafts, *shown] if one.asset.status in IN_THE_MAKING],
        refused=[one for one in drafts if one.asset.status == Asset.Status.REFUSED],
        drafts=ready[:SHOWN_MAX],
        draft_count=len(ready),
        held=_of(profile, Video.Status.HELD),
        removed=[one for one in _of(profile, Video.Status.REMOVED) if one.updated_at >= fresh],
        waiting=_waiting(profile, shown),
        yesterday=_yesterday(profile, shown),
        invitations=plans.list_invitations(profile)[:SHOWN_MAX],
        letters=talks.list_unanswered_by_creator(profile)[:SHOWN_MAX],
        to_show=samples.list_to_show(profile)[:SHOWN_MAX],
        fees=fees.list_to_do(profile)[:SHOWN_MAX],
        quota=quota_of(profile, at=clock.now()) if selling_status(profile) == "pilot" else None,
    )


def _of(profile: Creator, status: str) -> list[Video]:
    return [own.video for own in videos.list_videos_of(profile, status=status).rows]


def _waiting(profile: Creator, shown: Sequence[Video]) -> list[tuple[Video, int]]:
    since = clock.now() - dt.timedelta(days=COMMENT_DAYS)
    counts = count_unanswered_comments(profile, [one.pk for one in shown], since=since)
    return sorted(((one, counts[one.pk]) for one in shown if one.pk in counts), key=lambda pair: -pair[1])[:SHOWN_MAX]


def _yesterday(profile: Creator, shown: Sequence[Video]) -> Yesterday:
    zone = ZoneInfo(get_market(profile.market).time_zone)
    today = clock.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    before = (today - dt.timedelta(hours=12)).replace(hour=0)
    keys = [one.pk for one in shown]
    since, after = content_stats(keys, since=before).values(), content_stats(keys, since=today).values()

    def counted(name: str) -> int:
        return sum(int(getattr(one, name)) for one in since) - sum(int(getattr(one, name)) for one in after)

    sales: dict[str, Sales] = {}
    for one in sales_of_creator(profile.pk, since=before, until=today):
        known = sales.get(one.currency)
        sales[one.currency] = Sales(
            None,
            one.currency,
            one.order_count + (known.order_count if known else 0),
            one.piece_count + (known.piece_count if known else 0),
            one.gross_minor + (known.gross_minor if known else 0),
            one.net_minor + (known.net_minor if known else 0),
        )
    return Yesterday(
        view_count=counted("view_count"),
        watch_time_ms=counted("watch_time_ms"),
        tap_count=counted("chip_opened_count"),
        like_count=counted("like_count"),
        sales=list(sales.values()),
    )
