"""What parcels do when orders speak; named in `halles.wiring`."""

from __future__ import annotations

from halles.fulfillment import services
from halles.orders import story
from halles.orders.events import OrderLineCanceled


def line_canceled(event: OrderLineCanceled) -> None:
    """The rest of an order was canceled: when everything packed has already arrived, the order is delivered now."""
    services.arrive_if_all_there(event.order_id, by=story.CLOCK)
