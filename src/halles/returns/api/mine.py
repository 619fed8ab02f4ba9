"""What comes back, over the API: a person's own withdrawals and returns."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import IO, Annotated, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import File, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from halles.orders import queries as orders
from halles.orders import story
from halles.orders.errors import OrderNotFound
from halles.returns import queries, services
from halles.returns.access import picture_answer
from halles.returns.api.cases import CaseStatementOut, files_of, statements_out
from halles.returns.errors import PictureNotFound, ReturnNotFound
from halles.returns.models import ReturnRequest
from halles.returns.queries.requests import parcel_of
from halles.returns.reasons import RETURN
from halles.returns.services.evidence import PICTURES_MAX
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["returns"], auth=BearerAuth())
LINES_MAX = 100


class PiecesIn(Schema):
    """Pieces of an order line."""

    line_id: uuid.UUID
    quantity: int = Field(ge=1, le=10_000)


class WithdrawalIn(Schema):
    """A withdrawal: the declaration and its confirmation in one call. The same `key` is the same withdrawal."""

    kind: Literal["withdrawal"]
    order_id: uuid.UUID
    lines: list[PiecesIn] = Field(min_length=1, max_length=LINES_MAX)
    name: str = Field(min_length=1, max_length=120)
    email: str = Field(max_length=254)
    key: str = Field(min_length=8, max_length=64)


class ReturnIn(Schema):
    """A request to send something back. The same `key` is the same request."""

    kind: Literal["return"]
    order_id: uuid.UUID
    lines: list[PiecesIn] = Field(min_length=1, max_length=LINES_MAX)
    reason: Literal[tuple(RETURN)]  # type: ignore[valid-type]
    text: str = Field(default="", max_length=2000)
    key: str = Field(min_length=8, max_length=64)


class ReturnLineOut(Schema):
    """Pieces of an order line; `canceled_quantity` of them never left the shop."""

    line_id: uuid.UUID
    quantity: int
    canceled_quantity: int
    refunded_minor: int


class ParcelOut(Schema):
    """The way back."""

    carrier: str
    tracking_number: str
    is_label_ours: bool
    label_minor: int
    status: Literal["labeled", "in_transit", "delivered", "lost"]


class ReturnOut(Schema):
    """A withdrawal or return; amounts in minor units. `deadline_at` is when silence decides."""

    id: uuid.UUID
    number: str
    order_id: uuid.UUID
    kind: Literal["withdrawal", "return"]
    reason: str
    status: Literal[
        "requested",
        "approved",
        "rejected",
        "in_transit",
        "received",
        "refunded",
        "partially_refunded",
        "closed",
        "canceled",
    ]
    carriage_paid_by: Literal["customer", "seller"]
    currency: str
    requested_at: dt.datetime
    deadline_at: dt.datetime | None
    why: str
    refunded_minor: int
    uncharged_minor: int
    postage_minor: int
    lines: list[ReturnLineOut]
    parcel: ParcelOut | None
    statements: list[CaseStatementOut]


class ReturnsOut(Schema):
    """Newest first."""

    returns: list[ReturnOut]


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user


def _mine(request: HttpRequest, return_id: uuid.UUID) -> ReturnRequest:
    found = queries.get_return(return_id)
    if found.order.group.user_id != _person(request).pk:
        raise ReturnNotFound
    return found


def return_out(found: ReturnRequest) -> ReturnOut:
    """A return as the API tells it, to either side."""
    parcel = parcel_of(found)
    plain = {
        name: getattr(found, name)
        for name in ReturnOut.model_fields
        if name not in {"lines", "parcel", "statements", "order_id", "number"}
    }
    return ReturnOut(
        **plain,
        number=found.number,
        order_id=found.order_id,
        lines=[
            ReturnLineOut(
                line_id=line.order_line_id,
                quantity=line.quantity,
                canceled_quantity=line.canceled_quantity,
                refunded_minor=line.refunded_minor,
            )
            for line in found.lines.all()
        ],
        parcel=ParcelOut(**{name: getattr(parcel, name) for name in ParcelOut.model_fields}) if parcel else None,
        statements=statements_out(list(found.statements.all())),
    )


@router.get("/orders/{uuid:purchase_id}/returns", response=ReturnsOut, summary="Returns of a purchase")
def list_returns(request: HttpRequest, purchase_id: uuid.UUID) -> ReturnsOut:
    """Every withdrawal and return of one of my purchases; 404 orders.not_found when it is not mine."""
    orders.get_for_customer(_person(request), purchase_id)
    return ReturnsOut(returns=[return_out(one) for one in queries.list_of_group(purchase_id)])


@router.post("/orders/{uuid:purchase_id}/returns", response=ReturnOut, summary="Withdraw or send back")
def create_return(
    request: HttpRequest,
    purchase_id: uuid.UUID,
    asked: Annotated[WithdrawalIn | ReturnIn, Field(discriminator="kind")],
) -> ReturnOut:
    """Withdraw from pieces of one of my orders, or ask to send them back.

    Refusals: 404 orders.not_found, 409 returns.withdrawal_over, returns.return_over, returns.too_many_pieces,
    returns.withdrawal_excepted, returns.not_arrived_yet, 422 returns.words_missing.
    """
    user = _mine_to_send(request, purchase_id, asked.order_id)
    if isinstance(asked, ReturnIn):
        return _ask(user, asked, ())
    pieces = {one.line_id: one.quantity for one in asked.lines}
    with transaction.atomic():
        made = services.declare_withdrawal(
            asked.order_id, pieces, by=story.customer(user.pk), name=asked.name, email=asked.email, key=asked.key
        )
    return return_out(queries.get_return(made.pk))


@router.post("/orders/{uuid:purchase_id}/returns/with-pictures", response=ReturnOut, summary="Send back, with pictures")
def create_return_with_pictures(
    request: HttpRequest,
    purchase_id: uuid.UUID,
    asked: ReturnIn,
    pictures: Annotated[list[UploadedFile], File(default_factory=list, max_length=PICTURES_MAX)],
) -> ReturnOut:
    """Ask to send pieces back and show what is wrong: a multipart form whose field `asked` is the JSON of a return.

    Up to five `pictures`; place, time and device are taken out of them. Refusals: as without
    pictures, and 422 media.not_a_picture, media.too_large, media.animated_picture, media.too_many_pixels.
    """
    user = _mine_to_send(request, purchase_id, asked.order_id)
    return _ask(user, asked, files_of(pictures))


def _mine_to_send(request: HttpRequest, purchase_id: uuid.UUID, order_id: uuid.UUID) -> User:
    user = _person(request)
    group = orders.get_for_customer(user, purchase_id)
    if all(order.pk != order_id for order in group.orders.all()):
        raise OrderNotFound
    return user


def _ask(user: User, asked: ReturnIn, pictures: Sequence[IO[bytes]]) -> ReturnOut:
    # The router answers a refusal itself, so the request's own transaction would keep what was written before it.
    with transaction.atomic():
        made = services.request_return(
            asked.order_id,
            {one.line_id: one.quantity for one in asked.lines},
            by=story.customer(user.pk),
            reason=asked.reason,
            text=asked.text,
            pictures=pictures,
            key=asked.key,
        )
    return return_out(queries.get_return(made.pk))


@router.get("/returns/pictures/{uuid:picture_id}", summary="A picture of a return")
def get_picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponse:
    """A picture shown in one of my returns or cases, as WebP; 404 returns.picture_not_found when it is not mine."""
    picture, order = queries.find_picture(picture_id)
    if order.group.user_id != _person(request).pk:
        raise PictureNotFound
    return picture_answer(picture)


@router.get("/returns/{uuid:return_id}", response=ReturnOut, summary="One return")
def get_return(request: HttpRequest, return_id: uuid.UUID) -> ReturnOut:
    """One of my returns; 404 returns.not_found when it is not mine."""
    return return_out(_mine(request, return_id))


@router.post("/returns/{uuid:return_id}/handed-over", response=ReturnOut, summary="It is with the carrier")
def hand_over(request: HttpRequest, return_id: uuid.UUID) -> ReturnOut:
    """The parcel with our label was given to the carrier; 409 returns.status_moved before the label is made."""
    _mine(request, return_id)
    services.hand_over(return_id)
    return return_out(queries.get_return(return_id))


@router.post("/returns/{uuid:return_id}/cancel", response=ReturnOut, summary="Keep it after all")
def cancel(request: HttpRequest, return_id: uuid.UUID) -> ReturnOut:
    """I keep it; 409 returns.status_moved once it was sent."""
    found = _mine(request, return_id)
    services.cancel_return(found.pk, by=story.customer(_person(request).pk))
    return return_out(queries.get_return(return_id))
