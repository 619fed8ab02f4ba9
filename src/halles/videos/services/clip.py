"""What media does with the clip of a video: its cover, its cut, its captions."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.media import services as media
from halles.videos.models import Video
from halles.videos.services.anchors import clip_length_ms, shift_anchors
from halles.videos.services.locking import lock_living_video


@transaction.atomic
def set_cover(video_id: uuid.UUID, cover_ms: int | None) -> Video:
    """Choose the picture that stands for the clip, by its moment on the trimmed time line; None lets us choose."""
    video = lock_living_video(video_id)
    media.edit_asset(video.asset, cover_ms=cover_ms)
    return video


@transaction.atomic
def trim(video_id: uuid.UUID, start_ms: int, end_ms: int | None) -> int:
    """Keep only what lies between two moments of the uploaded clip (None: until its end).

    Products move along with their picture; returns how many no longer fit and were taken out.
    """
    video = lock_living_video(video_id)
    moved_ms = video.asset.trim_start_ms - start_ms
    video.asset = media.edit_asset(video.asset, trim_start_ms=start_ms, trim_end_ms=end_ms)
    return shift_anchors(video, by_ms=moved_ms, length_ms=clip_length_ms(video))


@transaction.atomic
def put_captions(video_id: uuid.UUID, language: str, vtt: str) -> None:
    """Store the spoken words in a language as WebVTT, in place of an earlier version; media refuses what is not."""
    video = lock_living_video(video_id)
    media.store_captions(video.asset, language, vtt)


@transaction.atomic
def drop_captions(video_id: uuid.UUID, language: str) -> None:
    """Take the captions of a language away."""
    video = lock_living_video(video_id)
    media.delete_captions(video.asset, language)
