"""What social does when others announce something."""

from __future__ import annotations

from halles.kit import events
from halles.moderation.events import ReportDecided
from halles.social.events import CommentRemoved
from halles.social.models import Comment
from halles.social.services.comments import lock_comment, release_comment, remove_comment
from halles.users.queries import get_user


def settle_comment(decided: ReportDecided) -> None:
    """An upheld report takes the comment away; a dismissed one shows it again when it was held."""
    if decided.kind != "comment" or not Comment.objects.filter(pk=decided.target_id).exists():
        return
    if not decided.is_upheld:
        release_comment(decided.target_id, by=get_user(decided.by_id), why=decided.why)
        return
    was = lock_comment(decided.target_id).status
    comment = remove_comment(decided.target_id, by_kind="staff")
    if was != Comment.Status.REMOVED:
        events.emit(CommentRemoved(comment.pk, comment.user_id, comment.text, decided.why))
