"""Taking back what was sold, over the API: pieces that will not be shipped, and money given back without a return."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field, model_validator

from halles.orders import queries as orders
from halles.orders import reasons, story
from halles.orders.errors import LineNotFound
from halles.orders.models import Order
from halles.sellers.models import SellerStaff
from halles.studio import order_desk
from halles.studio.api_orders import ShopOrderOut, desk_of, order_out
from halles.users.api_auth import BearerAuth

router = Router(tags=["shop orders"], auth=BearerAuth())
Stand = Annotated[str, Field(min_length=1, max_length=60)]
Note = Annotated[str, Field(max_length=500)]
Amount = Annotated[int, Field(ge=1, le=10**12)]


class SoldPiecesIn(Schema):
    line_id: uuid.UUID
    quantity: int = Field(ge=1, le=10_000)


class CancelPiecesIn(Schema):
    """`stand` as the order told it, so that nothing is taken back twice. Without `lines`: all that is not packed."""

    stand: Stand
    reason: Literal[tuple(reasons.SELLER)]  # type: ignore[valid-type]
    note: Note = ""
    lines: list[SoldPiecesIn] = Field(default=[], max_length=100)


class RefundIn(Schema):
    """`stand` as the order told it. `what`: the price of the pieces of `lines`, `amount_minor` of the order's currency
    over goods and delivery, or all that is left."""

    stand: Stand
    reason: Literal[tuple(reasons.REFUND)]  # type: ignore[valid-type]
    note: Note = ""
    what: Literal["pieces", "amount", "all"]
    lines: list[SoldPiecesIn] = Field(default=[], max_length=100)
    amount_minor: Amount | None = None

    @model_validator(mode="after")
    def check_what(self) -> RefundIn:
        """Pieces come with lines, an amount with its sum, and nothing with both."""
        if bool(self.lines) != (self.what == "pieces") or (self.amount_minor is not None) != (self.what == "amount"):
            raise ValueError("send lines with pieces, amount_minor with amount, and neither with all")
        return self


@router.post(
    "/shops/{slug}/orders/{uuid:order_id}/cancel", response=ShopOrderOut, operation_id="cancel_shop_order_pieces"
)
def cancel(request: HttpRequest, slug: str, order_id: uuid.UUID, asked: CancelPiecesIn) -> ShopOrderOut:
    """Say that pieces, or the whole order, will not be shipped; for managers. The stock goes back, the customer gets
    their money back (or is never charged) and a mail.

    Refusals: 409 studio.order_moved, orders.already_packed, orders.too_many_pieces, 404 orders.line_not_found.
    """
    person, seller = desk_of(request, slug, SellerStaff.Role.MANAGER)
    found = orders.get_order_for_seller(seller, order_id)
    pieces, by = _pieces(found, asked.lines), story.seller(person.pk)
    with transaction.atomic():
        if pieces:
            order_desk.cancel_pieces(found, pieces, stand=asked.stand, by=by, reason=asked.reason, note=asked.note)
        else:
            order_desk.cancel_whole(found, stand=asked.stand, by=by, reason=asked.reason, note=asked.note)
    return order_out(orders.get_order_for_seller(seller, order_id))


@router.post("/shops/{slug}/orders/{uuid:order_id}/refund", response=ShopOrderOut, operation_id="refund_shop_order")
def refund(request: HttpRequest, slug: str, order_id: uuid.UUID, asked: RefundIn) -> ShopOrderOut:
    """Give money back though nothing comes back; for managers. It goes the way it came, and the customer gets a mail.

    Refusals: 409 studio.order_moved, orders.not_charged_yet (cancel instead), orders.refund_too_large,
    orders.too_many_pieces, 404 orders.line_not_found.
    """
    person, seller = desk_of(request, slug, SellerStaff.Role.MANAGER)
    found = orders.get_order_for_seller(seller, order_id)
    pieces, by = _pieces(found, asked.lines), story.seller(person.pk)
    with transaction.atomic():
        if pieces:
            order_desk.refund_pieces(found, pieces, stand=asked.stand, by=by, reason=asked.reason, note=asked.note)
        elif asked.amount_minor is not None:
            order_desk.refund_amount(
                found, asked.amount_minor, stand=asked.stand, by=by, reason=asked.reason, note=asked.note
            )
        else:
            order_desk.refund_all(found, stand=asked.stand, by=by, reason=asked.reason, note=asked.note)
    return order_out(orders.get_order_for_seller(seller, order_id))


def _pieces(order: Order, asked: Sequence[SoldPiecesIn]) -> dict[uuid.UUID, int]:
    """The pieces by line, a line named twice added up; lines of another order are none of this one's."""
    own = {line.pk for line in order.lines.all()}
    pieces: dict[uuid.UUID, int] = {}
    for one in asked:
        if one.line_id not in own:
            raise LineNotFound
        pieces[one.line_id] = pieces.get(one.line_id, 0) + one.quantity
    return pieces
