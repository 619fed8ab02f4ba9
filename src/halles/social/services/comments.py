"""Posting comments, and taking them away."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.creators.models import Creator
from halles.interactions.models import Kind
from halles.interactions.services import record
from halles.interactions.sources import Source
from halles.interactions.visits import Visit
from halles.kit import clock, rate_limits
from halles.moderation.services import record_staff_action
from halles.moderation.words import find_rules
from halles.social import tallies
from halles.social.blocks import is_blocked
from halles.social.errors import CommentEmpty, CommentNotFound, CommentTooLong, PersonBlocked, TargetUnknown
from halles.social.models import TEXT_LENGTH_MAX, Comment
from halles.social.tallies import Counted
from halles.users.models import User

COMMENTS_PER_MINUTE_MAX = 10
COMMENTS_PER_DAY_MAX = 200
COMMENTED_KINDS = frozenset({"video"})


@transaction.atomic
def post_comment(
    user: User,
    *,
    kind: str,
    target_id: uuid.UUID,
    text: str,
    language: str,
    parent_id: uuid.UUID | None = None,
    creator: Creator | None = None,
    content_creator_id: uuid.UUID | None = None,
    visit: Visit | None = None,
    market: str = "",
    source: Source | None = None,
) -> Comment:
    """Say something under a target, or answer a comment; its `status` is "held" when a person has to read it first.

    An answer to an answer stands under the same first comment. `creator`: the profile the person speaks as.
    Whether the target may be commented on is for the caller, who knows it.
    """
    if kind not in COMMENTED_KINDS:
        raise TargetUnknown
    parent, said = _find_parent(kind, target_id, parent_id), _clean(text)
    _refuse_unheard(user, parent, content_creator_id)
    rate_limits.take(f"comment:{user.pk}", limit=COMMENTS_PER_MINUTE_MAX, per_seconds=60)
    rate_limits.take(f"comment:{user.pk}", limit=COMMENTS_PER_DAY_MAX, per_seconds=86_400)
    rules = find_rules(said, language)
    comment = Comment.objects.create(
        user=user,
        creator=creator,
        kind=kind,
        target_id=target_id,
        parent=parent,
        text=said,
        language=language,
        status=Comment.Status.HELD if rules else Comment.Status.SHOWN,
        held_rules=rules,
    )
    if comment.status == Comment.Status.SHOWN:
        tallies.add(Counted(kind, target_id, "comment"), 1)
    record(
        Kind.COMMENT,
        visit=visit,
        user_id=user.pk,
        market=market,
        content_kind=kind,
        content_id=target_id,
        creator_id=content_creator_id,
        source=source,
    )
    return comment


def remove_own_comment(user: User, comment_id: uuid.UUID) -> None:
    """Take one's own comment away, with the answers to it."""
    if not Comment.objects.filter(pk=comment_id, user=user).exists():
        raise CommentNotFound
    remove_comment(comment_id, by_kind="author")


@transaction.atomic
def remove_comment(comment_id: uuid.UUID, *, by_kind: str) -> Comment:
    """Take a comment away with the answers to it; `by_kind` is "author", "creator" (under their video) or "staff".

    Removing it twice changes nothing. Whether the caller may is for the caller.
    """
    comment = lock_comment(comment_id)
    if comment.status == Comment.Status.REMOVED:
        return comment
    answers = Comment.objects.filter(parent=comment).exclude(status=Comment.Status.REMOVED)
    locked = list(answers.order_by("pk").select_for_update())
    gone = [comment, *locked]
    shown_count = sum(one.status == Comment.Status.SHOWN for one in gone)
    Comment.objects.filter(pk__in=[one.pk for one in gone]).update(
        status=Comment.Status.REMOVED, removed_at=clock.now(), removed_by_kind=by_kind
    )
    if shown_count:
        tallies.add(Counted(comment.kind, comment.target_id, "comment"), -shown_count)
    comment.refresh_from_db()
    return comment


@transaction.atomic
def remove_comment_as_staff(comment_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a comment away for a reason that its author will read."""
    remove_comment(comment_id, by_kind="staff")
    record_staff_action(by=by, verb="remove_comment", kind="comment", target_id=comment_id, why=why)


@transaction.atomic
def release_comment(comment_id: uuid.UUID, *, by: User, why: str = "") -> Comment:
    """Show a held comment; one that is not held stays as it is."""
    comment = lock_comment(comment_id)
    if comment.status != Comment.Status.HELD:
        return comment
    record_staff_action(by=by, verb="release_comment", kind="comment", target_id=comment_id, why=why)
    comment.status = Comment.Status.SHOWN
    comment.save(update_fields=["status"])
    tallies.add(Counted(comment.kind, comment.target_id, "comment"), 1)
    return comment


def lock_comment(comment_id: uuid.UUID) -> Comment:
    """The comment, locked until the transaction ends."""
    found = Comment.objects.select_for_update().filter(pk=comment_id).first()
    if found is None:
        raise CommentNotFound
    return found


def _clean(text: str) -> str:
    """Without NUL (which PostgreSQL cannot keep) and with at most one empty line in a row."""
    lines = [line.rstrip() for line in text.replace("\x00", "").strip().splitlines()]
    kept = [line for number, line in enumerate(lines) if line or lines[number - 1]]
    said = "\n".join(kept)
    if not said:
        raise CommentEmpty
    if len(said) > TEXT_LENGTH_MAX:
        raise CommentTooLong(length=len(said), length_max=TEXT_LENGTH_MAX)
    return said


def _refuse_unheard(user: User, parent: Comment | None, creator_id: uuid.UUID | None) -> None:
    """Whoever has a block with the author of the video or of the comment that is answered says nothing to them."""
    others = [parent.user_id] if parent else []
    if creator_id is not None:
        others += Creator.objects.filter(pk=creator_id).values_list("user_id", flat=True)
    if others and is_blocked(user, others):
        raise PersonBlocked


def _find_parent(kind: str, target_id: uuid.UUID, parent_id: uuid.UUID | None) -> Comment | None:
    if parent_id is None:
        return None
    # Locked, so that an answer never lands under a comment that is being removed.
    asked = Comment.objects.select_for_update(of=("self",)).select_related("parent")
    parent = asked.filter(pk=parent_id, kind=kind, target_id=target_id, status=Comment.Status.SHOWN).first()
    if parent is None:
        raise CommentNotFound
    return parent.parent or parent
