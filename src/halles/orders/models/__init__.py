"""What was bought, from whom, for how much, and what has happened to it since."""

from halles.orders.models.group import OrderGroup
from halles.orders.models.order import Order, OrderLine
from halles.orders.models.story import OrderEvent, OrderRefund

__all__ = ["Order", "OrderEvent", "OrderGroup", "OrderLine", "OrderRefund"]
