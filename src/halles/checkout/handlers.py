"""What `checkout` does when others announce something; named in wiring."""

from __future__ import annotations

from halles.carts.events import CartMoved
from halles.checkout.models import CartAttempt
from halles.orders.events import OrderCanceled
from halles.orders.models import Order
from halles.promotions import services as promotions


def follow_cart(event: CartMoved) -> None:
    """Who signs in while their bank thinks buys from the cart their things have moved to."""
    CartAttempt.objects.filter(cart_id=event.from_cart_id).update(cart_id=event.to_cart_id)


def restore_promise(event: OrderCanceled) -> None:
    """Nothing was paid: the price that was promised is there again, with the deadline it had."""
    if not event.was_paid:
        promotions.restore(Order.objects.values_list("group_id", flat=True).get(pk=event.order_id))
