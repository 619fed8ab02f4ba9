"""Flat fees over the API: promised, answered, delivered, accepted or refused."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.affiliates.models import Fee
from halles.affiliates.models.fees import WORDS_LENGTH_MAX
from halles.affiliates.queries import fees as queries
from halles.affiliates.queries.plans import get_participation_for_seller
from halles.affiliates.services import fees
from halles.affiliates.services.fees.promising import AMOUNT_MAX
from halles.creators.queries import get_creator_for_user
from halles.kit.pages import Page
from halles.orders.api import person
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth

router = Router(tags=["fees"], auth=BearerAuth())
# Told as they stand in the row.
SAME = (
    *("id", "number", "status", "creator_id", "amount_minor", "currency", "content_kind", "words", "due_at"),
    *("offered_at", "agreed_at", "content_id", "delivered_at", "review_by", "refused_at", "refuse_words"),
    *("decision_words", "accepted_at", "closed_at"),
)
FeeStatus = Literal[
    "offered", "agreed", "delivered", "refused", "accepted", "paid", "returned", "declined", "withdrawn", "lapsed"
]  # fmt: skip


class FeeOut(Schema):
    """A fee of `amount_minor` for one video or show. Between `agreed_at` and `closed_at` it is set aside; from
    `delivered_at` the shop has until `review_by`, silence accepts. Accepted (since `accepted_at`) while the shop's
    payouts are held, it is paid when they are not. `part_id` is the creator's part in the plan."""

    id: uuid.UUID
    number: str
    status: FeeStatus
    part_id: uuid.UUID
    plan_id: uuid.UUID
    product_id: uuid.UUID | None
    creator_id: uuid.UUID
    creator_handle: str
    shop_slug: str
    amount_minor: int
    currency: str
    content_kind: Literal["video", "live"]
    words: str
    due_at: dt.datetime
    offered_at: dt.datetime
    agreed_at: dt.datetime | None
    content_id: uuid.UUID | None
    delivered_at: dt.datetime | None
    review_by: dt.datetime | None
    refused_at: dt.datetime | None
    refuse_words: str
    decision_words: str
    accepted_at: dt.datetime | None
    closed_at: dt.datetime | None


class FeesOut(Schema):
    """A page, newest first."""

    fees: list[FeeOut]
    next_cursor: str | None


class FeeIn(Schema):
    """What is offered, until the end of `due_on` on the shop's clock."""

    amount_minor: int = Field(ge=1, le=AMOUNT_MAX)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    content_kind: Literal["video", "live"]
    due_on: dt.date
    words: str = Field("", max_length=WORDS_LENGTH_MAX)


class FeeAnswerIn(Schema):
    """Yes or no."""

    yes: bool


class WorkIn(Schema):
    """The video or show that is the work."""

    content_id: uuid.UUID


class WorkAnswerIn(Schema):
    """Whether the work is as agreed; a no says why."""

    yes: bool
    why: str = Field("", max_length=WORDS_LENGTH_MAX)


class FeePage(Schema):
    """Where to go on."""

    cursor: Annotated[str, Field(max_length=200)] | None = None


@router.get("/shops/{slug}/fees", response=FeesOut, operation_id="list_shop_fees")
def list_shop_fees(request: HttpRequest, slug: str, page: Query[FeePage]) -> dict[str, Any]:
    """What a shop of mine promised, newest first. Managers."""
    return _page(queries.list_of_seller(_shop(request, slug), page.cursor))


@router.post("/shops/{slug}/plan-parts/{uuid:part_id}/fees", response={201: FeeOut}, operation_id="promise_fee")
def promise_fee(request: HttpRequest, slug: str, part_id: uuid.UUID, body: FeeIn) -> Status[dict[str, Any]]:
    """Offer a creator of a plan a fee for a video or show; it is set aside when they agree. Managers."""
    shop = _shop(request, slug)
    part = get_participation_for_seller(shop, part_id)
    fee = fees.promise_fee(part.pk, fees.FeeDraft(**body.dict()))
    return Status(201, _fee(queries.get_for_seller(shop, fee.pk)))


@router.post("/shops/{slug}/fees/{uuid:fee_id}/withdraw", response=FeeOut, operation_id="withdraw_fee")
def withdraw_fee(request: HttpRequest, slug: str, fee_id: uuid.UUID) -> dict[str, Any]:
    """Take an offer back that was not answered. Managers."""
    shop = _shop(request, slug)
    fees.withdraw(queries.get_for_seller(shop, fee_id).pk)
    return _fee(queries.get_for_seller(shop, fee_id))


@router.post("/shops/{slug}/fees/{uuid:fee_id}/review", response=FeeOut, operation_id="review_work")
def review_work(request: HttpRequest, slug: str, fee_id: uuid.UUID, body: WorkAnswerIn) -> dict[str, Any]:
    """Accept the work, which pays the fee, or refuse it, which brings it before staff. Managers."""
    shop = _shop(request, slug)
    fee = queries.get_for_seller(shop, fee_id)
    if body.yes:
        fees.accept_work(fee.pk)
    else:
        fees.refuse_work(fee.pk, why=body.why)
    return _fee(queries.get_for_seller(shop, fee_id))


@router.get("/profiles/{uuid:creator_id}/fees", response=FeesOut, operation_id="list_my_fees")
def list_my_fees(request: HttpRequest, creator_id: uuid.UUID, page: Query[FeePage]) -> dict[str, Any]:
    """What shops promised a profile of mine, newest first."""
    return _page(queries.list_of_creator(get_creator_for_user(person(request), creator_id), page.cursor))


@router.post("/fees/{uuid:fee_id}/answer", response=FeeOut, operation_id="answer_fee")
def answer_fee(request: HttpRequest, fee_id: uuid.UUID, body: FeeAnswerIn) -> dict[str, Any]:
    """Agree to an offer made to a profile of mine, or decline it."""
    user = person(request)
    fee = queries.get_for_creator(user, fee_id)
    if body.yes:
        fees.agree(fee.pk)
    else:
        fees.decline(fee.pk)
    return _fee(queries.get_for_creator(user, fee_id))


@router.post("/fees/{uuid:fee_id}/deliver", response=FeeOut, operation_id="deliver_work")
def deliver_work(request: HttpRequest, fee_id: uuid.UUID, body: WorkIn) -> dict[str, Any]:
    """Say which video or show of mine is the work."""
    user = person(request)
    fees.deliver(queries.get_for_creator(user, fee_id).pk, body.content_id)
    return _fee(queries.get_for_creator(user, fee_id))


@router.post("/fees/{uuid:fee_id}/give-up", response=FeeOut, operation_id="give_up_fee")
def give_up_fee(request: HttpRequest, fee_id: uuid.UUID) -> dict[str, Any]:
    """The work I agreed to will not come; the shop has its money back."""
    user = person(request)
    fees.give_up(queries.get_for_creator(user, fee_id).pk)
    return _fee(queries.get_for_creator(user, fee_id))


def _shop(request: HttpRequest, slug: str) -> Seller:
    return get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)


def _page(found: Page[Fee]) -> dict[str, Any]:
    return {"fees": [_fee(one) for one in found.rows], "next_cursor": found.next_cursor}


def _fee(one: Fee) -> dict[str, Any]:
    plan = one.participation.plan
    return {
        **{name: getattr(one, name) for name in SAME},
        "part_id": one.participation_id,
        "plan_id": plan.pk,
        "product_id": plan.product_id,
        "creator_handle": one.creator.handle,
        "shop_slug": one.seller.slug,
    }
