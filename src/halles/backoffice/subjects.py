"""Whom a decision concerns, and the thing in words: looked up where the thing lives."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from halles.affiliates.models import TalkMessage
from halles.backoffice.errors import ThingGone
from halles.backoffice.private_words import read_message, read_talk_message
from halles.catalog import queries as catalog
from halles.creators import queries as creators
from halles.kit.errors import NotFound
from halles.live import queries as live
from halles.live.chat_log import find_reported
from halles.reviews import queries as reviews
from halles.sellers import queries as sellers
from halles.social import asking
from halles.social import queries as social
from halles.users.models import User
from halles.videos import queries as videos


@dataclass(frozen=True)
class Subject:
    """`thing` itself, the person it concerns, its words, how it stands now, and the market it belongs to."""

    kind: str
    thing: Any
    user: User
    about: str
    was: str
    market: str
    is_held_by_machine: bool = False

    @property
    def target_id(self) -> uuid.UUID:
        """The name by which reports and decisions speak of it."""
        return self.thing.uid if isinstance(self.thing, TalkMessage) else self.thing.pk

    @property
    def stands(self) -> str:
        """How it stands now, in words of the reader's language."""
        shown = getattr(self.thing, "get_status_display", None)
        return str(shown()) if shown else self.was


def find_subject(kind: str, target_id: uuid.UUID, *, by: User) -> Subject:
    """The thing of this kind and whom a decision about it concerns; refuses backoffice.thing_gone.

    `by` reads it; a private message only when it was brought up, and it is written down.
    """
    try:
        if kind == "message":
            return _as_words(kind, read_message(target_id, by=by))
        if kind == "talk_message":
            return _talk_message(read_talk_message(target_id, by=by))
        finder = FINDERS.get(kind)
        found = finder(target_id) if finder else None
    except NotFound:
        found = None
    if found is None:
        raise ThingGone
    return found


def _video(target_id: uuid.UUID) -> Subject:
    video = videos.get_video_for_staff(target_id)
    return Subject(
        "video",
        video,
        video.creator.user,
        video.caption,
        video.status,
        video.creator.market,
        bool(video.held_rules),
    )


def _product(target_id: uuid.UUID) -> Subject:
    product = catalog.get_product_for_staff(target_id)
    return Subject("product", product, product.seller.owner, product.title, product.status, product.seller.market)


def _creator(target_id: uuid.UUID) -> Subject:
    creator = creators.get_creator_for_staff(target_id)
    return Subject("creator", creator, creator.user, f"@{creator.handle}", creator.status, creator.market)


def _shop(target_id: uuid.UUID) -> Subject:
    seller = sellers.get_seller_for_staff(target_id)
    return Subject("shop", seller, seller.owner, seller.name, seller.status, seller.market)


def _list(target_id: uuid.UUID) -> Subject | None:
    found = social.find_list(target_id)
    if found is None:
        return None
    was = "shared" if found.is_shared else "private"
    return Subject("list", found, found.user, found.name, was, found.user.market)


def _chat_message(target_id: uuid.UUID) -> Subject | None:
    found = find_reported(target_id)
    if found is None or found.user is None:
        return None
    return Subject("chat_message", found, found.user, found.text, found.status, found.session.market)


def _talk_message(said: TalkMessage) -> Subject:
    market = said.talk.seller.market
    return Subject("talk_message", said, said.user, said.body, said.status, market)


def _live_session(target_id: uuid.UUID) -> Subject | None:
    session = live.find_session(target_id)
    if session is None:
        return None
    return Subject("live_session", session, session.creator.user, session.title, session.status, session.market)


def _words(kind: str, find: Callable[[uuid.UUID], Any]) -> Callable[[uuid.UUID], Subject | None]:
    def finder(target_id: uuid.UUID) -> Subject | None:
        found = find(target_id)
        return None if found is None else _as_words(kind, found)

    return finder


def _as_words(kind: str, found: Any) -> Subject:
    is_held = found.status == "held" and bool(found.held_rules)
    return Subject(kind, found, found.user, found.text, found.status, found.user.market, is_held)


# The name under which the page that shows a thing looks for it.
PLACES = {
    "video": "video",
    "comment": "comment",
    "product": "product",
    "creator": "creator",
    "shop": "seller",
    "list": "saved_list",
    "chat_message": "chat_message",
    "live_session": "live_session",
    "talk_message": "talk_message",
}


def thing_context(subject: Subject) -> dict[str, Any]:
    """What backoffice/thing.html shows."""
    place = PLACES.get(subject.kind, "words")
    context = {"kind": subject.kind, place: subject.thing}
    if subject.kind in {"video", "creator"}:
        context["author"] = subject.thing.creator if subject.kind == "video" else subject.thing
    return context


FINDERS: dict[str, Callable[[uuid.UUID], Subject | None]] = {
    "video": _video,
    "product": _product,
    "creator": _creator,
    "shop": _shop,
    "list": _list,
    "chat_message": _chat_message,
    "live_session": _live_session,
    "comment": _words("comment", social.find_comment),
    "review": _words("review", reviews.get_review_for_staff),
    "review_remark": _words("review_remark", reviews.find_remark),
    "question": _words("question", asking.find_question),
    "answer": _words("answer", asking.find_answer),
}
