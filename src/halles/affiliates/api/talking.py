"""What shop and creator say to each other about a plan, over the API."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from halles.affiliates.models import Participation, PlanMessage
from halles.affiliates.queries import plans as queries
from halles.affiliates.services import talking
from halles.orders.api import person
from halles.sellers.models import SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth

router = Router(tags=["plans"], auth=BearerAuth())


class PlanMessageOut(Schema):
    """`side` says who wrote it: the creator, or somebody of the shop."""

    id: int
    side: str
    body: str
    at: dt.datetime


class PlanMessagesOut(Schema):
    """The latest 200, oldest first."""

    messages: list[PlanMessageOut]


class PlanMessageIn(Schema):
    """What to say."""

    body: Annotated[str, Field(min_length=1, max_length=talking.BODY_LENGTH_MAX)]


@router.get("/plan-parts/{uuid:part_id}/messages", response=PlanMessagesOut, operation_id="list_plan_messages")
def list_messages(request: HttpRequest, part_id: uuid.UUID) -> dict[str, Any]:
    """What was said about a plan one of my profiles is in, asked for or is invited to."""
    return _thread(queries.get_participation_for_creator(person(request), part_id))


@router.post("/plan-parts/{uuid:part_id}/messages", response={201: PlanMessageOut}, operation_id="write_plan_message")
def write(request: HttpRequest, part_id: uuid.UUID, said: PlanMessageIn) -> Status[dict[str, Any]]:
    """Write to the shop of a plan; it is told by mail."""
    user = person(request)
    part = queries.get_participation_for_creator(user, part_id)
    return Status(201, _message(part, talking.write_message(part, by=user, body=said.body)))


@router.get(
    "/shops/{slug}/plan-parts/{uuid:part_id}/messages", response=PlanMessagesOut, operation_id="list_creator_messages"
)
def list_messages_of_shop(request: HttpRequest, slug: str, part_id: uuid.UUID) -> dict[str, Any]:
    """What was said with a creator about a plan. Managers."""
    return _thread(_part_of_shop(request, slug, part_id))


@router.post(
    "/shops/{slug}/plan-parts/{uuid:part_id}/messages",
    response={201: PlanMessageOut},
    operation_id="write_creator_message",
)
def write_for_shop(request: HttpRequest, slug: str, part_id: uuid.UUID, said: PlanMessageIn) -> Status[dict[str, Any]]:
    """Write to a creator about a plan; they are told by mail. Managers."""
    part = _part_of_shop(request, slug, part_id)
    return Status(201, _message(part, talking.write_message(part, by=person(request), body=said.body)))


def _part_of_shop(request: HttpRequest, slug: str, part_id: uuid.UUID) -> Participation:
    seller = get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)
    return queries.get_participation_for_seller(seller, part_id)


def _thread(part: Participation) -> dict[str, Any]:
    return {"messages": [_message(part, one) for one in queries.list_plan_messages(part)]}


def _message(part: Participation, one: PlanMessage) -> dict[str, Any]:
    side = "creator" if one.user_id == part.creator.user_id else "shop"
    return {"id": one.pk, "side": side, "body": one.body, "at": one.at}
