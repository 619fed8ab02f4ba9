"""A shop's orders over the API: what to pack, parcels, and packing slips."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Annotated

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.fulfillment import queries as parcels
from halles.fulfillment import services as shipping
from halles.orders import queries as orders
from halles.orders.models import Order
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.studio.errors import NothingToPrint
from halles.studio.order_desk import earnings_of, left_to_pack, refundable_minor, stand_of
from halles.studio.slips.content import Slip, slips_of
from halles.studio.slips.drawing import draw_slips
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["shop orders"], auth=BearerAuth())
Role = SellerStaff.Role
Cursor = Annotated[str, Query(max_length=200)]
SLIPS_MAX = 100
NOT_ON_PAPER = (Order.Status.ON_HOLD, Order.Status.CANCELED)
STATUSES = {status.value for status in Order.Status} - {Order.Status.UNPAID.value}


class ShopLineOut(Schema):
    """A line of an order as its shop packs it; `left_to_pack` pieces are neither packed nor cancelled."""

    id: uuid.UUID
    variant_id: uuid.UUID
    sku: str
    title: str
    variant_name: str
    quantity: int
    canceled_quantity: int
    shipped_quantity: int
    left_to_pack: int
    unit_minor: int
    total_minor: int
    refunded_minor: int


class ShopOrderOut(Schema):
    """An order as its shop sees it; `ship_to` is null while the customer may still cancel. `paid_minor` less
    `fee_minor` and `tax_minor` is what stays with the shop (`yours_minor`); `refundable_minor` can still go back.
    `stand` goes back with a cancellation or a refund: it is another as soon as something happened."""

    id: uuid.UUID
    number: str
    status: str
    currency: str
    placed_at: dt.datetime
    dispatch_by_on: dt.date
    ship_to: dict[str, str] | None
    total_minor: int
    refunded_minor: int
    paid_minor: int
    fee_minor: int
    tax_minor: int
    yours_minor: int
    refundable_minor: int
    stand: str
    lines: list[ShopLineOut]


class ShopOrdersOut(Schema):
    orders: list[ShopOrderOut]
    next_cursor: str | None


class PackedLineIn(Schema):
    line_id: uuid.UUID
    quantity: int = Field(ge=1, le=10_000)


class PackageIn(Schema):
    """A parcel: its pieces, the carrier's code and the number on the label."""

    carrier: str = Field(min_length=1, max_length=40)
    tracking_number: str = Field(min_length=1, max_length=60)
    lines: list[PackedLineIn] = Field(min_length=1, max_length=100)


class PackageOut(Schema):
    id: uuid.UUID
    carrier: str
    tracking_number: str
    order_status: str


def desk_of(request: HttpRequest, slug: str, at_least: str = Role.PACKER) -> tuple[User, Seller]:
    """The person of the token and the shop, when they may do this much there; refuses sellers.not_found."""
    person = request.user
    assert isinstance(person, User), "the router asks for a token"
    return person, get_seller_for_staff_member(person, slug, at_least=at_least)


def order_out(order: Order) -> ShopOrderOut:
    """An order as the API tells its shop."""
    recipient, earned = orders.recipient_for_seller(order), earnings_of(order)
    sums = ("paid_minor", "fee_minor", "tax_minor", "yours_minor", "refundable_minor")
    given = ("lines", "number", "placed_at", "ship_to", "stand", *sums)
    return ShopOrderOut(
        **{name: getattr(order, name) for name in ShopOrderOut.model_fields if name not in given},
        number=order.group.number,
        placed_at=order.placed_at,
        ship_to=recipient.as_json() if recipient else None,
        paid_minor=earned.paid_minor,
        fee_minor=earned.fee_minor,
        tax_minor=earned.tax_minor,
        yours_minor=earned.yours_minor,
        refundable_minor=refundable_minor(order),
        stand=stand_of(order),
        lines=[
            ShopLineOut(
                **{name: getattr(line, name) for name in ShopLineOut.model_fields if name != "left_to_pack"},
                left_to_pack=left,
            )
            for line, left in left_to_pack(order)
        ],
    )


