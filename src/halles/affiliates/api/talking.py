"""What shops and creators say to each other over the API: one talk for each pair, with or without a plan."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from halles.affiliates.models import Side, TalkMessage
from halles.affiliates.queries import talks as queries
from halles.affiliates.services import talking
from halles.creators.models import Creator
from halles.creators.queries import get_creator_for_user
from halles.kit.pages import Page
from halles.orders.api import person
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth

router = Router(tags=["talks"], auth=BearerAuth())
Cursor = Annotated[str, Field(max_length=200)]


class TalkOut(Schema):
    """The talk of a shop and a profile. `last_by`: creator or shop; `new_count`: what this side has not read."""

    shop: str
    shop_name: str
    creator_id: uuid.UUID
    handle: str
    creator_name: str
    last_at: dt.datetime
    last_by: str
    last_body: str
    new_count: int
    is_closed: bool


class TalksOut(Schema):
    """A page, the latest first."""

    talks: list[TalkOut]
    next_cursor: str | None


class TalkMessageOut(Schema):
    """`side` says who wrote it: creator, or shop; `read_at`: when the other side opened it."""

    id: uuid.UUID
    side: str
    body: str
    at: dt.datetime
    read_at: dt.datetime | None


class TalkMessagesOut(Schema):
    """A page, newest first."""

    messages: list[TalkMessageOut]
    next_cursor: uuid.UUID | None


class TalkMessageIn(Schema):
    """What to say."""

    body: Annotated[str, Field(min_length=1, max_length=talking.BODY_LENGTH_MAX)]


@router.get("/profiles/{uuid:creator_id}/talks", response=TalksOut, operation_id="list_talks")
def list_talks(request: HttpRequest, creator_id: uuid.UUID, cursor: Cursor = "") -> dict[str, Any]:
    """The talks of a profile of mine with shops."""
    return _talks(queries.list_talks_of_creator(get_creator_for_user(person(request), creator_id), cursor or None))


@router.get("/profiles/{uuid:creator_id}/talks/{slug}", response=TalkMessagesOut, operation_id="list_talk_messages")
def list_messages(
    request: HttpRequest, creator_id: uuid.UUID, slug: str, cursor: uuid.UUID | None = None
) -> dict[str, Any]:
    """What a profile of mine and a shop said to each other; empty before the first word."""
    return _said(*_mine(request, creator_id, slug), cursor)


@router.post(
    "/profiles/{uuid:creator_id}/talks/{slug}", response={201: TalkMessageOut}, operation_id="write_talk_message"
)
def write(request: HttpRequest, creator_id: uuid.UUID, slug: str, said: TalkMessageIn) -> Status[dict[str, Any]]:
    """Write to a shop that has an open plan, or with which the profile has or had to do; it is told by mail of
    the first message it has not read. 403 affiliates.no_open_plan, talk_closed, social.person_blocked."""
    seller, creator = _mine(request, creator_id, slug)
    written = talking.write_message(seller, creator, side=Side.CREATOR, by=person(request), body=said.body)
    return Status(201, _message(written))


@router.post(
    "/profiles/{uuid:creator_id}/talks/{slug}/read", response={204: None}, operation_id="mark_talk_messages_read"
)
def mark_read(request: HttpRequest, creator_id: uuid.UUID, slug: str) -> Status[None]:
    """What the shop wrote is read."""
    _mark(*_mine(request, creator_id, slug), Side.CREATOR)
    return Status(204, None)


@router.get("/shops/{slug}/talks", response=TalksOut, operation_id="list_shop_talks")
def list_talks_of_shop(request: HttpRequest, slug: str, waiting: bool = False, cursor: Cursor = "") -> dict[str, Any]:
    """The shop's talks with creators; `waiting`: those whose creator waits for an answer. Managers."""
    return _talks(queries.list_talks_of_shop(_shop(request, slug), waiting=waiting, cursor=cursor or None))


@router.get("/shops/{slug}/talks/{uuid:creator_id}", response=TalkMessagesOut, operation_id="list_shop_talk_messages")
def list_messages_of_shop(
    request: HttpRequest, slug: str, creator_id: uuid.UUID, cursor: uuid.UUID | None = None
) -> dict[str, Any]:
    """What the shop and a creator said to each other; empty before the first word. Managers."""
    return _said(*_ours(request, slug, creator_id), cursor)


@router.post(
    "/shops/{slug}/talks/{uuid:creator_id}", response={201: TalkMessageOut}, operation_id="write_shop_talk_message"
)
def write_for_shop(
    request: HttpRequest, slug: str, creator_id: uuid.UUID, said: TalkMessageIn
) -> Status[dict[str, Any]]:
    """Write to a creator who may sell for the shop; they are told by mail of the first message they have not read.
    Managers. 403 affiliates.talk_closed, social.person_blocked."""
    seller, creator = _ours(request, slug, creator_id)
    written = talking.write_message(seller, creator, side=Side.SHOP, by=person(request), body=said.body)
    return Status(201, _message(written))


@router.post(
    "/shops/{slug}/talks/{uuid:creator_id}/read", response={204: None}, operation_id="mark_shop_talk_messages_read"
)
def mark_read_for_shop(request: HttpRequest, slug: str, creator_id: uuid.UUID) -> Status[None]:
    """What the creator wrote is read. Managers."""
    _mark(*_ours(request, slug, creator_id), Side.SHOP)
    return Status(204, None)


def _mine(request: HttpRequest, creator_id: uuid.UUID, slug: str) -> tuple[Seller, Creator]:
    creator = get_creator_for_user(person(request), creator_id)
    return queries.get_shop_to_talk(creator, slug), creator


def _shop(request: HttpRequest, slug: str) -> Seller:
    return get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)


def _ours(request: HttpRequest, slug: str, creator_id: uuid.UUID) -> tuple[Seller, Creator]:
    seller = _shop(request, slug)
    return seller, queries.get_creator_to_talk(seller, creator_id)


def _mark(seller: Seller, creator: Creator, reader: Side) -> None:
    talk = queries.find_talk(seller, creator)
    if talk is not None:
        talking.mark_read(talk, reader=reader)


def _talks(page: Page[queries.TalkLine]) -> dict[str, Any]:
    return {"talks": [_talk(one) for one in page.rows], "next_cursor": page.next_cursor}


def _talk(line: queries.TalkLine) -> dict[str, Any]:
    talk = line.talk
    return {
        "shop": talk.seller.slug,
        "shop_name": talk.seller.name,
        "creator_id": talk.creator_id,
        "handle": talk.creator.handle,
        "creator_name": talk.creator.name,
        "last_at": talk.last_at,
        "last_by": talk.last_by,
        "last_body": line.text,
        "new_count": line.new_count,
        "is_closed": bool(talk.closed_by),
    }


def _said(seller: Seller, creator: Creator, cursor: uuid.UUID | None) -> dict[str, Any]:
    page = queries.list_said(queries.find_talk(seller, creator), cursor)
    return {"messages": [_message(one) for one in page.rows], "next_cursor": page.next_cursor}


def _message(one: TalkMessage) -> dict[str, Any]:
    return {"id": one.uid, "side": one.by, "body": one.body, "at": one.at, "read_at": one.read_at}
