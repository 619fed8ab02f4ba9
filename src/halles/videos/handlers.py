"""What videos do when others announce something."""

from __future__ import annotations

from halles.kit import clock
from halles.media.events import AssetPlayable, AssetRefused
from halles.moderation.events import SanctionImposed, SanctionLifted
from halles.users.queries import get_user
from halles.videos.models import Video
from halles.videos.services.locking import lock_video
from halles.videos.services.publishing import publish_waiting
from halles.videos.services.review import remove_video, restore_video
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


def take_away(imposed: SanctionImposed) -> None:
    """Staff decided that the video goes."""
    if imposed.kind == "video" and Video.objects.filter(pk=imposed.target_id).exists():
        remove_video(imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if lifted.kind == "video" and Video.objects.filter(pk=lifted.target_id).exists():
        restore_video(lifted.target_id, was_held=lifted.was == "held", is_final=lifted.is_final)
