"""What comes back to a shop, over the API: answer, receive, look at it and refund, and its side of cases."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Form, Query, Router, Schema, Status
from pydantic import Field

from halles.orders import story
from halles.returns import queries, reasons, services
from halles.returns.access import picture_answer
from halles.returns.api.cases import CaseOut, CasesOut, CaseWordsIn, Pictures, case_out, files_of
from halles.returns.api.mine import LINES_MAX, ReturnOut, return_out
from halles.returns.errors import PictureNotFound, ReturnNotFound
from halles.returns.models import Dispute, ReturnRequest
from halles.returns.services.evidence import TEXT_LENGTH_MAX
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["shop returns"], auth=BearerAuth())
Role = SellerStaff.Role


class ReturnCostOut(Schema):
    """What a return cost the shop: `goods_minor` went back, of it `fee_minor` and `tax_minor` were others' to give
    back, and `label_minor` is the label when the shop bears it; `total_minor` left the shop's account."""

    goods_minor: int
    fee_minor: int
    tax_minor: int
    label_minor: int
    total_minor: int


class ShopReturnOut(ReturnOut):
    """A return as its shop sees it."""

    reason_text: str
    cost: ReturnCostOut


class ShopReturnsOut(Schema):
    returns: list[ShopReturnOut]
    next_cursor: str | None


class RejectIn(Schema):
    """Why; the customer reads it."""

    why: str = Field(min_length=1, max_length=1000)


class FindingIn(Schema):
    """What was found about a line of the order: taken off in minor units, and pieces that can be sold again."""

    line_id: uuid.UUID
    deducted_minor: int = Field(default=0, ge=0, le=10**12)
    restocked_quantity: int = Field(default=0, ge=0, le=10_000)


class InspectIn(Schema):
    """Lines left out are refunded whole and not put back on the shelf. `why` is needed when something is taken off."""

    findings: list[FindingIn] = Field(default_factory=list, max_length=LINES_MAX)
    why: str = Field(default="", max_length=1000)


class ShopCaseIn(Schema):
    """What is not right about what came back."""

    text: str = Field(min_length=1, max_length=TEXT_LENGTH_MAX)


def _desk(request: HttpRequest, slug: str, at_least: str = Role.MANAGER) -> tuple[User, Seller]:
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    return person, get_seller_for_staff_member(person, slug, at_least=at_least)


def _shop_out(seller: Seller, return_id: uuid.UUID) -> ShopReturnOut:
    return _told(queries.get_return_for_seller(seller, return_id))


def _told(found: ReturnRequest) -> ShopReturnOut:
    cost = queries.cost_of(found)
    return ShopReturnOut(
        **return_out(found).model_dump(),
        reason_text=str(reasons.words(found.reason)),
        cost=ReturnCostOut(**{name: getattr(cost, name) for name in ReturnCostOut.model_fields}),
    )


@router.get("/shops/{slug}/returns", response=ShopReturnsOut, operation_id="list_shop_returns")
def list_returns(
    request: HttpRequest,
    slug: str,
    which: Literal["to_do", "coming", "done"] = "to_do",
    cursor: Annotated[str, Query(max_length=200)] = "",
) -> ShopReturnsOut:
    """A shop's returns, newest first: those that wait for its answer or its look, on their way, or over."""
    _person, seller = _desk(request, slug, Role.PACKER)
    page = queries.list_for_seller(seller, which=which, cursor=cursor or None)
    return ShopReturnsOut(returns=[_told(one) for one in page.rows], next_cursor=page.next_cursor)


@router.get("/shops/{slug}/returns/{uuid:return_id}", response=ShopReturnOut, operation_id="get_shop_return")
def get_return(request: HttpRequest, slug: str, return_id: uuid.UUID) -> ShopReturnOut:
    """A return to a shop of mine, and what it cost; 404 returns.not_found when it is another shop's."""
    return _shop_out(_desk(request, slug, Role.PACKER)[1], return_id)


@router.post("/shops/{slug}/returns/{uuid:return_id}/approve", response=ShopReturnOut, operation_id="approve_return")
def approve(request: HttpRequest, slug: str, return_id: uuid.UUID) -> ShopReturnOut:
    """It may come back: a label is made. 409 returns.status_moved when it was answered, returns.case_open."""
    person, seller = _desk(request, slug)
    queries.get_return_for_seller(seller, return_id)
    with transaction.atomic():
        services.approve(return_id, by=story.seller(person.pk))
    return _shop_out(seller, return_id)


@router.post("/shops/{slug}/returns/{uuid:return_id}/reject", response=ShopReturnOut, operation_id="reject_return")
def reject(request: HttpRequest, slug: str, return_id: uuid.UUID, said: RejectIn) -> ShopReturnOut:
    """It may not come back; 409 returns.withdrawal_is_a_right, returns.status_moved, returns.case_open."""
    person, seller = _desk(request, slug)
    queries.get_return_for_seller(seller, return_id)
    with transaction.atomic():
        services.reject(return_id, by=story.seller(person.pk), why=said.why)
    return _shop_out(seller, return_id)


@router.post("/shops/{slug}/returns/{uuid:return_id}/refund", response=ShopReturnOut, operation_id="refund_return")
def refund(request: HttpRequest, slug: str, return_id: uuid.UUID) -> ShopReturnOut:
    """Refund all of it at once and let the customer keep the goods; 409 returns.status_moved once it is on its way."""
    person, seller = _desk(request, slug)
    queries.get_return_for_seller(seller, return_id)
    with transaction.atomic():
        services.waive_parcel(return_id, by=story.seller(person.pk))
    return _shop_out(seller, return_id)


