"""What the shop did not ship in the market's time is canceled for the customer."""

from __future__ import annotations

import uuid

from halles.kit import clock, transactions
from halles.markets.queries import all_markets
from halles.orders import services as orders
from halles.orders.models import Order

BATCH_SIZE = 100
TO_SHIP = (Order.Status.AWAITING_SHIPMENT, Order.Status.PARTIALLY_SHIPPING)


def cancel_not_shipped(*, limit: int = BATCH_SIZE) -> int:
    """Cancel what is not packed after its last day, by the market's own calendar day; returns how many orders."""
    # All markets in one batch, so that an order that fails in one of them holds up no other.
    due: list[uuid.UUID] = []
    for market in all_markets().values():
        over = Order.objects.filter(
            status__in=TO_SHIP, group__market=market.code, auto_cancel_on__lt=clock.today(market.time_zone)
        )
        due += over.order_by("auto_cancel_on").values_list("pk", flat=True)[: limit - len(due)]
    return len(transactions.run_each(_cancel, due))


def _cancel(order_id: uuid.UUID) -> None:
    orders.cancel_unpacked(order_id, reason="not_shipped")
