"""What a shop does with an order in one go, and the order as the shop sees it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.fulfillment.queries import CarrierFacts, PackageView, list_carriers
from halles.orders import money, story
from halles.orders import queries as orders
from halles.orders import services as ordering
from halles.orders.collecting import PICKUP, method_of
from halles.orders.models import Order, OrderLine
from halles.orders.queries import Moment
from halles.sellers.models import Seller
from halles.shipping.queries import find_shipping
from halles.studio.errors import OrderMoved

Status = Order.Status
TO_PACK = (Status.AWAITING_SHIPMENT, Status.PARTIALLY_SHIPPING)
OPEN = (Status.ON_HOLD, *TO_PACK)
# The time line speaks to customers; these lines of it mean somebody else here.
OWN_WORDS: dict[str, Promise] = {
    story.RELEASED: _("Ready to be packed"),
    story.READY: _("Ready; the customer has a code for it"),
    story.DELIVERED_SAID_CUSTOMER: _("Arrived, says the customer"),
}


@dataclass(frozen=True)
class Earnings:
    """What the order is worth to the shop, in minor units: `paid` by the customer and not given back, less `fee`, less
    the `tax` that the platform hands on."""

    paid_minor: int
    fee_minor: int
    tax_minor: int

    @property
    def yours_minor(self) -> int:
        """What stays with the shop."""
        return self.paid_minor - self.fee_minor - self.tax_minor


def left_to_pack(order: Order) -> list[tuple[OrderLine, int]]:
    """Each line with the pieces neither packed nor cancelled."""
    return [(line, line.quantity - line.canceled_quantity - line.shipped_quantity) for line in order.lines.all()]


def left_to_refund(order: Order) -> list[tuple[OrderLine, int]]:
    """Each line that has money left with the pieces that were not cancelled."""
    return [
        (line, line.quantity - line.canceled_quantity if money.line_left(line).amount_minor else 0)
        for line in order.lines.all()
    ]


def refundable_minor(order: Order) -> int:
    """What was taken and not given back, in minor units; nothing before the money is taken."""
    return money.due_minor(order) if order.captured_at is not None else 0


def earnings_of(order: Order) -> Earnings:
    """The order in the shop's books, as it stands."""
    parts = money.order_left(order, list(order.lines.all()))
    return Earnings(
        paid_minor=sum(part.amount_minor for part in parts),
        fee_minor=sum(part.platform_fee_minor for part in parts),
        tax_minor=sum(part.tax_minor for part in parts) if order.is_tax_remitted else 0,
    )


def can_hand_over(order: Order) -> bool:
    """Whether all of it waits at the shop for its customer."""
    return order.status == Status.AWAITING_COLLECTION and method_of(order) == PICKUP


def carriers_of(seller: Seller) -> list[CarrierFacts]:
    """Who collects where this shop ships from."""
    shipping = find_shipping(seller)
    return list_carriers(str(shipping.ship_from["country"]) if shipping else seller.country)


def chosen_carrier(order: Order, carriers: list[CarrierFacts]) -> str:
    """The code of the carrier the customer was promised; empty when the shop's words name none of these."""
    promised = str(order.shipping_option.get("carrier") or "").casefold()
    return next((one.code for one in carriers if promised in {one.name.casefold(), one.code.casefold()}), "")


def moments_of(order: Order, packages: Sequence[PackageView]) -> list[Moment]:
    """The order's time line in words for the shop, carriers by their names."""
    by_id = {str(package.id): package for package in packages}
    return [_for_shop(moment, by_id) for moment in orders.timeline(order)]


def stand_of(order: Order) -> str:
    """What has happened to the order's pieces and money so far: the same text, nothing happened since."""
    lines = order.lines.all()
    counts = (
        sum(line.canceled_quantity for line in lines),
        sum(line.shipped_quantity for line in lines),
        order.canceled_minor,
        order.refunded_minor,
    )
    return "-".join(str(count) for count in counts)


def cancel_whole(order: Order, *, stand: str, by: story.By, reason: str, note: str) -> None:
    """Cancel all that can be cancelled of an order; refuses studio.order_moved and as orders.services does."""
    _require_same(order, stand)
    if order.status == Status.PARTIALLY_SHIPPING:
        _cancel(dict_of(left_to_pack(order)), by=by, reason=reason, note=note)
    else:
        ordering.cancel_order(order.pk, by=by, reason=reason, note=note)


def cancel_pieces(
    order: Order, pieces: Mapping[uuid.UUID, int], *, stand: str, by: story.By, reason: str, note: str
) -> None:
    """Cancel pieces of several lines, all or none; refuses studio.order_moved and as orders.services does."""
    _require_same(order, stand)
    is_all = dict(pieces) == dict_of(left_to_pack(order)) and order.status != Status.PARTIALLY_SHIPPING
    if is_all:
        # One decision, one mail to the customer.
        ordering.cancel_order(order.pk, by=by, reason=reason, note=note)
    else:
        _cancel(pieces, by=by, reason=reason, note=note)


def refund_pieces(
    order: Order, pieces: Mapping[uuid.UUID, int], *, stand: str, by: story.By, reason: str, note: str
) -> None:
    """Give back the price of pieces of several lines, all or none; refuses studio.order_moved and as orders.services
    does."""
    _require_same(order, stand)
    for line_id, quantity in pieces.items():
        ordering.refund_line(line_id, quantity=quantity, by=by, reason=reason, note=note)


def refund_amount(order: Order, amount_minor: int, *, stand: str, by: story.By, reason: str, note: str) -> None:
    """Give back an amount; refuses studio.order_moved and as orders.services does."""
    _require_same(order, stand)
    ordering.refund_amount(order.pk, amount_minor, by=by, reason=reason, note=note)


def refund_all(order: Order, *, stand: str, by: story.By, reason: str, note: str) -> None:
    """Give back all that is left; refuses studio.order_moved and as orders.services does."""
    _require_same(order, stand)
    ordering.refund_order(order.pk, by=by, reason=reason, note=note)


def dict_of(left: Sequence[tuple[OrderLine, int]]) -> dict[uuid.UUID, int]:
    """The pieces above zero by line id."""
    return {line.pk: count for line, count in left if count}


def _cancel(pieces: Mapping[uuid.UUID, int], *, by: story.By, reason: str, note: str) -> None:
    for line_id, quantity in pieces.items():
        ordering.cancel_line(line_id, quantity, by=by, reason=reason, note=note)


def _require_same(order: Order, stand: str) -> None:
    """A second press of the button, or a colleague's, must not take the same money off twice."""
    ordering.lock_group_of(order.pk)
    if stand_of(orders.get_order(order.pk)) != stand:
        raise OrderMoved


def _for_shop(moment: Moment, packages: Mapping[str, PackageView]) -> Moment:
    package = packages.get(str(moment.data.get("package_id", "")))
    if moment.kind == story.PACKED and package is not None:
        text = str(story.WORDS[story.PACKED]) % {
            "carrier": package.carrier_name,
            "tracking_number": package.tracking_number,
        }
        return replace(moment, text=text)
    own = OWN_WORDS.get(moment.kind)
    return replace(moment, text=str(own)) if own else moment
