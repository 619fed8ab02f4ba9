"""Videos as their creators and the staff see them."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass

from halles.creators.models import Creator
from halles.creators.queries import list_creators_of
from halles.interactions.queries import ContentStats, content_stats
from halles.kit.pages import Page, page_by_id
from halles.social.queries import Counts, counts_for
from halles.users.models import User
from halles.videos.errors import VideoNotFound
from halles.videos.models import Anchor, Video

PAGE_SIZE = 24


@dataclass(frozen=True)
class OwnVideo:
    """A video beside what it did so far; sums are of all markets and a minute or two behind."""

    video: Video
    stats: ContentStats
    counts: Counts


def get_video_for_creator(user: User, video_id: uuid.UUID) -> Video:
    """The video with its asset and creator when this person may post as its creator; refuses videos.not_found."""
    creators = [creator.pk for creator in list_creators_of(user)]
    video = (
        Video.objects.select_related("asset", "creator", "creator__seller")
        .filter(pk=video_id, creator__in=creators)
        .exclude(status=Video.Status.REMOVED, removed_by_kind="creator")
        .first()
    )
    if video is None:
        raise VideoNotFound
    return video


def get_video_for_staff(video_id: uuid.UUID) -> Video:
    """Any video with its asset and creator, for the back office; refuses videos.not_found."""
    video = Video.objects.select_related("asset", "creator", "creator__user").filter(pk=video_id).first()
    if video is None:
        raise VideoNotFound
    return video


def videos_for_staff(video_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Video]:
    """These videos by their id, in any status, with their creators; what is gone is missing."""
    return Video.objects.select_related("asset", "creator").in_bulk(list(video_ids))


def videos_by_id(video_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Video]:
    """These videos with their pictures and creators, for those whose goods were sold from them; what its creator has
    deleted or the staff removed is missing."""
    return (
        Video.objects.exclude(status=Video.Status.REMOVED).select_related("asset", "creator").in_bulk(list(video_ids))
    )


def list_videos_of(creator: Creator, cursor: str | None = None, *, status: str = "") -> Page[OwnVideo]:
    """A page of a creator's videos, latest first, with their stats; what they deleted themselves is left out."""
    videos = Video.objects.filter(creator=creator).select_related("asset")
    videos = videos.exclude(status=Video.Status.REMOVED, removed_by_kind="creator")
    if status:
        videos = videos.filter(status=status)
    page = page_by_id(videos, cursor, size=PAGE_SIZE)
    keys = [video.pk for video in page.rows]
    stats, counts = content_stats(keys), counts_for("video", keys)
    return Page([OwnVideo(video, stats[video.pk], counts[video.pk]) for video in page.rows], page.next_cursor)


def list_anchors(video: Video) -> list[Anchor]:
    """The products of a video along its time line."""
    return list(video.anchors.select_related("product", "variant").order_by("position"))


def list_held_videos(cursor: str | None = None) -> Page[Video]:
    """A page of the videos that wait for the staff, newest first."""
    held = Video.objects.filter(status=Video.Status.HELD).select_related("asset", "creator")
    return page_by_id(held, cursor, size=PAGE_SIZE)


def count_held_videos() -> int:
    """How many videos wait for the staff."""
    return Video.objects.filter(status=Video.Status.HELD).count()
