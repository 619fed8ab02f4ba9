"""What the staff took away comes back: an appeal pauses the sanction, or the decision was wrong.

`is_final` is False for a pause: then a text that nobody had read before waits for its reader again. What its author
deleted meanwhile stays deleted, and what was forgotten (`forgetting`) has nothing to bring back.
"""

from __future__ import annotations

import secrets
import uuid

from django.db import transaction

from halles.social import tallies
from halles.social.models import Answer, Comment, Message, Question, SavedList
from halles.social.models.questions import Status
from halles.social.services.comments import lock_comment
from halles.social.services.messages import deliver, lock_message
from halles.social.services.questions import lock_answer, lock_question, show_answer
from halles.social.tallies import Counted

STAFF = "staff"


@transaction.atomic
def restore_comment(comment_id: uuid.UUID, *, was_held: bool, is_final: bool) -> Comment:
    """Bring a comment back with the answers that went with it; an answer whose comment is gone comes back with that."""
    comment = lock_comment(comment_id)
    to = Comment.Status.HELD if was_held and not is_final else Comment.Status.SHOWN
    if comment.status == Comment.Status.HELD and is_final:
        _put_back([comment], to)
    if comment.status != Comment.Status.REMOVED or comment.removed_by_kind != STAFF or not comment.text:
        return comment
    parent = lock_comment(comment.parent_id) if comment.parent_id else None
    if parent is not None and parent.status == Comment.Status.REMOVED:
        gone = {"removed_at": parent.removed_at, "removed_by_kind": parent.removed_by_kind}
        Comment.objects.filter(pk=comment.pk).update(**gone)
    else:
        went_with = Comment.objects.filter(
            parent=comment, status=Comment.Status.REMOVED, removed_at=comment.removed_at, removed_by_kind=STAFF
        )
        answers = list(went_with.exclude(text="").order_by("pk").select_for_update())
        _put_back([comment], to)
        # Whether an answer was read before is not known: one that met a pattern is read again.
        _put_back([one for one in answers if one.held_rules], Comment.Status.HELD)
        _put_back([one for one in answers if not one.held_rules], Comment.Status.SHOWN)
    comment.refresh_from_db()
    return comment


def _put_back(comments: list[Comment], to: Comment.Status) -> None:
    if not comments:
        return
    rows = Comment.objects.filter(pk__in=[one.pk for one in comments])
    rows.update(status=to, removed_at=None, removed_by_kind="")
    if to == Comment.Status.SHOWN:
        tallies.add(Counted(comments[0].kind, comments[0].target_id, "comment"), len(comments))


@transaction.atomic
def restore_question(question_id: uuid.UUID, *, was_held: bool, is_final: bool) -> None:
    """Bring a question back with the answers that went with it."""
    question = lock_question(question_id)
    waits = was_held and not is_final
    if question.status == Question.Status.HELD and is_final:
        _show_question(question, Question.Status.SHOWN)
    if question.status != Question.Status.REMOVED or question.removed_by_kind != STAFF or not question.text:
        return
    went_with = Answer.objects.filter(
        question=question, status=Answer.Status.REMOVED, removed_at=question.removed_at, removed_by_kind=STAFF
    )
    for answer in went_with.exclude(text="").order_by("pk").select_for_update():
        _show_answer(answer, Answer.Status.HELD if answer.held_rules else Answer.Status.SHOWN)
    _show_question(question, Question.Status.HELD if waits else Question.Status.SHOWN)


@transaction.atomic
def restore_answer(answer_id: uuid.UUID, *, was_held: bool, is_final: bool) -> None:
    """Bring an answer back; not when the shop has given another since, nor before its question is back."""
    answer = lock_answer(answer_id)
    to = Answer.Status.HELD if was_held and not is_final else Answer.Status.SHOWN
    if answer.status == Answer.Status.HELD and is_final:
        _show_answer(answer, to)
        show_answer(answer.question, answer)
    if answer.status != Answer.Status.REMOVED or answer.removed_by_kind != STAFF or not answer.text:
        return
    question = lock_question(answer.question_id)
    if question.status == Question.Status.REMOVED:
        gone = {"removed_at": question.removed_at, "removed_by_kind": question.removed_by_kind}
        Answer.objects.filter(pk=answer.pk).update(**gone)
        return
    others = Answer.objects.filter(question=question, by=Answer.By.SHOP).exclude(status=Answer.Status.REMOVED)
    if answer.by == Answer.By.SHOP and others.exists():
        return
    _show_answer(answer, to)
    if answer.by == Answer.By.SHOP and to == Answer.Status.SHOWN:
        Question.objects.filter(pk=question.pk).update(answered_at=answer.created_at)


def _show_question(question: Question, to: Status) -> None:
    question.status, question.removed_at, question.removed_by_kind = to, None, ""
    question.save(update_fields=["status", "removed_at", "removed_by_kind"])


def _show_answer(answer: Answer, to: Status) -> None:
    answer.status, answer.removed_at, answer.removed_by_kind = to, None, ""
    answer.save(update_fields=["status", "removed_at", "removed_by_kind"])


@transaction.atomic
def restore_message(message_id: uuid.UUID, *, was_held: bool, is_final: bool) -> None:
    """Bring a message back; one that was never delivered is delivered when the decision is reversed."""
    message = lock_message(message_id)
    is_forgotten = message.removed_at is not None and not message.text and not message.pictures.exists()
    if message.status == Message.Status.SHOWN or is_forgotten:
        return
    waits = was_held and not is_final
    message.status, message.removed_at = Message.Status.HELD if waits else Message.Status.SHOWN, None
    message.save(update_fields=["status", "removed_at"])
    if was_held and is_final:
        deliver(message.thread, message)


def reshare_list(list_id: uuid.UUID) -> bool:
    """Open the link of a list again that the staff had closed, under a new address; whether it was closed."""
    closed = SavedList.objects.filter(pk=list_id, token="")
    return closed.update(token=secrets.token_urlsafe(16)) > 0
