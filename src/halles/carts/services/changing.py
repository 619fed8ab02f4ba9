"""More, fewer, out, kept for later, and by which delivery."""

from __future__ import annotations

import uuid

from halles.carts.errors import BagFull, LineNotFound, WrongQuantity
from halles.carts.limits import LINES_MAX
from halles.carts.models import Cart, CartDelivery, CartLine
from halles.carts.owner import Owner
from halles.carts.services.adding import find_fact, lock_cart, require_pieces, touch
from halles.catalog.queries import list_sale_facts
from halles.inventory.queries import available
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.shipping.errors import RateNotFound
from halles.shipping.queries import at_point, find_option
from halles.shipping.relay_points import list_points


def set_quantity(owner: Owner, line_id: uuid.UUID, quantity: int) -> None:
    """So many pieces instead; 0 takes the line out. Refuses carts.line_not_found and as add_to_cart does."""
    cart, line = _lock_line(owner, line_id)
    if quantity < 0:
        raise WrongQuantity
    if quantity == 0:
        line.delete()
    else:
        fact = find_fact(line.variant_id, get_market(cart.market))
        # Fewer is always possible, also when the shop has less still: what is left is told beside it.
        if quantity > line.quantity:
            require_pieces(fact, quantity)
        line.quantity = quantity
        line.save(update_fields=["quantity"])
    touch(cart)


def remove_line(owner: Owner, line_id: uuid.UUID) -> None:
    """Out of the bag; what another tab has taken out already is out."""
    try:
        cart, line = _lock_line(owner, line_id)
    except LineNotFound:
        return
    line.delete()
    touch(cart)


def keep_for_later(owner: Owner, line_id: uuid.UUID) -> None:
    """Not now: the line stays, and is never bought by accident. Refuses carts.line_not_found."""
    cart, line = _lock_line(owner, line_id)
    line.is_saved_for_later = True
    line.save(update_fields=["is_saved_for_later"])
    touch(cart)


def put_back(owner: Owner, line_id: uuid.UUID) -> None:
    """What was kept for later is to be bought. Refuses carts.line_not_found, carts.full."""
    cart, line = _lock_line(owner, line_id)
    if line.is_saved_for_later and cart.lines.filter(is_saved_for_later=False).count() >= LINES_MAX:
        raise BagFull(limit=LINES_MAX)
    line.is_saved_for_later = False
    line.save(update_fields=["is_saved_for_later"])
    touch(cart)


def note_seen(owner: Owner, market: Market) -> None:
    """The owner has read what changed: prices count as seen, quantities are what is left, and what cannot be bought now
    is kept for later."""
    cart = lock_cart(owner, market)
    lines = list(cart.lines.filter(is_saved_for_later=False))
    facts = {fact.variant_id: fact for fact in list_sale_facts([line.variant_id for line in lines], market.code)}
    left = available([line.variant_id for line in lines])
    for line in lines:
        fact = facts[line.variant_id]
        line.unit_seen_minor = fact.amount_minor
        line.is_saved_for_later = not fact.is_buyable or left[line.variant_id] <= 0
        line.quantity = min(line.quantity, left[line.variant_id]) or line.quantity
    CartLine.objects.bulk_update(lines, ["unit_seen_minor", "quantity", "is_saved_for_later"])
    touch(cart)


def choose_delivery(
    owner: Owner,
    *,
    market: Market,
    country: str,
    seller_id: uuid.UUID,
    rate_id: uuid.UUID,
    point_code: str = "",
    postal_code: str = "",
) -> None:
    """The goods of this shop come by this delivery of it, to the relay point of this code.

    Without a code it is the point nearest to `postal_code`, which the owner sees and may change, or still to be chosen.
    Refuses shipping.rate_not_found, shipping.point_needed.
    """
    option = find_option(rate_id, country=country, currency=market.currency, subtotal_minor=0)
    if option is None or option.seller_id != seller_id:
        raise RateNotFound
    if point_code:
        at_point(option, country, point_code)
    elif option.needs_point and postal_code:
        point_code = next((point.code for point in list_points(country, postal_code, 1)), "")
    cart = lock_cart(owner, market)
    CartDelivery.objects.update_or_create(
        cart=cart,
        seller_id=seller_id,
        defaults={"rate_id": rate_id, "point_code": point_code if option.needs_point else ""},
    )
    touch(cart)


def _lock_line(owner: Owner, line_id: uuid.UUID) -> tuple[Cart, CartLine]:
    if not owner:
        raise LineNotFound
    cart = Cart.objects.select_for_update(of=("self",)).filter(**owner.lookup, lines=line_id).first()
    line = CartLine.objects.filter(pk=line_id, cart=cart).first() if cart else None
    if cart is None or line is None:
        raise LineNotFound
    return cart, line
