"""Asking once after delivery, everybody alike: whoever might be pleased and whoever might not."""

from __future__ import annotations

import uuid

from halles.kit import events
from halles.orders.models import Order
from halles.reviews import access
from halles.reviews.events import ReviewAsked
from halles.reviews.models import Review


def ask_for_review(order_id: uuid.UUID) -> bool:
    """Announce that the customer of a delivered order may be asked; whether that was done.

    Nobody is asked without an account, after having reviewed something of it, or when nothing of it came.
    """
    order = Order.objects.select_related("group").filter(pk=order_id).first()
    if order is None or order.group.user_id is None:
        return False
    lines = list(order.lines.select_related("order"))
    if not any(access.is_received(line) for line in lines):
        return False
    if Review.objects.filter(order_line__in=lines).exists():
        return False
    events.emit(ReviewAsked(order_id))
    return True
