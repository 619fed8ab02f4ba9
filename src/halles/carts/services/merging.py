"""A guest signs in: what was in the browser's cart goes to the person's, and nothing is lost."""

from __future__ import annotations

import uuid

from halles.carts.events import CartMoved
from halles.carts.limits import GUEST_AGE_MAX, LINES_MAX, PIECES_MAX, ROWS_MAX
from halles.carts.models import Cart, CartDelivery, CartLine
from halles.carts.owner import Owner, is_token
from halles.carts.services.adding import lock_cart, touch
from halles.kit import clock
from halles.kit.events import emit
from halles.markets.queries import get_market

SWEPT_AT_ONCE = 1000


def merge_guest_cart(user_id: uuid.UUID, token: str) -> bool:
    """Move the guest's carts of all markets to the person; whether nothing is left behind.

    Pieces of the same variant add up to the limit of a line; lines beyond the limit of a purchase are kept for later;
    beyond the limit of a cart they stay with the guest. Doing it again changes nothing.
    """
    if not is_token(token):
        return True
    guest = Owner(token=token)
    has_left = False
    # The guest's row first, in every merge: two sign-ins with the same cookie wait for each other here.
    for theirs in Cart.objects.select_for_update().filter(**guest.lookup).order_by("pk"):
        ours = lock_cart(Owner(user_id=user_id), get_market(theirs.market))
        has_left |= not _move(theirs, ours)
    return not has_left


def _move(theirs: Cart, ours: Cart) -> bool:
    known = {line.variant_id: line for line in ours.lines.all()}
    active = sum(1 for line in known.values() if not line.is_saved_for_later)
    room = ROWS_MAX - len(known)
    for line in theirs.lines.order_by("is_saved_for_later", "-added_at"):
        twin = known.get(line.variant_id)
        if twin is not None:
            active += _add_up(twin, line, active)
            line.delete()
        elif room > 0:
            line.is_saved_for_later = line.is_saved_for_later or active >= LINES_MAX
            line.cart = ours
            line.save(update_fields=["cart", "is_saved_for_later"])
            active += not line.is_saved_for_later
            room -= 1
    _move_deliveries(theirs, ours)
    touch(ours)
    if CartLine.objects.filter(cart=theirs).exists():
        return False
    emit(CartMoved(theirs.pk, ours.pk))
    theirs.delete()
    return True


def _add_up(twin: CartLine, line: CartLine, active: int) -> int:
    """One line of two; how many more lines are meant to be bought."""
    was_later = twin.is_saved_for_later
    if was_later and not line.is_saved_for_later:
        twin.quantity, twin.is_saved_for_later = line.quantity, active >= LINES_MAX
    elif was_later == line.is_saved_for_later:
        twin.quantity = min(twin.quantity + line.quantity, PIECES_MAX)
    # The browser's price was seen last, and its source was the last touch.
    twin.unit_seen_minor = line.unit_seen_minor
    twin.source = line.source or twin.source
    twin.save()
    return int(was_later and not twin.is_saved_for_later)


def _move_deliveries(theirs: Cart, ours: Cart) -> None:
    chosen = set(ours.deliveries.values_list("seller_id", flat=True))
    CartDelivery.objects.filter(cart=theirs).exclude(seller__in=chosen).update(cart=ours)


def forget_guests() -> int:
    """Carts of browsers that nobody came back with are forgotten; how many."""
    old = Cart.objects.filter(user=None, updated_at__lt=clock.now() - GUEST_AGE_MAX)
    batch = list(old.order_by("updated_at").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    Cart.objects.filter(pk__in=batch).delete()
    return len(batch)
