"""A person's own orders over the API."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from halles.orders import queries, services, story
from halles.orders.models import Order, OrderLine
from halles.orders.reasons import CUSTOMER
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["orders"], auth=BearerAuth())


class LineOut(Schema):
    """One variant as it was sold; amounts in minor units of the order's currency."""

    id: uuid.UUID
    product_id: uuid.UUID
    variant_id: uuid.UUID
    title: str
    variant_name: str
    quantity: int
    canceled_quantity: int
    unit_minor: int
    tax_minor: int
    total_minor: int
    refunded_minor: int


class OrderOut(Schema):
    """What one seller ships."""

    id: uuid.UUID
    seller_id: uuid.UUID
    status: Literal[
        "unpaid",
        "on_hold",
        "awaiting_shipment",
        "partially_shipping",
        "awaiting_collection",
        "in_transit",
        "delivered",
        "completed",
        "canceled",
    ]
    subtotal_minor: int
    shipping_minor: int
    tax_minor: int
    total_minor: int
    refunded_minor: int
    hold_until: dt.datetime | None
    arrives_from_on: dt.date
    arrives_to_on: dt.date
    lines: list[LineOut]


class PurchaseOut(Schema):
    """One purchase: one payment, one address, one order per seller. `next_action` says what the payment waits for."""

    id: uuid.UUID
    number: str
    status: Literal["unpaid", "paid", "canceled"]
    market: str
    currency: str
    total_minor: int
    tax_is_included: bool
    placed_at: dt.datetime
    ship_to: dict[str, str]
    orders: list[OrderOut]
    next_action: dict[str, Any] | None = None


class PurchasePageOut(Schema):
    """Newest first; ask again with `cursor` = `next_cursor` until it is null."""

    purchases: list[PurchaseOut]
    next_cursor: str | None


class CancelIn(Schema):
    """Why; one of the reasons a customer may give."""

    reason: Literal[tuple(CUSTOMER)] = "changed_mind"  # type: ignore[valid-type]


def person(request: HttpRequest) -> User:
    """Who the bearer token belongs to."""
    user = request.user
    assert isinstance(user, User)
    return user


def purchase_out(purchase: queries.Purchase, next_action: dict[str, Any] | None = None) -> PurchaseOut:
    """A purchase as the API tells it."""
    group = purchase.group
    # Constructed, not validated: these are our own rows.
    return PurchaseOut.model_construct(
        id=group.pk,
        number=group.number,
        status=_status([order for order, _ in purchase.orders]),
        market=group.market,
        currency=group.currency,
        total_minor=group.total_minor,
        tax_is_included=group.tax_is_included,
        placed_at=group.placed_at,
        ship_to=group.ship_to,
        orders=[
            OrderOut.model_construct(**_facts(order, OrderOut), lines=_lines(lines)) for order, lines in purchase.orders
        ],
        next_action=next_action,
    )


def _status(orders: list[Order]) -> Literal["unpaid", "paid", "canceled"]:
    if all(order.status == Order.Status.CANCELED for order in orders):
        return "canceled"
    return "unpaid" if any(order.status == Order.Status.UNPAID for order in orders) else "paid"


def _lines(lines: list[OrderLine]) -> list[LineOut]:
    return [LineOut.model_construct(**_facts(line, LineOut)) for line in lines]


def _facts(row: Any, schema: type[Schema]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in schema.model_fields if name != "lines"}


@router.get("/orders", response=PurchasePageOut, summary="List my purchases")
def list_orders(request: HttpRequest, cursor: Annotated[str, Field(max_length=200)] = "") -> PurchasePageOut:
    """My purchases, newest first, those never paid left out."""
    page = queries.list_for_customer(person(request), cursor or None)
    return PurchasePageOut(
        purchases=[purchase_out(queries.purchase_of(group)) for group in page.rows], next_cursor=page.next_cursor
    )


@router.get("/orders/{uuid:purchase_id}", response=PurchaseOut, summary="One purchase")
def get_order(request: HttpRequest, purchase_id: uuid.UUID) -> PurchaseOut:
    """One of my purchases with its orders; 404 orders.not_found when it is not mine."""
    return purchase_out(queries.purchase_of(queries.get_for_customer(person(request), purchase_id)))


@router.post("/orders/{uuid:purchase_id}/cancel", response=PurchaseOut, summary="Cancel a purchase")
def cancel(request: HttpRequest, purchase_id: uuid.UUID, why: CancelIn) -> PurchaseOut:
    """Cancel all of a purchase while its window is open; 409 orders.window_over or orders.already_canceled."""
    user = person(request)
    queries.get_for_customer(user, purchase_id)
    services.cancel_group(purchase_id, by=story.customer(user.pk), reason=why.reason)
    return purchase_out(queries.purchase_of(queries.get_for_customer(user, purchase_id)))
