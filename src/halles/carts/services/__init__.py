"""The only writers of carts. A cart's row is locked before its lines."""

from halles.carts.services.adding import add_to_cart
from halles.carts.services.bought import Taken, bring_back, forget_bought
from halles.carts.services.changing import (
    choose_delivery,
    keep_for_later,
    note_seen,
    put_back,
    remove_line,
    set_quantity,
)
from halles.carts.services.merging import forget_guests, merge_guest_cart

__all__ = [
    "Taken",
    "add_to_cart",
    "bring_back",
    "choose_delivery",
    "forget_bought",
    "forget_guests",
    "keep_for_later",
    "merge_guest_cart",
    "note_seen",
    "put_back",
    "remove_line",
    "set_quantity",
]
