"""What `checkout` does when others announce something; named in wiring."""

from __future__ import annotations

from halles.carts.events import CartMoved
from halles.checkout.models import CartAttempt


def follow_cart(event: CartMoved) -> None:
    """Who signs in while their bank thinks buys from the cart their things have moved to."""
    CartAttempt.objects.filter(cart_id=event.from_cart_id).update(cart_id=event.to_cart_id)
