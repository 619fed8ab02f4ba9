"""Orders that are collected: at a relay point, or at the shop itself. Where and how is frozen on the order."""

from __future__ import annotations

from django.utils.translation import gettext as _

from halles.orders.models import Order
from halles.shipping.relay_points import CollectionPoint

PICKUP, RELAY = "pickup", "relay"


def method_of(order: Order) -> str:
    """home, relay or pickup, as the customer chose."""
    return str(order.shipping_option.get("method", "home"))


def point_of(order: Order) -> CollectionPoint | None:
    """Where the customer collects it, as it was when they chose it; None when it comes to their door."""
    frozen = order.shipping_option.get("point")
    return CollectionPoint.from_json(frozen) if frozen else None


def status_words(order: Order) -> str:
    """The order's status in the active language; what waits at a shop waits for no carrier."""
    if method_of(order) == PICKUP and order.status == Order.Status.AWAITING_COLLECTION:
        return _("Ready to be collected")
    return str(order.get_status_display())
