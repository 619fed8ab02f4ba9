"""Liking videos and comments."""

from __future__ import annotations

import uuid

from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.sources import Source
from halles.interactions.visits import Visit
from halles.kit import clock, ids, rate_limits
from halles.social import tallies
from halles.social.errors import CommentNotFound, TargetUnknown
from halles.social.models import Comment
from halles.social.tallies import Counted
from halles.users.models import User

LIKES_PER_MINUTE_MAX = 120
LIKED_KINDS = frozenset({"video", "comment"})

_LIKE = """INSERT INTO social_like (id, user_id, kind, target_id, created_at)
VALUES (%(id)s, %(user)s, %(kind)s, %(target)s, %(at)s)"""
_UNLIKE = "DELETE FROM social_like WHERE user_id = %(user)s AND kind = %(kind)s AND target_id = %(target)s"


def like(
    user: User,
    *,
    kind: str,
    target_id: uuid.UUID,
    creator_id: uuid.UUID | None = None,
    visit: Visit | None = None,
    market: str = "",
    source: Source | None = None,
) -> bool:
    """Like something; whether that is new. Two taps at once make one like."""
    if kind not in LIKED_KINDS:
        raise TargetUnknown
    if kind == "comment" and not Comment.objects.filter(pk=target_id, status=Comment.Status.SHOWN).exists():
        raise CommentNotFound
    rate_limits.take(f"like:{user.pk}", limit=LIKES_PER_MINUTE_MAX, per_seconds=60)
    values = {"id": ids.uuid7(), "user": user.pk, "at": clock.now()}
    is_new = tallies.insert_counted(_LIKE, values, Counted(kind, target_id, "like"))
    if is_new and kind == "video":
        record(
            Kind.LIKE,
            visit=visit,
            user_id=user.pk,
            market=market,
            content_kind=kind,
            content_id=target_id,
            creator_id=creator_id,
            source=source,
        )
    return is_new


def unlike(
    user: User,
    *,
    kind: str,
    target_id: uuid.UUID,
    creator_id: uuid.UUID | None = None,
    visit: Visit | None = None,
    market: str = "",
) -> bool:
    """Take a like back; whether there was one."""
    did = tallies.delete_counted(_UNLIKE, {"user": user.pk}, Counted(kind, target_id, "like"))
    if did and kind == "video":
        record(
            Kind.UNLIKE,
            visit=visit,
            user_id=user.pk,
            market=market,
            content_kind=kind,
            content_id=target_id,
            creator_id=creator_id,
        )
    return did