@router.get("/shops/{slug}/orders", response=ShopOrdersOut, operation_id="list_shop_orders")
def list_orders(
    request: HttpRequest, slug: str, status: Annotated[str, Query(max_length=30)] = "", cursor: Cursor = ""
) -> ShopOrdersOut:
    """A shop's paid orders, newest first, of one `status` or all; `to_pack`: what to pack, the most urgent first."""
    _person, seller = desk_of(request, slug)
    if status == "to_pack":
        page = orders.list_to_pack(seller, cursor or None)
    else:
        page = orders.list_for_seller(seller, status=status if status in STATUSES else None, cursor=cursor or None)
    return ShopOrdersOut(orders=[order_out(one) for one in page.rows], next_cursor=page.next_cursor)


@router.get("/shops/{slug}/orders/{uuid:order_id}", response=ShopOrderOut, operation_id="get_shop_order")
def get_order(request: HttpRequest, slug: str, order_id: uuid.UUID) -> ShopOrderOut:
    """One order of a shop of mine; 404 orders.not_found when it is another's."""
    return order_out(orders.get_order_for_seller(desk_of(request, slug)[1], order_id))


@router.post(
    "/shops/{slug}/orders/{uuid:order_id}/packages", response={201: PackageOut}, operation_id="pack_shop_order"
)
def pack(request: HttpRequest, slug: str, order_id: uuid.UUID, parcel: PackageIn) -> Status[PackageOut]:
    """Put pieces into a parcel; the customer is told by mail.

    Refusals: 422 fulfillment.tracking_number_invalid, fulfillment.carrier_unknown, 409
    fulfillment.tracking_number_taken, and what orders refuse, such as more pieces than are left.
    """
    person, seller = desk_of(request, slug)
    order = orders.get_order_for_seller(seller, order_id)
    pieces = {one.line_id: one.quantity for one in parcel.lines}
    with transaction.atomic():
        packed = shipping.ship(
            order.pk, shipping.Parcelled(pieces, parcel.carrier, parcel.tracking_number), by=person.pk
        )
    now = orders.get_order_for_seller(seller, order_id)
    return Status(
        201,
        PackageOut(
            id=packed.pk, carrier=packed.carrier, tracking_number=packed.tracking_number, order_status=now.status
        ),
    )


@router.get("/shops/{slug}/packing-slips", operation_id="print_packing_slips")
def print_slips(
    request: HttpRequest,
    slug: str,
    order: Annotated[list[uuid.UUID], Query(max_length=SLIPS_MAX)] = [],  # noqa: B006 - a parameter's description
    cursor: Cursor = "",
    has_prices: bool = False,
) -> HttpResponse:
    """A PDF of the slips of the orders named that wait to be packed, or of a page of what waits (`cursor` as of the
    list `to_pack`); 404 studio.nothing_to_print when none of them waits."""
    _person, seller = desk_of(request, slug)
    waiting: Sequence[Order] = (
        orders.list_to_pack_of(seller, order) if order else orders.list_to_pack(seller, cursor or None).rows
    )
    return _paper(seller, [slip for one in waiting for slip in slips_of(seller, one, has_prices=has_prices)])


@router.get("/shops/{slug}/orders/{uuid:order_id}/packing-slips", operation_id="print_slips_of_order")
def print_slips_of_order(
    request: HttpRequest, slug: str, order_id: uuid.UUID, has_prices: bool = False
) -> HttpResponse:
    """A PDF of the slips of one order, one per parcel and one for what is left; 404 studio.nothing_to_print."""
    _person, seller = desk_of(request, slug)
    order = orders.get_order_for_seller(seller, order_id)
    if order.status in NOT_ON_PAPER:
        raise NothingToPrint
    return _paper(seller, slips_of(seller, order, parcels.list_packages(order), has_prices=has_prices)[:SLIPS_MAX])


def _paper(seller: Seller, slips: Sequence[Slip]) -> HttpResponse:
    if not slips:
        raise NothingToPrint
    return HttpResponse(
        draw_slips(slips),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{seller.slug}.pdf"',
            "Cache-Control": "private, no-store",
        },
    )
