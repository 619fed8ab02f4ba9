"""What only the storefront sees together: writing to a shop about an order, reporting, and blocking people."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, cast

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from halles.markets.requests import language_asked
from halles.moderation.models import Report
from halles.orders import queries as orders
from halles.social import blocks
from halles.social import services as socialising
from halles.social.api_conversations import MessageIn, MessageOut, message_out
from halles.social.blocks import BlockView
from halles.storefront import reporting
from halles.storefront.requests import market_of
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["messages"], auth=BearerAuth())


@router.post("/orders/{uuid:order_id}/messages", response={201: MessageOut}, operation_id="write_about_order")
def write_about_order(request: HttpRequest, order_id: uuid.UUID, said: MessageIn) -> Status[MessageOut]:
    """Write to the shop about one order of mine (an entry of a purchase's `orders`), in its one conversation."""
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    order = orders.get_own_order(person, order_id)
    sent = socialising.write_about_order(
        person,
        order.seller,
        order_id=order_id,
        subject=order.group.number,
        text=said.text,
        language=language_asked(said.language),
    )
    return Status(201, message_out(sent))


class ReportIn(Schema):
    """`kind`: video, comment, product, shop, creator, review, question, answer, message, list, live_session or
    talk_message."""

    kind: str = Field(max_length=20)
    target_id: uuid.UUID
    reason: str = Field(max_length=20, description=", ".join(Report.Reason.values))
    text: str = Field(default="", max_length=1000)


class MessageReportIn(Schema):
    """Why a message of a live chat should be looked at."""

    reason: str = Field(max_length=20, description=", ".join(Report.Reason.values))
    text: str = Field(default="", max_length=1000)


class ReportOut(Schema):
    """`status`: open, upheld or dismissed."""

    id: uuid.UUID
    kind: str
    target_id: uuid.UUID
    reason: str
    status: str


class BlockIn(Schema):
    """The author of a thing one sees: `kind` is comment, review, question, answer, message or creator."""

    kind: str = Field(max_length=20)
    target_id: uuid.UUID


class BlockOut(Schema):
    id: uuid.UUID
    name: str
    handle: str
    created_at: dt.datetime


class BlocksOut(Schema):
    blocks: list[BlockOut]
    next_cursor: str | None


@router.post("/reports", response={201: ReportOut}, operation_id="report", tags=["decisions"])
def report(request: HttpRequest, said: ReportIn) -> Status[Report]:
    """Report something that I can see; the same again gives the first report back."""
    made = reporting.report_thing(
        said.kind,
        said.target_id,
        reason=said.reason,
        text=said.text,
        person=cast("User", request.user),
        visit=None,
        market=market_of(request).code,
    )
    return Status(201, made)


@router.post(
    "/live-sessions/{uuid:session_id}/messages/{int:offset}/reports",
    response={201: ReportOut},
    operation_id="report_chat_message",
    tags=["decisions"],
)
def report_chat_message(
    request: HttpRequest, session_id: uuid.UUID, offset: int, said: MessageReportIn
) -> Status[Report]:
    """Report what somebody said in the chat of a show; the same again gives the first report back."""
    person = cast("User", request.user)
    made = reporting.report_chat_message(
        session_id, offset, reason=said.reason, text=said.text, person=person, visit=None
    )
    return Status(201, made)


@router.get("/blocks", response=BlocksOut, operation_id="list_blocks", tags=["decisions"])
def list_blocks(request: HttpRequest, cursor: Annotated[str, Field(max_length=200)] | None = None) -> dict[str, object]:
    """Whom I have blocked, latest first."""
    page = blocks.list_blocks(cast("User", request.user), cursor)
    return {"blocks": page.rows, "next_cursor": page.next_cursor}


@router.post("/blocks", response={201: BlockOut}, operation_id="block", tags=["decisions"])
def block(request: HttpRequest, wanted: BlockIn) -> Status[BlockView]:
    """Hear nothing more of whoever made a thing, and be heard by them no more; twice is once."""
    person = cast("User", request.user)
    made = socialising.block(person, reporting.get_author(wanted.kind, wanted.target_id, person))
    return Status(201, blocks.view_block(made))


@router.delete("/blocks/{uuid:block_id}", response={204: None}, operation_id="unblock", tags=["decisions"])
def unblock(request: HttpRequest, block_id: uuid.UUID) -> Status[None]:
    """Take my own block back."""
    socialising.unblock(cast("User", request.user), block_id)
    return Status(204, None)
