"""The steps of a video from draft to shown and back; each is taken under the video's lock."""

from __future__ import annotations

from collections.abc import Sequence

from halles.kit import clock, events
from halles.moderation.words import find_rules
from halles.videos.errors import NotPossibleNow
from halles.videos.events import VideoHeld, VideoPublished, VideoWithdrawn
from halles.videos.models import Video


def move(video: Video, status: Video.Status) -> None:
    """Change the status of a locked video, which only the drawn steps allow; tells who listens when it was in view."""
    if status not in Video.TRANSITIONS[Video.Status(video.status)]:
        raise NotPossibleNow
    was_shown = video.status == Video.Status.PUBLISHED
    video.status = status
    video.updated_at = clock.now()
    if status == Video.Status.PUBLISHED and video.published_at is None:
        # Set once: taking a video back and showing it again does not make it new.
        video.published_at = clock.now()
    video.save()
    if status == Video.Status.PUBLISHED:
        events.emit(VideoPublished(video_id=video.pk, creator_id=video.creator_id))
    elif was_shown:
        events.emit(VideoWithdrawn(video_id=video.pk, creator_id=video.creator_id))


def hold(video: Video, *, rules: Sequence[str] = (), why: str = "") -> None:
    """Put a locked video aside for the staff, and owe its author the reason."""
    video.held_rules = list(rules)
    video.held_why = why
    move(video, Video.Status.HELD)
    events.emit(VideoHeld(video_id=video.pk, user_id=video.creator.user_id, rules=tuple(rules), why=why))


def open_rules(video: Video) -> list[str]:
    """The rules that the video's words meet and that no member of staff has accepted yet."""
    labels = video.anchors.exclude(label="").values_list("label", flat=True)
    words = "\n".join([video.caption, *video.template_parts.values(), *labels])
    return [rule for rule in find_rules(words, video.language) if rule not in video.cleared_rules]


def hold_for_words(video: Video) -> bool:
    """Put a scheduled or shown video aside when its new words have to be read first; whether it was."""
    if video.status not in (Video.Status.SCHEDULED, Video.Status.PUBLISHED):
        return False
    rules = open_rules(video)
    if rules:
        hold(video, rules=rules)
    return bool(rules)
