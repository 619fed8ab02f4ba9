"""Reads of questions: on a product, at the shop's desk, and those that wait for the staff."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from halles.kit.pages import Page, page_by_id
from halles.sellers.models import Seller
from halles.social.blocks import without_unheard
from halles.social.errors import QuestionNotFound
from halles.social.models import Answer, Question
from halles.social.queries import public_name
from halles.users.models import User

PAGE_SIZE = 10
SHOWN, HELD = Question.Status.SHOWN, Question.Status.HELD


@dataclass(frozen=True)
class AnswerView:
    """An answer as one viewer sees it."""

    id: uuid.UUID
    author: str
    is_by_shop: bool
    text: str
    language: str
    created_at: dt.datetime
    is_mine: bool
    is_held: bool


@dataclass(frozen=True)
class QuestionView:
    """A question as one viewer sees it, the shop's answer first."""

    id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    product_slug: str
    seller_name: str
    author: str
    text: str
    language: str
    created_at: dt.datetime
    answered_at: dt.datetime | None
    is_mine: bool
    is_held: bool
    answers: tuple[AnswerView, ...]

    @property
    def has_shops_word(self) -> bool:
        """Whether the shop has written an answer, also one that waits for a reader."""
        return any(answer.is_by_shop for answer in self.answers)


def list_questions(
    product_id: uuid.UUID, *, viewer: User | None = None, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[QuestionView]:
    """A page of what is asked about a product, newest first, with all answers; three statements.

    Authors also see their own that wait for a reader.
    """
    heard = Question.objects.filter(_seen(viewer), without_unheard(viewer), product_id=product_id)
    rows = _loaded(heard, viewer)
    page = page_by_id(rows, cursor, size=size)
    return Page(_views(page.rows, viewer), page.next_cursor)


def count_questions(product_id: uuid.UUID) -> int:
    """How many questions about a product can be read."""
    return Question.objects.filter(product_id=product_id, status=SHOWN).count()


def list_questions_for_desk(
    seller: Seller, *, unanswered: bool = False, cursor: str | None = None
) -> Page[QuestionView]:
    """What the shop is asked, newest first: all, or what it owes an answer; held answers of its own included."""
    rows = Question.objects.filter(seller=seller, status=SHOWN)
    if unanswered:
        rows = rows.filter(answered_at=None)
    answers = Answer.objects.exclude(status=Answer.Status.REMOVED).filter(Q(status=SHOWN) | Q(by=Answer.By.SHOP))
    loaded = _related(rows).prefetch_related(Prefetch("answers", answers.select_related("user").order_by("pk")))
    page = page_by_id(loaded, cursor, size=PAGE_SIZE)
    return Page(_views(page.rows, None), page.next_cursor)


def count_unanswered(seller: Seller) -> int:
    """How many questions the shop owes an answer."""
    return Question.objects.filter(seller=seller, status=SHOWN, answered_at=None).count()


def get_question(question_id: uuid.UUID, viewer: User | None = None) -> QuestionView:
    """A question that this viewer may read; else QuestionNotFound."""
    found = _loaded(Question.objects.filter(_seen(viewer), pk=question_id), viewer).first()
    if found is None:
        raise QuestionNotFound
    return _views([found], viewer)[0]


def get_question_for_seller(seller: Seller, question_id: uuid.UUID) -> QuestionView:
    """A question about this shop's goods that can be read; else QuestionNotFound."""
    found = _loaded(Question.objects.filter(pk=question_id, seller=seller, status=SHOWN), None).first()
    if found is None:
        raise QuestionNotFound
    return _views([found], None)[0]


def find_question(question_id: uuid.UUID) -> Question | None:
    """A question in any status with author, product and shop, for mails and those who decide about it."""
    return Question.objects.select_related("user", "product", "seller__owner").filter(pk=question_id).first()


def find_answer(answer_id: uuid.UUID) -> Answer | None:
    """An answer in any status with its question, for mails and those who decide about it."""
    return Answer.objects.select_related("user", "question__product", "question__seller").filter(pk=answer_id).first()


def list_held_questions(cursor: str | None = None) -> Page[Question]:
    """A page of the questions that wait for the staff, newest first."""
    return page_by_id(Question.objects.filter(status=HELD).select_related("user", "product"), cursor)


def list_held_answers(cursor: str | None = None) -> Page[Answer]:
    """A page of the answers that wait for the staff, newest first."""
    return page_by_id(Answer.objects.filter(status=HELD).select_related("user", "question__product"), cursor)


def _seen(viewer: User | None) -> Q:
    seen = Q(status=SHOWN)
    return seen | Q(status=HELD, user=viewer) if viewer is not None else seen


def _related(rows: QuerySet[Question]) -> QuerySet[Question]:
    return rows.select_related("user", "product", "seller")


def _loaded(rows: QuerySet[Question], viewer: User | None) -> QuerySet[Question]:
    # What a shop answers is for everybody who wonders; a buyer is a person.
    heard = without_unheard(viewer) | Q(by=Answer.By.SHOP) if viewer else Q()
    answers = Answer.objects.filter(_seen(viewer), heard).select_related("user").order_by("pk")
    return _related(rows).prefetch_related(Prefetch("answers", answers))


def _views(rows: Sequence[Question], viewer: User | None) -> list[QuestionView]:
    return [_view(question, viewer) for question in rows]


def _view(question: Question, viewer: User | None) -> QuestionView:
    answers = sorted(question.answers.all(), key=lambda answer: answer.by != Answer.By.SHOP)
    return QuestionView(
        id=question.pk,
        product_id=question.product_id,
        product_title=question.product.title,
        product_slug=question.product.slug,
        seller_name=question.seller.name,
        author=public_name(question.user),
        text=question.text,
        language=question.language,
        created_at=question.created_at,
        answered_at=question.answered_at,
        is_mine=viewer is not None and question.user_id == viewer.pk,
        is_held=question.status == HELD,
        answers=tuple(
            AnswerView(
                id=answer.pk,
                author=question.seller.name if answer.by == Answer.By.SHOP else public_name(answer.user),
                is_by_shop=answer.by == Answer.By.SHOP,
                text=answer.text,
                language=answer.language,
                created_at=answer.created_at,
                is_mine=viewer is not None and answer.user_id == viewer.pk,
                is_held=answer.status == HELD,
            )
            for answer in answers
        ),
    )
