"""Showing a video: now, later, or as soon as its clip can be played."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction

from halles.creators.errors import NotSelling, QuotaOfVideos
from halles.creators.models import Creator
from halles.kit import clock, transactions
from halles.media.models import Asset
from halles.sellers.queries import find_seller
from halles.videos.errors import (
    AssetRefused,
    CreatorSuspended,
    PublishPast,
    PublishTooFar,
    ShopNotApproved,
    VideoIsHeld,
    VideoIsRemoved,
    VideoIsWithheld,
    VideoNotFound,
)
from halles.videos.models import Video
from halles.videos.services.anchors import clip_length_ms, shift_anchors
from halles.videos.services.locking import lock_living_video
from halles.videos.services.selling import require_leave, take_place
from halles.videos.services.status import hold, move, open_rules

DAYS_AHEAD_MAX = 180
DUE_AT_ONCE_MAX = 100
# Forms tell minutes, and clocks differ: what was meant as now is not the past.
PAST_FORGIVEN = dt.timedelta(minutes=5)


@transaction.atomic
def publish(video_id: uuid.UUID, *, at: dt.datetime | None = None) -> Video:
    """Show the video now, or at an instant up to 180 days ahead; its `status` says what came of it.

    "scheduled": its time has not come, or the clip cannot be played yet (then it appears by itself). "held": its words
    have to be read by the staff first. Publishing a shown video again changes nothing. A moment that is over for more
    than some minutes is refused (videos.publish_past): somebody mistyped the date. With other shops' goods also refuses
    creators.not_selling, and creators.quota_of_videos where it would be shown at once. Refuses videos.withheld.
    """
    video = lock_living_video(video_id)
    if video.status == Video.Status.HELD:
        raise VideoIsHeld
    if video.withheld_at is not None:
        raise VideoIsWithheld
    if video.status == Video.Status.PUBLISHED:
        return video
    _check_author(video.creator)
    require_leave(video)
    if video.asset.status == Asset.Status.REFUSED:
        raise AssetRefused
    now = clock.now()
    if at is not None and at > now + dt.timedelta(days=DAYS_AHEAD_MAX):
        raise PublishTooFar(days_max=DAYS_AHEAD_MAX)
    if at is not None and at < now - PAST_FORGIVEN:
        raise PublishPast
    video.publish_at = max(at or now, now)
    rules = open_rules(video)
    if rules:
        hold(video, rules=rules)
    else:
        show_or_schedule(video)
    return video


@transaction.atomic
def unpublish(video_id: uuid.UUID) -> Video:
    """Take a shown or scheduled video back into the drafts; a draft stays one."""
    video = lock_living_video(video_id)
    if video.status == Video.Status.HELD:
        raise VideoIsHeld
    if video.status != Video.Status.DRAFT:
        video.publish_at = None
        move(video, Video.Status.DRAFT)
    return video


def show_or_schedule(video: Video) -> None:
    """Show a locked video whose time has come and whose clip can be played; else it waits for both."""
    assert video.publish_at is not None, "somebody pressed publish"
    if video.publish_at <= clock.now() and video.asset.playable_at is not None:
        # The clip may have turned out shorter than it was taken for when its products were placed.
        shift_anchors(video, by_ms=0, length_ms=clip_length_ms(video))
        take_place(video)
        move(video, Video.Status.PUBLISHED)
    elif video.status == Video.Status.SCHEDULED:
        video.save(update_fields=["publish_at"])
    else:
        move(video, Video.Status.SCHEDULED)


def show_in_turn(video: Video) -> None:
    """As `show_or_schedule` where nobody waits for the answer: without leave, or withheld, it becomes a draft, and one
    that is over its author's quota waits for the next week."""
    if video.withheld_at is not None:
        move(video, Video.Status.DRAFT)
        return
    try:
        show_or_schedule(video)
    except QuotaOfVideos as refused:
        video.publish_at = refused.data["until"]
        if video.status == Video.Status.SCHEDULED:
            video.save(update_fields=["publish_at"])
        else:
            move(video, Video.Status.SCHEDULED)
    except NotSelling:
        move(video, Video.Status.DRAFT)


def publish_due() -> int:
    """Show the scheduled videos whose time has come and whose clip can be played, at most 100; how many."""
    due = Video.objects.filter(
        status=Video.Status.SCHEDULED, publish_at__lte=clock.now(), asset__playable_at__isnull=False
    )
    waiting = due.order_by("publish_at").values_list("pk", flat=True)
    return sum(transactions.try_each(publish_waiting, list(waiting[:DUE_AT_ONCE_MAX])))


@transaction.atomic
def publish_waiting(video_id: uuid.UUID) -> bool:
    """Show one scheduled video if it may be shown now; whether it was. A suspended profile's becomes a draft."""
    try:
        video = lock_living_video(video_id)
    except (VideoNotFound, VideoIsRemoved):
        return False
    if video.status != Video.Status.SCHEDULED or video.publish_at is None:
        return False
    try:
        _check_author(video.creator)
    except (CreatorSuspended, ShopNotApproved):
        move(video, Video.Status.DRAFT)
        return False
    show_in_turn(video)
    return video.status == Video.Status.PUBLISHED


def _check_author(creator: Creator) -> None:
    if creator.status != Creator.Status.ACTIVE:
        raise CreatorSuspended
    seller = find_seller(creator.seller_id) if creator.seller_id else None
    if seller is not None and not seller.may_sell:
        raise ShopNotApproved