@router.post("/shops/{slug}/returns/{uuid:return_id}/received", response=ShopReturnOut, operation_id="receive_return")
def receive(request: HttpRequest, slug: str, return_id: uuid.UUID) -> ShopReturnOut:
    """The parcel is here; who packs may say so. 409 returns.status_moved, returns.case_open."""
    person, seller = _desk(request, slug, Role.PACKER)
    queries.get_return_for_seller(seller, return_id)
    with transaction.atomic():
        services.mark_received(return_id, by=story.seller(person.pk))
    return _shop_out(seller, return_id)


@router.post("/shops/{slug}/returns/{uuid:return_id}/inspect", response=ShopReturnOut, operation_id="inspect_return")
def inspect(request: HttpRequest, slug: str, return_id: uuid.UUID, found: InspectIn) -> ShopReturnOut:
    """What was found, and with it the refund, in full or in part.

    Refusals: 409 returns.status_moved before it is back, returns.case_open, 404 returns.not_found for a line that is
    not in it, 422 returns.deduction_too_large, returns.restock_too_many, returns.words_missing.
    """
    person, seller = _desk(request, slug)
    findings = _findings(queries.get_return_for_seller(seller, return_id), found.findings)
    with transaction.atomic():
        services.inspect(return_id, findings, by=story.seller(person.pk), why=found.why)
    return _shop_out(seller, return_id)


def _findings(request: ReturnRequest, given: Sequence[FindingIn]) -> dict[int, services.Finding]:
    lines = {line.order_line_id: line.pk for line in request.lines.all()}
    if any(one.line_id not in lines for one in given):
        raise ReturnNotFound
    return {lines[one.line_id]: services.Finding(one.deducted_minor, one.restocked_quantity) for one in given}


@router.post("/shops/{slug}/returns/{uuid:return_id}/case", response={201: CaseOut}, operation_id="open_shop_case")
def open_case(
    request: HttpRequest, slug: str, return_id: uuid.UUID, case: Form[ShopCaseIn], pictures: Pictures
) -> Status[CaseOut]:
    """What came back is not right: the staff decide. A form with up to five `pictures`; one's deadline waits.

    Refusals: 409 returns.case_open, returns.case_decided, 422 returns.case_kind_invalid before it is on its way.
    """
    person, seller = _desk(request, slug)
    found = queries.get_return_for_seller(seller, return_id)
    with transaction.atomic():
        opened = services.open_dispute(
            found.order_id,
            kind=Dispute.Kind.WRONG_RETURN,
            side=Dispute.Side.SELLER,
            by_id=person.pk,
            text=case.text,
            pictures=files_of(pictures),
            return_id=return_id,
        )
    return Status(201, case_out(queries.get_dispute_for_seller(seller, opened.pk)))


@router.get("/shops/{slug}/cases", response=CasesOut, operation_id="list_shop_cases")
def list_cases(request: HttpRequest, slug: str) -> CasesOut:
    """The open cases about a shop's orders, the most urgent first."""
    _person, seller = _desk(request, slug, Role.PACKER)
    return CasesOut(cases=[case_out(one) for one in queries.list_disputes_for_seller(seller)])


@router.get("/shops/{slug}/cases/{uuid:dispute_id}", response=CaseOut, operation_id="get_shop_case")
def get_case(request: HttpRequest, slug: str, dispute_id: uuid.UUID) -> CaseOut:
    """A case about an order of a shop of mine; 404 returns.dispute_not_found when it is another's."""
    _person, seller = _desk(request, slug, Role.PACKER)
    return case_out(queries.get_dispute_for_seller(seller, dispute_id))


@router.post(
    "/shops/{slug}/cases/{uuid:dispute_id}/statements", response={201: CaseOut}, operation_id="say_in_shop_case"
)
def say(
    request: HttpRequest, slug: str, dispute_id: uuid.UUID, said: Form[CaseWordsIn], pictures: Pictures
) -> Status[CaseOut]:
    """The shop's side, with pictures as evidence; 409 returns.case_closed."""
    person, seller = _desk(request, slug)
    queries.get_dispute_for_seller(seller, dispute_id)
    with transaction.atomic():
        services.say(
            dispute_id,
            by_kind=Dispute.Side.SELLER,
            by_id=person.pk,
            text=said.text,
            pictures=files_of(pictures),
        )
    return Status(201, case_out(queries.get_dispute_for_seller(seller, dispute_id)))


@router.post("/shops/{slug}/cases/{uuid:dispute_id}/close", response=CaseOut, operation_id="close_shop_case")
def close(request: HttpRequest, slug: str, dispute_id: uuid.UUID) -> CaseOut:
    """Settle a case that the shop opened; the return goes on where it was."""
    _person, seller = _desk(request, slug)
    queries.get_dispute_for_seller(seller, dispute_id)
    with transaction.atomic():
        services.close_dispute(dispute_id, side=Dispute.Side.SELLER)
    return case_out(queries.get_dispute_for_seller(seller, dispute_id))


@router.get("/shops/{slug}/returns/pictures/{uuid:picture_id}", operation_id="get_shop_return_picture")
def get_picture(request: HttpRequest, slug: str, picture_id: uuid.UUID) -> HttpResponse:
    """A picture of a return to a shop of mine, or of a case about one of its orders, as WebP."""
    _person, seller = _desk(request, slug, Role.PACKER)
    picture, order = queries.find_picture(picture_id)
    if order.seller_id != seller.pk:
        raise PictureNotFound
    return picture_answer(picture)
