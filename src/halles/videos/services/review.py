"""What the staff decides about videos. Every decision leaves who, when and why."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.db import transaction

from halles.kit import clock, events
from halles.media.services import show_again, withhold
from halles.moderation.services import record_staff_action
from halles.users.models import User
from halles.videos.errors import NotPossibleNow
from halles.videos.events import VideoReleased, VideoRemovedByStaff
from halles.videos.models import Video
from halles.videos.services.locking import lock_living_video, lock_video
from halles.videos.services.publishing import show_in_turn
from halles.videos.services.status import hold, move


@transaction.atomic
def hold_video(video_id: uuid.UUID, *, by: User, why: str) -> Video:
    """Take a video out of view until it is decided about; one that is held already stays so."""
    video = lock_living_video(video_id)
    record_staff_action(by=by, verb="hold_video", kind="video", target_id=video_id, why=why)
    if video.status != Video.Status.HELD:
        hold(video, why=why)
    return video


@transaction.atomic
def release_video(video_id: uuid.UUID, *, by: User, why: str = "") -> Video:
    """Nothing is wrong with a held video: it is shown at the time its creator chose, or is a draft again."""
    video = lock_living_video(video_id)
    if video.status != Video.Status.HELD:
        raise NotPossibleNow
    record_staff_action(by=by, verb="release_video", kind="video", target_id=video_id, why=why)
    _clear(video)
    events.emit(VideoReleased(video_id=video.pk, user_id=video.creator.user_id))
    return video


@transaction.atomic
def remove_video(video_id: uuid.UUID, *, by: User, why: str) -> Video:
    """Remove a video for a reason that its author will read."""
    record_staff_action(by=by, verb="remove_video", kind="video", target_id=video_id, why=why)
    return remove_for_reason(video_id, why=why)


@transaction.atomic
def restore_video(video_id: uuid.UUID, *, was_held: bool, is_final: bool) -> Video:
    """Bring back what the staff removed: an appeal pauses the decision, or it was wrong (`is_final`).

    One that waited for its reader waits again until the appeal is decided. What its creator deleted stays deleted.
    """
    video = lock_video(video_id)
    if video.status == Video.Status.HELD and is_final:
        _clear(video)
    elif video.status == Video.Status.REMOVED and video.removed_by_kind == "staff":
        video.removed_by_kind = ""
        show_again([video.asset_id])
        if was_held and not is_final:
            move(video, Video.Status.HELD)
        else:
            _clear(video)
    return video


@transaction.atomic
def withhold_videos(video_ids: Iterable[uuid.UUID]) -> None:
    """What these were cut from is kept from the public: those shown or scheduled become drafts, and none of them can be
    published until `give_back_videos`. Their author was told with what they were cut from."""
    for video_id in sorted(video_ids):
        video = lock_video(video_id)
        if video.withheld_at is None:
            video.withheld_at = clock.now()
            video.save(update_fields=["withheld_at"])
        if video.status in (Video.Status.SCHEDULED, Video.Status.PUBLISHED):
            # `publish_at` stays: it says that the author wants it shown.
            move(video, Video.Status.DRAFT)


@transaction.atomic
def give_back_videos(video_ids: Iterable[uuid.UUID]) -> None:
    """These may be published again; those that were taken from view are shown, at once or when their time comes."""
    for video_id in sorted(video_ids):
        video = lock_video(video_id)
        if video.withheld_at is None:
            continue
        video.withheld_at = None
        video.save(update_fields=["withheld_at"])
        if video.status == Video.Status.DRAFT and video.publish_at is not None:
            show_in_turn(video)


def _clear(video: Video) -> None:
    """Nothing is wrong with it: shown at the time its creator chose, or a draft again."""
    video.cleared_rules = sorted({*video.cleared_rules, *video.held_rules})
    video.held_rules, video.held_why = [], ""
    if video.publish_at is None:
        move(video, Video.Status.DRAFT)
    else:
        show_in_turn(video)


def remove_for_reason(video_id: uuid.UUID, *, why: str) -> Video:
    """Remove a video and owe its author the reason; one that is gone already stays so."""
    video = lock_video(video_id)
    if video.status != Video.Status.REMOVED:
        video.removed_by_kind = "staff"
        video.held_why = why
        move(video, Video.Status.REMOVED)
        withhold([video.asset_id])
        events.emit(VideoRemovedByStaff(video_id=video.pk, user_id=video.creator.user_id, why=why))
    return video
