"""Orders that can be packed, and the numbers of the test post."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

from halles.catalog.models import Variant
from halles.fulfillment.models import Package
from halles.fulfillment.services import Parcelled, ship
from halles.kit import clock
from halles.orders import services as orders
from halles.orders.models import Order
from halles.payments import services as payments
from halles.payments.models import Payment
from tests.orders.makers import AT, SOMEBODY, make_bought

_numbers = itertools.count(1)
RELEASED_AT = AT + dt.timedelta(hours=1)


def make_number(fate: int = 0) -> str:
    """A number of the test post; the last digit decides the journey (see the sandbox carrier)."""
    return f"HP{next(_numbers):09d}{fate}"


def make_order_to_pack(*wanted: tuple[Variant, int], **changes: Any) -> Order:
    """Bought at AT, charged and released an hour later."""
    with clock.travel(AT):
        bought = make_bought(*wanted, **changes)
    with clock.travel(RELEASED_AT):
        orders.release_due()
        payments.send_capture(Payment.objects.get(reference_id=bought.group.pk).pk)
    return Order.objects.get(pk=bought.order.pk)


def make_package(order: Order, *, pieces: dict[str, int] | None = None, number: str | None = None) -> Package:
    """All pieces of the order, or those of `pieces` (SKU → pieces), in one parcel of the test post."""
    lines = {line.sku: line for line in order.lines.all()}
    chosen = pieces or {sku: line.quantity - line.shipped_quantity for sku, line in lines.items()}
    parcelled = Parcelled({lines[sku].pk: count for sku, count in chosen.items()}, "sandbox", number or make_number())
    return ship(order.pk, parcelled, by=SOMEBODY)
