"""Taking hold of a video before changing it."""

from __future__ import annotations

import uuid

from halles.videos.errors import VideoIsRemoved, VideoNotFound
from halles.videos.models import Video


def lock_video(video_id: uuid.UUID) -> Video:
    """The video, locked until the transaction ends, whatever its status."""
    video = Video.objects.select_for_update(of=("self",)).select_related("asset", "creator").filter(pk=video_id).first()
    if video is None:
        raise VideoNotFound
    return video


def lock_living_video(video_id: uuid.UUID) -> Video:
    """The same, refusing one that was removed."""
    video = lock_video(video_id)
    if video.status == Video.Status.REMOVED:
        raise VideoIsRemoved
    return video
