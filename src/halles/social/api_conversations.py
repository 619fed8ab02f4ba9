"""Questions and messages over the API: asking in public, writing in private, and the shop's side of both."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from halles.kit.pages import Page
from halles.markets.requests import language_asked
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_public_seller, get_seller_for_staff_member
from halles.social import asking, inbox, services
from halles.social.asking import QuestionView
from halles.social.inbox import ThreadLine
from halles.social.models import ANSWER_LENGTH_MAX, MESSAGE_LENGTH_MAX, QUESTION_LENGTH_MAX, Message, Side
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router()
Cursor = Annotated[str, Field(max_length=200)]
LANGUAGE = Field(default="", max_length=10, description="Of the text, e.g. fr; left out, the request's")


class AnswerOut(Schema):
    id: uuid.UUID
    author: str
    is_by_shop: bool
    text: str
    language: str
    created_at: dt.datetime


class QuestionOut(Schema):
    """`answered_at`: when the shop answered."""

    id: uuid.UUID
    product_id: uuid.UUID
    author: str
    text: str
    language: str
    created_at: dt.datetime
    answered_at: dt.datetime | None
    is_held: bool
    answers: list[AnswerOut]


class QuestionsOut(Schema):
    questions: list[QuestionOut]
    next_cursor: str | None


class QuestionIn(Schema):
    text: str = Field(min_length=1, max_length=QUESTION_LENGTH_MAX)
    language: str = LANGUAGE


class AnswerIn(Schema):
    text: str = Field(min_length=1, max_length=ANSWER_LENGTH_MAX)
    language: str = LANGUAGE


class MessageIn(Schema):
    text: str = Field(min_length=1, max_length=MESSAGE_LENGTH_MAX)
    language: str = LANGUAGE


class MessageOut(Schema):
    """`by`: customer or shop; `read_at`: when the other side opened it; `status`: shown, or held (for its writer)."""

    id: uuid.UUID
    thread_id: uuid.UUID
    by: str
    text: str
    language: str
    status: str
    created_at: dt.datetime
    read_at: dt.datetime | None


class ThreadOut(Schema):
    """A conversation about an order or with a shop (`kind`, `ref_id`). `waits_for_shop`: the customer wrote last."""

    id: uuid.UUID
    kind: str
    ref_id: uuid.UUID
    subject: str
    shop: str
    customer_name: str
    last_at: dt.datetime
    waits_for_shop: bool
    is_closed: bool
    last_text: str
    new_count: int


class ThreadsOut(Schema):
    threads: list[ThreadOut]
    next_cursor: str | None


class MessagesOut(Schema):
    """Newest first."""

    messages: list[MessageOut]
    next_cursor: str | None


class AnswerTimeOut(Schema):
    """The median of the last 90 days in milliseconds; null when the shop answered fewer than three times."""

    median_ms: int | None


@router.get(
    "/products/{uuid:product_id}/questions", response=QuestionsOut, tags=["questions"], operation_id="list_questions"
)
def list_questions(request: HttpRequest, product_id: uuid.UUID, cursor: Cursor = "") -> QuestionsOut:
    """What is asked about a product, newest first, the shop's answer before those of buyers."""
    return _questions_out(asking.list_questions(product_id, cursor=cursor or None))


@router.post(
    "/products/{uuid:product_id}/questions",
    response={201: QuestionOut},
    auth=BearerAuth(),
    tags=["questions"],
    operation_id="ask_question",
)
def ask_question(request: HttpRequest, product_id: uuid.UUID, said: QuestionIn) -> Status[QuestionOut]:
    """Ask something about a product, for everybody to read."""
    person = _person(request)
    asked = services.ask_question(person, product_id, text=said.text, language=language_asked(said.language))
    return Status(201, _question_out(asking.get_question(asked.pk, person)))


@router.post(
    "/shops/{slug}/questions/{uuid:question_id}/answer",
    response={201: QuestionOut},
    auth=BearerAuth(),
    tags=["questions"],
    operation_id="answer_question",
)
def answer_question(request: HttpRequest, slug: str, question_id: uuid.UUID, said: AnswerIn) -> Status[QuestionOut]:
    """Answer once in the name of a shop I manage. 409 social.already_answered."""
    person, seller = _shop(request, slug)
    services.answer_as_shop(seller, question_id, by=person, text=said.text, language=language_asked(said.language))
    return Status(201, _question_out(asking.get_question_for_seller(seller, question_id)))


@router.get("/shops/{slug}/answer-time", response=AnswerTimeOut, tags=["messages"], operation_id="get_answer_time")
def get_answer_time(request: HttpRequest, slug: str) -> AnswerTimeOut:
    """How soon a shop usually answers messages and questions."""
    span = inbox.answer_time(get_public_seller(slug).pk)
    return AnswerTimeOut(median_ms=None if span is None else int(span.total_seconds() * 1000))


@router.get("/messages", response=ThreadsOut, auth=BearerAuth(), tags=["messages"], operation_id="list_threads")
def list_threads(request: HttpRequest, cursor: Cursor = "") -> ThreadsOut:
    """My conversations with shops, the latest first."""
    return _threads_out(inbox.list_threads(_person(request), cursor or None))


