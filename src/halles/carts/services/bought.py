"""What was bought leaves the cart, and comes back when the payment comes to nothing."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from halles.carts.limits import PIECES_MAX
from halles.carts.models import Cart, CartLine
from halles.carts.services.adding import touch
from halles.kit import clock


@dataclass(frozen=True)
class Taken:
    """Pieces of a variant that went from a cart into a purchase, and what the cart knew about them."""

    quantity: int
    source: str = ""
    unit_seen_minor: int | None = None


def forget_bought(cart_id: uuid.UUID, taken: Mapping[uuid.UUID, Taken]) -> None:
    """Take bought pieces (by variant) out; what was added meanwhile in another tab stays."""
    cart = Cart.objects.select_for_update().filter(pk=cart_id).first()
    if cart is None:
        return
    for line in CartLine.objects.filter(cart=cart, variant__in=list(taken), is_saved_for_later=False):
        line.quantity -= min(line.quantity, taken[line.variant_id].quantity)
        if line.quantity:
            line.save(update_fields=["quantity"])
        else:
            line.delete()
    touch(cart)


def bring_back(cart_id: uuid.UUID, taken: Mapping[uuid.UUID, Taken]) -> None:
    """The purchase came to nothing: its pieces are in the cart again, up to the limit of a line."""
    cart = Cart.objects.select_for_update().filter(pk=cart_id).first()
    if cart is None:
        return
    known = {line.variant_id: line for line in cart.lines.filter(variant__in=list(taken))}
    for variant_id, one in taken.items():
        line = known.get(variant_id)
        if line is None:
            CartLine.objects.create(
                cart=cart,
                variant_id=variant_id,
                quantity=one.quantity,
                source=one.source,
                unit_seen_minor=one.unit_seen_minor,
                added_at=clock.now(),
            )
        elif not line.is_saved_for_later:
            line.quantity = min(line.quantity + one.quantity, PIECES_MAX)
            line.save(update_fields=["quantity"])
    touch(cart)
