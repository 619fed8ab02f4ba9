"""Returns as their customers and shops see them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from halles.kit.pages import Page, page_by_id
from halles.kit.statements import fetch
from halles.orders.models import Order, OrderLine
from halles.returns.errors import PictureNotFound, ReturnNotFound
from halles.returns.models import Dispute, Picture, ReturnLine, ReturnParcel, ReturnRequest, Statement
from halles.sellers.models import Seller

Status = ReturnRequest.Status
# Where the shop's answer, or its look at what came back, is waited for.
TO_DO = (Status.REQUESTED, Status.RECEIVED)

# Most purchases have none, and their page is asked for all the same.
_HAS_ANY = """
SELECT 1 FROM returns_returnrequest r JOIN orders_order o ON o.id = r.order_id WHERE o.group_id = %s LIMIT 1
"""


@dataclass(frozen=True)
class ReturnCost:
    """What a return cost the shop, in minor units: `goods_minor` went back to the customer, less the `fee_minor` and
    `tax_minor` that others gave back; and the label, when the shop bore it."""

    goods_minor: int
    fee_minor: int
    tax_minor: int
    label_minor: int

    @property
    def total_minor(self) -> int:
        """What left the shop's account."""
        return self.goods_minor - self.fee_minor - self.tax_minor + self.label_minor


def _whole(requests: QuerySet[ReturnRequest]) -> QuerySet[ReturnRequest]:
    lines = Prefetch("lines", ReturnLine.objects.select_related("order_line").order_by("order_line__position"))
    said = Prefetch("statements", Statement.objects.prefetch_related("pictures").order_by("pk"))
    cases = Prefetch("disputes", Dispute.objects.order_by("-pk"))
    return requests.select_related("order__group", "order__seller", "parcel").prefetch_related(lines, said, cases)


def get_return(return_id: uuid.UUID) -> ReturnRequest:
    """Any return with order, lines, parcel, statements and cases; the caller asks whose it is. Else ReturnNotFound."""
    request = _whole(ReturnRequest.objects.filter(pk=return_id)).first()
    if request is None:
        raise ReturnNotFound
    return request


def get_return_for_seller(seller: Seller, return_id: uuid.UUID) -> ReturnRequest:
    """A return to this shop, loaded as `get_return`; else ReturnNotFound."""
    request = _whole(ReturnRequest.objects.filter(pk=return_id, order__seller=seller)).first()
    if request is None:
        raise ReturnNotFound
    return request


def list_of_order(order: Order) -> list[ReturnRequest]:
    """Every return of an order, newest first."""
    return list(_whole(ReturnRequest.objects.filter(order=order)).order_by("-position"))


def list_of_group(group_id: uuid.UUID) -> list[ReturnRequest]:
    """Every return of a purchase, newest first."""
    if not fetch(_HAS_ANY, [group_id]):
        return []
    return list(_whole(ReturnRequest.objects.filter(order__group_id=group_id)).order_by("-pk"))


def open_returns_of(order: Order) -> list[ReturnRequest]:
    """The returns of an order in which something is still to happen, newest first."""
    return [request for request in list_of_order(order) if request.is_open]


def list_for_seller(seller: Seller, *, which: str = "to_do", cursor: str | None = None) -> Page[ReturnRequest]:
    """A shop's returns: `to_do` (an answer or a look is due), `coming`, or `done`; newest first."""
    wanted = {
        "to_do": Q(status__in=TO_DO),
        "coming": Q(status__in=(Status.APPROVED, Status.IN_TRANSIT)),
        "done": ~Q(status__in=ReturnRequest.OPEN),
    }[which]
    return page_by_id(_whole(ReturnRequest.objects.filter(wanted, order__seller=seller)), cursor)


def count_to_do(seller: Seller) -> int:
    """How many returns wait for this shop."""
    return ReturnRequest.objects.filter(order__seller=seller, status__in=TO_DO).count()


@dataclass(frozen=True)
class ShopTasks:
    """What waits for a shop: returns to answer, parcels to inspect, each with the first deadline and, when it is the
    only one, its id."""

    answer_count: int
    answer_by_at: dt.datetime | None
    answer_id: uuid.UUID | None
    inspect_count: int
    inspect_by_at: dt.datetime | None
    inspect_id: uuid.UUID | None


def tasks_of(seller: Seller) -> ShopTasks:
    """What of its returns waits for this shop now."""
    rows = ReturnRequest.objects.filter(order__seller=seller, status__in=TO_DO).values_list(
        "status", "deadline_at", "pk"
    )
    facts: list[Any] = []
    for status in (Status.REQUESTED, Status.RECEIVED):
        mine = [(at, pk) for one, at, pk in rows if one == status]
        first = min((at for at, _pk in mine if at is not None), default=None)
        facts += [len(mine), first, mine[0][1] if len(mine) == 1 else None]
    return ShopTasks(*facts)


def cost_of(request: ReturnRequest) -> ReturnCost:
    """What this return cost its shop."""
    parts = [part for one in request.order.refunds.all() if str(one.pk) in request.refund_ids for part in one.parts]
    is_label_ours = request.carriage_paid_by == ReturnRequest.Payer.SELLER
    is_remitted = request.order.is_tax_remitted
    return ReturnCost(
        goods_minor=sum(int(part["amount_minor"]) for part in parts),
        fee_minor=sum(int(part["platform_fee_minor"]) for part in parts),
        tax_minor=sum(int(part["tax_minor"]) for part in parts) if is_remitted else 0,
        label_minor=request.postage_minor if is_label_ours else 0,
    )


def find_picture(picture_id: uuid.UUID) -> tuple[Picture, Order]:
    """A picture and the order it is about, for the caller to ask whose that is; else PictureNotFound."""
    picture = (
        Picture.objects.select_related("statement__request__order__group", "statement__dispute__order__group")
        .filter(pk=picture_id)
        .first()
    )
    if picture is None:
        raise PictureNotFound
    about = picture.statement.request or picture.statement.dispute
    assert about is not None
    return picture, about.order


def parcel_of(request: ReturnRequest) -> ReturnParcel | None:
    """The parcel of a return, once its label is made."""
    return getattr(request, "parcel", None)


def line_of(request: ReturnRequest, order_line: OrderLine) -> ReturnLine | None:
    """The pieces of an order line in a return."""
    return next((line for line in request.lines.all() if line.order_line_id == order_line.pk), None)
