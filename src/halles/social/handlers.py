"""What social does when others announce something."""

from __future__ import annotations

from halles.kit import events
from halles.moderation.events import ReportDecided
from halles.social import services
from halles.social.events import CommentRemoved
from halles.social.models import Answer, Comment, Message, Question
from halles.social.services.comments import lock_comment, release_comment, remove_comment
from halles.social.services.listing import unshare_reported_list
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


def close_reported_list(decided: ReportDecided) -> None:
    """An upheld report closes the link of a shared list; its owner keeps it."""
    if decided.kind == "list" and decided.is_upheld:
        unshare_reported_list(decided.target_id)


def settle_words(decided: ReportDecided) -> None:
    """An upheld report takes a question, an answer or a message away; a dismissed one shows it again when it waited."""
    ways = {
        "question": (Question, services.remove_question_as_staff, services.release_question),
        "answer": (Answer, services.remove_answer_as_staff, services.release_answer),
        "message": (Message, services.remove_message_as_staff, services.release_message),
    }
    if decided.kind not in ways:
        return
    model, remove, release = ways[decided.kind]
    if model._default_manager.filter(pk=decided.target_id).exists():  # noqa: SLF001 - Django's documented manager
        (remove if decided.is_upheld else release)(decided.target_id, by=get_user(decided.by_id), why=decided.why)
