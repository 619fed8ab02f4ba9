"""What videos do when others announce something."""

from __future__ import annotations

from halles.kit import clock
from halles.media.events import AssetPlayable, AssetRefused
from halles.moderation.events import ReportDecided
from halles.videos.models import Video
from halles.videos.services.locking import lock_video
from halles.videos.services.publishing import publish_waiting
from halles.videos.services.review import remove_for_reason
from halles.videos.services.status import move


def show_when_playable(playable: AssetPlayable) -> None:
    """The clip can be played: a video whose creator has pressed publish already, and whose time has come, appears."""
    waiting = Video.objects.filter(
        asset=playable.asset_id, status=Video.Status.SCHEDULED, publish_at__lte=clock.now()
    ).first()
    if waiting is not None:
        publish_waiting(waiting.pk)


def stop_waiting(refused: AssetRefused) -> None:
    """The file is no video: what waited for it is a draft again, where its creator reads why."""
    waiting = Video.objects.filter(asset=refused.asset_id, status=Video.Status.SCHEDULED).first()
    if waiting is not None:
        video = lock_video(waiting.pk)
        if video.status == Video.Status.SCHEDULED and video.published_at is None:
            video.publish_at = None
            move(video, Video.Status.DRAFT)


def settle_video(decided: ReportDecided) -> None:
    """An upheld report removes the video; a dismissed one leaves it as it is."""
    if decided.kind == "video" and decided.is_upheld and Video.objects.filter(pk=decided.target_id).exists():
        remove_for_reason(decided.target_id, why=decided.why)
