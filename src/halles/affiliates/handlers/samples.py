"""What happens to a sample when its order moves; named in halles.wiring."""

from __future__ import annotations

from halles.affiliates.services.samples import sending
from halles.kit import clock
from halles.orders.events import OrderCanceled, OrderDelivered, OrderShipped


def order_shipped(event: OrderShipped) -> None:
    """The sample is on its way."""
    sending.note_shipped(event.order_id, clock.now())


def order_delivered(event: OrderDelivered) -> None:
    """The days to show it begin."""
    sending.note_delivered(event.order_id, event.at)


def order_canceled(event: OrderCanceled) -> None:
    """Nothing was given."""
    sending.note_canceled(event.order_id)
