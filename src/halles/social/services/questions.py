"""Asking about a product, answering once for all, and taking either away."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.catalog.models import Product
from halles.kit import clock, events, rate_limits
from halles.moderation.services import record_staff_action
from halles.moderation.words import find_rules
from halles.sellers.models import Seller
from halles.social.blocks import is_blocked
from halles.social.errors import AlreadyAnswered, AnswerNotFound, PersonBlocked, QuestionNotFound, TargetUnknown
from halles.social.events import QuestionAnswered, QuestionAsked
from halles.social.models import ANSWER_LENGTH_MAX, QUESTION_LENGTH_MAX, Answer, Question
from halles.social.services.words import clean_words
from halles.users.models import User

QUESTIONS_PER_HOUR_MAX = 6
QUESTIONS_PER_DAY_MAX = 20
ANSWERS_PER_HOUR_MAX = 200
Status = Question.Status


@transaction.atomic
def ask_question(user: User, product_id: uuid.UUID, *, text: str, language: str) -> Question:
    """Ask something about a product in public; `status` is "held" when a person has to read it first."""
    product = Product.objects.filter(pk=product_id, status__in=["active", "paused"]).first()
    if product is None:
        raise TargetUnknown
    said = clean_words(text, length_max=QUESTION_LENGTH_MAX)
    rate_limits.take(f"question:{user.pk}", limit=QUESTIONS_PER_HOUR_MAX, per_seconds=3600)
    rate_limits.take(f"question:{user.pk}", limit=QUESTIONS_PER_DAY_MAX, per_seconds=86_400)
    rules = find_rules(said, language)
    question = Question.objects.create(
        product=product,
        seller_id=product.seller_id,
        user=user,
        text=said,
        language=language[:10],
        status=Status.HELD if rules else Status.SHOWN,
        held_rules=rules,
    )
    if question.status == Status.SHOWN:
        events.emit(QuestionAsked(question.pk, question.seller_id))
    return question


@transaction.atomic
def answer_as_shop(seller: Seller, question_id: uuid.UUID, *, by: User, text: str, language: str) -> Answer:
    """Answer for all who wonder, once; whether `by` may speak for the shop is for the caller."""
    question = _lock_shown(question_id)
    if question.seller_id != seller.pk:
        raise QuestionNotFound
    return _answer(question, by, Answer.By.SHOP, text, language)


@transaction.atomic
def answer_as_buyer(user: User, question_id: uuid.UUID, *, text: str, language: str) -> Answer:
    """Answer as somebody who has the product, once; whether they have is for the caller, who knows orders."""
    question = _lock_shown(question_id)
    if is_blocked(user, [question.user_id]):
        raise PersonBlocked
    return _answer(question, user, Answer.By.BUYER, text, language)


def _answer(question: Question, user: User, by: Answer.By, text: str, language: str) -> Answer:
    said = clean_words(text, length_max=ANSWER_LENGTH_MAX)
    rate_limits.take(f"answer:{user.pk}", limit=ANSWERS_PER_HOUR_MAX, per_seconds=3600)
    rules = find_rules(said, language)
    answer = Answer(
        question=question,
        user=user,
        by=by,
        text=said,
        language=language[:10],
        status=Status.HELD if rules else Status.SHOWN,
        held_rules=rules,
    )
    # Two colleagues who answer at once meet at the unique question.
    Answer.objects.bulk_create([answer], ignore_conflicts=True)
    if not Answer.objects.filter(pk=answer.pk).exists():
        raise AlreadyAnswered
    if answer.status == Status.SHOWN:
        show_answer(question, answer)
    return answer


def show_answer(question: Question, answer: Answer) -> None:
    """Tell who asked that there is an answer to read; the shop owes none any more when it is the shop's."""
    if answer.by == Answer.By.SHOP:
        question.answered_at = clock.now()
        question.save(update_fields=["answered_at"])
    events.emit(QuestionAnswered(question.pk, answer.pk, question.user_id))


def remove_own_question(user: User, question_id: uuid.UUID) -> None:
    """Take one's own question away, with its answers; QuestionNotFound for others'."""
    if not Question.objects.filter(pk=question_id, user=user).exclude(status=Status.REMOVED).exists():
        raise QuestionNotFound
    _remove_question(question_id, by_kind="author")


