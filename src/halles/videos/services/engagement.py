"""What viewers do with a video that they can see."""

from __future__ import annotations

import uuid

from halles.creators.models import Creator
from halles.creators.queries import list_creators_of
from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.sources import Source
from halles.interactions.visits import Visit
from halles.moderation import services as moderation
from halles.moderation.models import Report
from halles.social import services as social
from halles.social.errors import CommentNotFound
from halles.social.models import Comment
from halles.social.queries import find_comment
from halles.users.models import User
from halles.videos.errors import CommentsOff, VideoNotFound
from halles.videos.models import Video


def like_video(
    user: User, video_id: uuid.UUID, *, visit: Visit | None = None, market: str = "", source: Source | None = None
) -> bool:
    """Like a video in view; whether that is new."""
    video = _get_shown(video_id)
    return social.like(
        user,
        kind="video",
        target_id=video.pk,
        creator_id=video.creator_id,
        visit=visit,
        market=market,
        source=source,
    )


def unlike_video(user: User, video_id: uuid.UUID, *, visit: Visit | None = None, market: str = "") -> bool:
    """Take a like back, also from a video that is out of view by now; whether there was one."""
    return social.unlike(user, kind="video", target_id=video_id, visit=visit, market=market)


def comment_video(
    user: User,
    video_id: uuid.UUID,
    *,
    text: str,
    language: str,
    parent_id: uuid.UUID | None = None,
    visit: Visit | None = None,
    market: str = "",
    source: Source | None = None,
) -> Comment:
    """Say something under a video in view; those who post as its creator speak as that profile."""
    video = _get_shown(video_id)
    if not video.has_comments_on:
        raise CommentsOff
    return social.post_comment(
        user,
        kind="video",
        target_id=video.pk,
        text=text,
        language=language,
        parent_id=parent_id,
        creator=_profile_of(user, video),
        content_creator_id=video.creator_id,
        visit=visit,
        market=market,
        source=source,
    )


def remove_comment_under(user: User, comment_id: uuid.UUID) -> None:
    """The creator of a video takes a comment under it away."""
    comment = find_comment(comment_id)
    video = Video.objects.filter(pk=comment.target_id).first() if comment and comment.kind == "video" else None
    if video is None or _profile_of(user, video) is None:
        raise CommentNotFound
    social.remove_comment(comment_id, by_kind="creator")


def report_video(
    video_id: uuid.UUID,
    *,
    reason: str,
    text: str = "",
    user: User | None = None,
    visit: Visit | None = None,
    market: str = "",
) -> Report:
    """Tell the staff about a video in view."""
    video = _get_shown(video_id)
    made = moderation.report(
        kind="video",
        target_id=video.pk,
        reason=reason,
        text=text,
        user=user,
        visit_id=visit.id if visit and user is None else None,
    )
    record(
        Kind.REPORT,
        visit=visit,
        user_id=user.pk if user else None,
        market=market,
        content_kind="video",
        content_id=video.pk,
        creator_id=video.creator_id,
    )
    return made


def _get_shown(video_id: uuid.UUID) -> Video:
    video = Video.objects.filter(pk=video_id, status=Video.Status.PUBLISHED).first()
    if video is None:
        raise VideoNotFound
    return video


def _profile_of(user: User, video: Video) -> Creator | None:
    return next((creator for creator in list_creators_of(user) if creator.pk == video.creator_id), None)
