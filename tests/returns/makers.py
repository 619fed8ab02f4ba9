"""Orders that have arrived, and parcels that come back."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from halles.catalog.models import Variant
from halles.fulfillment.carriers.port import Scan
from halles.fulfillment.services import record_scans as record_parcel_scans
from halles.kit import clock
from halles.orders import story
from halles.orders.models import Order, OrderLine
from halles.payments import services as payments
from halles.payments.models import Refund as PaymentRefund
from halles.returns import services
from halles.returns.models import ReturnRequest
from tests.fulfillment.makers import RELEASED_AT, make_order_to_pack, make_package
from tests.orders.makers import AT, SOMEBODY, make_seller, make_shipping, make_variant

__all__ = ["AT", "RELEASED_AT", "SOMEBODY"]
# A Thursday; the statutory fortnight ends on Thursday, 18 June.
DELIVERED_AT = AT + dt.timedelta(days=2)
CUSTOMER, SHOP = story.customer(None), story.seller(SOMEBODY)
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def make_delivered(*wanted: tuple[Variant, int], at: dt.datetime = DELIVERED_AT) -> Order:
    """Bought at AT, charged, packed, and delivered two days later."""
    order = make_order_to_pack(*wanted)
    with clock.travel(RELEASED_AT), transaction.atomic():
        package = make_package(order)
    deliver(package.pk, at)
    return Order.objects.get(pk=order.pk)


def deliver(package_id: uuid.UUID, at: dt.datetime = DELIVERED_AT) -> None:
    with clock.travel(at), transaction.atomic():
        record_parcel_scans(package_id, [Scan(at, "delivered", "delivered", "Paris")])


def make_two_lines(**changes: Any) -> tuple[Order, OrderLine, OrderLine]:
    """3 × 10.00 € and 1 × 7.77 € of one shop, carriage 4.90 €, delivered in Paris."""
    seller = make_seller(**changes)
    make_shipping(seller)
    order = make_delivered(
        (make_variant(seller, prices={"FR": 1000}), 3), (make_variant(seller, prices={"FR": 777}), 1)
    )
    first, second = order.lines.order_by("position")
    return order, first, second


def withdraw(order: Order, pieces: dict[uuid.UUID, int], **changes: Any) -> ReturnRequest:
    facts: dict[str, Any] = {
        "by": CUSTOMER,
        "name": "Camille Durand",
        "email": "guest@example.org",
        "key": f"key-{uuid.uuid4()}",
    }
    return services.declare_withdrawal(order.pk, pieces, **{**facts, **changes})


def ask(order: Order, pieces: dict[uuid.UUID, int], reason: str = "arrived_damaged", **changes: Any) -> ReturnRequest:
    facts: dict[str, Any] = {"by": CUSTOMER, "text": "The rim is broken.", "key": f"key-{uuid.uuid4()}"}
    return services.request_return(order.pk, pieces, reason=reason, **{**facts, **changes})


def send_back(request: ReturnRequest) -> None:
    """The label is made, the customer hands it over, the test post brings it: it is with the shop."""
    services.make_label(request.pk)
    with transaction.atomic():
        services.hand_over(request.pk)
        services.record_scans(request.pk, [Scan(clock.now(), "delivered", "delivered", "Lyon")])


def look(request: ReturnRequest, *, off: int = 0, shelf: int = 0, why: str = "") -> ReturnRequest:
    """The shop looks at the only line of a return."""
    line = request.lines.get()
    return services.inspect(request.pk, {line.pk: services.Finding(off, shelf)}, by=SHOP, why=why)


def pay_out() -> None:
    """The provider carries out every refund."""
    for refund in PaymentRefund.objects.all():
        payments.send_refund(refund.pk)