@router.get(
    "/messages/{uuid:thread_id}",
    response=MessagesOut,
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="list_messages",
)
def list_messages(request: HttpRequest, thread_id: uuid.UUID, cursor: Cursor = "") -> MessagesOut:
    """One of my conversations, newest message first; asking marks nothing as read."""
    thread = inbox.get_thread_for_customer(_person(request), thread_id)
    return _messages_out(inbox.list_messages(thread, side=Side.CUSTOMER, cursor=cursor or None))


@router.post(
    "/messages/{uuid:thread_id}",
    response={201: MessageOut},
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="send_message",
)
def send_message(request: HttpRequest, thread_id: uuid.UUID, said: MessageIn) -> Status[MessageOut]:
    """Go on with a conversation of mine. 403 social.thread_blocked."""
    person = _person(request)
    sent = services.write_in_thread(person, thread_id, text=said.text, language=language_asked(said.language))
    return Status(201, message_out(sent))


@router.post(
    "/messages/{uuid:thread_id}/read",
    response={204: None},
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="mark_messages_read",
)
def mark_messages_read(request: HttpRequest, thread_id: uuid.UUID) -> Status[None]:
    """I have read what the shop wrote."""
    thread = inbox.get_thread_for_customer(_person(request), thread_id)
    services.mark_read(thread.pk, reader=Side.CUSTOMER)
    return Status(204, None)


@router.post(
    "/shops/{slug}/messages",
    response={201: MessageOut},
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="write_to_shop",
)
def write_to_shop(request: HttpRequest, slug: str, said: MessageIn) -> Status[MessageOut]:
    """Write to a shop, in the one conversation I have with it."""
    person = _person(request)
    seller = get_public_seller(slug)
    sent = services.write_to_shop(person, seller, text=said.text, language=language_asked(said.language))
    return Status(201, message_out(sent))


@router.get("/shops/{slug}/inbox", response=ThreadsOut, auth=BearerAuth(), tags=["messages"], operation_id="list_inbox")
def list_inbox(request: HttpRequest, slug: str, waiting: bool = False, cursor: Cursor = "") -> ThreadsOut:
    """The conversations of a shop I manage; `waiting`: those whose customer waits for an answer."""
    seller = _shop(request, slug)[1]
    return _threads_out(inbox.list_threads_for_desk(seller, waiting=waiting, cursor=cursor or None))


@router.get(
    "/shops/{slug}/inbox/{uuid:thread_id}",
    response=MessagesOut,
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="list_inbox_messages",
)
def list_inbox_messages(request: HttpRequest, slug: str, thread_id: uuid.UUID, cursor: Cursor = "") -> MessagesOut:
    """One conversation of a shop I manage, newest message first."""
    seller = _shop(request, slug)[1]
    thread = inbox.get_thread_for_seller(seller, thread_id)
    return _messages_out(inbox.list_messages(thread, side=Side.SHOP, cursor=cursor or None))


@router.post(
    "/shops/{slug}/inbox/{uuid:thread_id}",
    response={201: MessageOut},
    auth=BearerAuth(),
    tags=["messages"],
    operation_id="answer_customer",
)
def answer_customer(request: HttpRequest, slug: str, thread_id: uuid.UUID, said: MessageIn) -> Status[MessageOut]:
    """Answer a customer in the name of a shop I manage."""
    person, seller = _shop(request, slug)
    sent = services.answer_customer(
        seller, thread_id, by=person, text=said.text, language=language_asked(said.language)
    )
    return Status(201, message_out(sent))


def message_out(message: Message) -> MessageOut:
    """A message as the API tells it."""
    return MessageOut(
        id=message.pk,
        thread_id=message.thread_id,
        by=message.by,
        text=message.text,
        language=message.language,
        status=message.status,
        created_at=message.created_at,
        read_at=message.read_at,
    )


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user


def _shop(request: HttpRequest, slug: str) -> tuple[User, Seller]:
    person = _person(request)
    return person, get_seller_for_staff_member(person, slug, at_least=SellerStaff.Role.MANAGER)


def _questions_out(page: Page[QuestionView]) -> QuestionsOut:
    return QuestionsOut(questions=[_question_out(one) for one in page.rows], next_cursor=page.next_cursor)


def _question_out(question: QuestionView) -> QuestionOut:
    plain = {name: getattr(question, name) for name in QuestionOut.model_fields if name != "answers"}
    answers = [
        AnswerOut(**{name: getattr(answer, name) for name in AnswerOut.model_fields}) for answer in question.answers
    ]
    return QuestionOut(**plain, answers=answers)


def _threads_out(page: Page[ThreadLine]) -> ThreadsOut:
    return ThreadsOut(threads=[_thread_out(line) for line in page.rows], next_cursor=page.next_cursor)


def _thread_out(line: ThreadLine) -> ThreadOut:
    thread = line.thread
    return ThreadOut(
        id=thread.pk,
        kind=thread.kind,
        ref_id=thread.ref_id,
        subject=thread.subject,
        shop=thread.seller.slug,
        customer_name=line.customer_name,
        last_at=thread.last_at,
        waits_for_shop=thread.last_by == Side.CUSTOMER,
        is_closed=bool(thread.blocked_by),
        last_text=line.text,
        new_count=line.new_count,
    )


def _messages_out(page: Page[Message]) -> MessagesOut:
    return MessagesOut(messages=[message_out(one) for one in page.rows], next_cursor=page.next_cursor)
