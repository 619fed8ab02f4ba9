"""Cases over the API: a customer asks the staff to decide, adds words and pictures, or settles it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import IO, Annotated, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from halles.orders import queries as orders
from halles.orders.errors import OrderNotFound
from halles.returns import queries, services
from halles.returns.errors import DisputeNotFound
from halles.returns.models import Dispute, Statement
from halles.returns.services.evidence import PICTURES_MAX, TEXT_LENGTH_MAX
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["cases"], auth=BearerAuth())
Pictures = Annotated[list[UploadedFile], File(default_factory=list, max_length=PICTURES_MAX)]


class CaseIn(Schema):
    """What the staff should decide: about an order, or about one of its returns."""

    order_id: uuid.UUID
    kind: Literal["not_arrived", "return_declined", "refund_too_small", "other"]
    text: str = Field(min_length=1, max_length=TEXT_LENGTH_MAX)
    return_id: uuid.UUID | None = None


class CaseWordsIn(Schema):
    """What one side says; words or pictures are needed."""

    text: str = Field(default="", max_length=TEXT_LENGTH_MAX)


class CaseStatementOut(Schema):
    """What one side said, and the ids of its pictures: each is at /returns/pictures/{id}, for a shop's people at
    /shops/{slug}/returns/pictures/{id}."""

    by_kind: Literal["customer", "seller", "staff"]
    at: dt.datetime
    text: str
    picture_ids: list[uuid.UUID]


class CaseOut(Schema):
    """A case; `at_stake_minor` is the most a decision can give back while it is open, `decided_minor` what one did."""

    id: uuid.UUID
    order_id: uuid.UUID
    return_id: uuid.UUID | None
    kind: Literal["not_arrived", "return_declined", "refund_too_small", "wrong_return", "other"]
    opened_by: Literal["customer", "seller"]
    opened_at: dt.datetime
    answer_by_at: dt.datetime
    status: Literal["open", "decided", "withdrawn"]
    decision: Literal["", "refund_all", "refund_part", "no_refund"]
    currency: str
    at_stake_minor: int
    decided_minor: int
    why: str
    closed_at: dt.datetime | None
    statements: list[CaseStatementOut]


class CasesOut(Schema):
    cases: list[CaseOut]


def statements_out(said: Sequence[Statement]) -> list[CaseStatementOut]:
    """What was said, as the API tells it."""
    return [
        CaseStatementOut(
            by_kind=one.by_kind,  # type: ignore[arg-type]
            at=one.at,
            text=one.text,
            picture_ids=[picture.pk for picture in one.pictures.all()],
        )
        for one in said
    ]


def case_out(found: Dispute) -> CaseOut:
    """A case as the API tells it, to either side."""
    told = {"return_id", "currency", "at_stake_minor", "statements"}
    return CaseOut(
        **{name: getattr(found, name) for name in CaseOut.model_fields if name not in told},
        return_id=found.request_id,
        currency=found.order.currency,
        at_stake_minor=queries.case_money(found) if found.status == Dispute.Status.OPEN else 0,
        statements=statements_out(queries.list_statements(found)),
    )


def files_of(pictures: Sequence[UploadedFile]) -> list[IO[bytes]]:
    """The contents of what was sent."""
    return [one.file for one in pictures if one.file is not None]


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user


def _mine(request: HttpRequest, dispute_id: uuid.UUID) -> Dispute:
    found = queries.get_dispute(dispute_id)
    if found.order.group.user_id != _person(request).pk:
        raise DisputeNotFound
    return found


@router.get("/orders/{uuid:purchase_id}/cases", response=CasesOut, operation_id="list_cases")
def list_cases(request: HttpRequest, purchase_id: uuid.UUID) -> CasesOut:
    """Every case about one of my purchases, newest first; 404 orders.not_found when it is not mine."""
    orders.get_for_customer(_person(request), purchase_id)
    return CasesOut(cases=[case_out(one) for one in queries.list_disputes_of_group(purchase_id)])


@router.post("/orders/{uuid:purchase_id}/cases", response={201: CaseOut}, operation_id="open_case")
def open_case(request: HttpRequest, purchase_id: uuid.UUID, case: Form[CaseIn], pictures: Pictures) -> Status[CaseOut]:
    """Ask the staff to decide: a form with up to five `pictures`. While it is open, clock and money wait.

    Refusals: 404 orders.not_found, returns.not_found, 409 returns.case_open, returns.case_decided,
    returns.case_too_early, returns.case_too_late, 422 returns.case_kind_invalid, returns.words_missing.
    """
    user = _person(request)
    group = orders.get_for_customer(user, purchase_id)
    if all(order.pk != case.order_id for order in group.orders.all()):
        raise OrderNotFound
    with transaction.atomic():
        opened = services.open_dispute(
            case.order_id,
            kind=case.kind,
            side=Dispute.Side.CUSTOMER,
            by_id=user.pk,
            text=case.text,
            pictures=files_of(pictures),
            return_id=case.return_id,
        )
    return Status(201, case_out(queries.get_dispute(opened.pk)))


@router.get("/cases/{uuid:dispute_id}", response=CaseOut, operation_id="get_case")
def get_case(request: HttpRequest, dispute_id: uuid.UUID) -> CaseOut:
    """A case about an order of mine, with what both sides said; 404 returns.dispute_not_found when it is not mine."""
    return case_out(_mine(request, dispute_id))


@router.post("/cases/{uuid:dispute_id}/statements", response={201: CaseOut}, operation_id="say_in_case")
def say_in_case(
    request: HttpRequest, dispute_id: uuid.UUID, said: Form[CaseWordsIn], pictures: Pictures
) -> Status[CaseOut]:
    """Say more, or show it; 409 returns.case_closed."""
    _mine(request, dispute_id)
    with transaction.atomic():
        services.say(
            dispute_id,
            by_kind=Dispute.Side.CUSTOMER,
            by_id=_person(request).pk,
            text=said.text,
            pictures=files_of(pictures),
        )
    return Status(201, case_out(queries.get_dispute(dispute_id)))


@router.post("/cases/{uuid:dispute_id}/close", response=CaseOut, operation_id="close_case")
def close_case(request: HttpRequest, dispute_id: uuid.UUID) -> CaseOut:
    """Settle a case of mine without a decision; 404 returns.dispute_not_found when the shop opened it."""
    _mine(request, dispute_id)
    with transaction.atomic():
        services.close_dispute(dispute_id, side=Dispute.Side.CUSTOMER)
    return case_out(queries.get_dispute(dispute_id))
