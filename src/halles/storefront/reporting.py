"""What somebody sees and may report, and who made it: one way for everything that people make."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from halles.affiliates.queries import talks
from halles.catalog import queries as catalog
from halles.creators import queries as creators
from halles.interactions.visits import Visit
from halles.kit.errors import NotFound
from halles.live import queries as shows
from halles.live import services as showing
from halles.moderation import services as moderation
from halles.moderation.models import Report
from halles.reviews import queries as reviews
from halles.sellers import queries as sellers
from halles.social import asking, inbox
from halles.social import queries as social
from halles.users.models import User
from halles.videos import services as posting


def _comment(target_id: uuid.UUID, person: User | None) -> User:
    comment = social.find_comment(target_id)
    if comment is None or comment.status != comment.Status.SHOWN:
        raise NotFound
    return comment.user


def _answer(target_id: uuid.UUID, person: User | None) -> User:
    answer = asking.find_answer(target_id)
    if answer is None or answer.status != answer.Status.SHOWN:
        raise NotFound
    asking.get_question(answer.question_id, person)
    return answer.user


def _question(target_id: uuid.UUID, person: User | None) -> User:
    asking.get_question(target_id, person)
    question = asking.find_question(target_id)
    if question is None:
        raise NotFound
    return question.user


def _message(target_id: uuid.UUID, person: User | None) -> User:
    if person is None:
        raise NotFound
    return inbox.get_message_for_reader(target_id, person).user


def _talk_message(target_id: uuid.UUID, person: User | None) -> User:
    if person is None:
        raise NotFound
    return talks.get_message_for_reader(target_id, person).user


def _live_session(target_id: uuid.UUID, person: User | None) -> User:
    return shows.get_public(target_id).creator.user


def _review(target_id: uuid.UUID, person: User | None) -> User:
    reviews.get_public_review(target_id)
    return reviews.get_review_for_staff(target_id).user


def _list(target_id: uuid.UUID, person: User | None) -> User:
    return social.get_open_list(target_id).user


def _product(target_id: uuid.UUID, person: User | None) -> User:
    product = catalog.get_product_for_staff(target_id)
    if product.status not in {product.Status.ACTIVE, product.Status.PAUSED}:
        raise NotFound
    return product.seller.owner


def _creator(target_id: uuid.UUID, person: User | None) -> User:
    creator = creators.get_creator_for_staff(target_id)
    if creator.status != creator.Status.ACTIVE:
        raise NotFound
    return creator.user


def _shop(target_id: uuid.UUID, person: User | None) -> User:
    seller = sellers.get_seller_for_staff(target_id)
    if not seller.may_sell:
        raise NotFound
    return seller.owner


# Who reports must be able to see it: otherwise an address would tell whether a private thing exists. Videos are looked
# up by `posting.report_video`, which also writes the report down for the recommender.
AUTHORS: dict[str, Callable[[uuid.UUID, User | None], User]] = {
    "comment": _comment,
    "review": _review,
    "question": _question,
    "answer": _answer,
    "message": _message,
    "list": _list,
    "product": _product,
    "creator": _creator,
    "shop": _shop,
    "live_session": _live_session,
    "talk_message": _talk_message,
}
# Whose author one may want to hear nothing more of; a shop is not blocked, its conversations are closed.
BLOCKABLE = frozenset({"comment", "review", "question", "answer", "message", "creator"})


def report_thing(
    kind: str,
    target_id: uuid.UUID,
    *,
    reason: str,
    text: str = "",
    person: User | None,
    visit: Visit | None,
    market: str,
) -> Report:
    """Report anything that one can see; NotFound for the rest, and whatever moderation refuses."""
    if kind == "video":
        return posting.report_video(target_id, reason=reason, text=text, user=person, visit=visit, market=market)
    if kind not in AUTHORS:
        raise NotFound
    AUTHORS[kind](target_id, person)
    visit_id = visit.id if visit else None
    return moderation.report(kind=kind, target_id=target_id, reason=reason, text=text, user=person, visit_id=visit_id)


def report_chat_message(
    session_id: uuid.UUID, offset: int, *, reason: str, text: str = "", person: User | None, visit: Visit | None
) -> Report:
    """Report what somebody said in a public show; NotFound for the rest, and whatever moderation refuses."""
    session = shows.get_public(session_id)
    visit_id = visit.id if visit else None
    return showing.report_message(session.pk, offset, reason=reason, text=text, user=person, visit_id=visit_id)


def get_author(kind: str, target_id: uuid.UUID, person: User) -> User:
    """Who made a thing that one can see; NotFound for the rest."""
    if kind not in BLOCKABLE:
        raise NotFound
    return AUTHORS[kind](target_id, person)