def remove_own_answer(user: User, answer_id: uuid.UUID) -> None:
    """Take one's own answer away; AnswerNotFound for others'."""
    if not Answer.objects.filter(pk=answer_id, user=user).exclude(status=Status.REMOVED).exists():
        raise AnswerNotFound
    _remove_answer(answer_id, by_kind="author")


@transaction.atomic
def remove_answer_of_shop(seller: Seller, answer_id: uuid.UUID) -> None:
    """The shop takes its own answer away, whoever of it wrote it, to give a better one."""
    if not Answer.objects.filter(pk=answer_id, by=Answer.By.SHOP, question__seller=seller).exists():
        raise AnswerNotFound
    _remove_answer(answer_id, by_kind="shop")


@transaction.atomic
def remove_question_as_staff(question_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take a question away for a reason that its author will read; removing it twice changes nothing."""
    record_staff_action(by=by, verb="remove_question", kind="question", target_id=question_id, why=why)
    question = lock_question(question_id)
    if question.status != Status.REMOVED:
        _remove_question(question_id, by_kind="staff")


@transaction.atomic
def remove_answer_as_staff(answer_id: uuid.UUID, *, by: User, why: str) -> None:
    """Take an answer away for a reason that its author will read; removing it twice changes nothing."""
    record_staff_action(by=by, verb="remove_answer", kind="answer", target_id=answer_id, why=why)
    answer = lock_answer(answer_id)
    if answer.status != Status.REMOVED:
        _remove_answer(answer_id, by_kind="staff")


@transaction.atomic
def release_question(question_id: uuid.UUID, *, by: User, why: str = "") -> None:
    """Show a held question; one that is not held stays as it is."""
    question = lock_question(question_id)
    if question.status == Status.HELD:
        record_staff_action(by=by, verb="release_question", kind="question", target_id=question_id, why=why)
        question.status = Status.SHOWN
        question.save(update_fields=["status"])
        events.emit(QuestionAsked(question.pk, question.seller_id))


@transaction.atomic
def release_answer(answer_id: uuid.UUID, *, by: User, why: str = "") -> None:
    """Show a held answer; one that is not held stays as it is."""
    answer = lock_answer(answer_id)
    if answer.status == Status.HELD:
        record_staff_action(by=by, verb="release_answer", kind="answer", target_id=answer_id, why=why)
        answer.status = Status.SHOWN
        answer.save(update_fields=["status"])
        show_answer(answer.question, answer)


@transaction.atomic
def _remove_question(question_id: uuid.UUID, *, by_kind: str) -> None:
    gone = {"status": Status.REMOVED, "removed_at": clock.now(), "removed_by_kind": by_kind}
    Question.objects.filter(pk=question_id).update(**gone)
    Answer.objects.filter(question_id=question_id).exclude(status=Status.REMOVED).update(**gone)


@transaction.atomic
def _remove_answer(answer_id: uuid.UUID, *, by_kind: str) -> None:
    answer = lock_answer(answer_id)
    answer.status, answer.removed_at, answer.removed_by_kind = Status.REMOVED, clock.now(), by_kind
    answer.save(update_fields=["status", "removed_at", "removed_by_kind"])
    if answer.by == Answer.By.SHOP:
        # The shop owes an answer again.
        Question.objects.filter(pk=answer.question_id).update(answered_at=None)


def _lock_shown(question_id: uuid.UUID) -> Question:
    found = Question.objects.select_for_update().filter(pk=question_id, status=Status.SHOWN).first()
    if found is None:
        raise QuestionNotFound
    return found


def lock_question(question_id: uuid.UUID) -> Question:
    """The question, locked until the transaction ends."""
    found = Question.objects.select_for_update().filter(pk=question_id).first()
    if found is None:
        raise QuestionNotFound
    return found


def lock_answer(answer_id: uuid.UUID) -> Answer:
    """The answer with its question; the answer is locked until the transaction ends."""
    found = Answer.objects.select_for_update(of=("self",)).select_related("question").filter(pk=answer_id).first()
    if found is None:
        raise AnswerNotFound
    return found
