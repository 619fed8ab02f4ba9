"""The row lock under which a shop's status changes."""

from __future__ import annotations

import uuid

from halles.sellers.errors import SellerNotFound, WrongStatus
from halles.sellers.models import Seller


def lock_seller(seller_id: uuid.UUID) -> Seller:
    """The shop as it is now, locked until the transaction ends; refuses sellers.not_found."""
    # Weakly: orders and products that point at the shop are not held up.
    seller = Seller.objects.select_for_update(no_key=True).filter(pk=seller_id).first()
    if seller is None:
        raise SellerNotFound
    return seller


def lock_for_move(seller_id: uuid.UUID, to: str) -> Seller:
    """As lock_seller; refuses sellers.wrong_status unless the shop may go to status `to` from where it is."""
    seller = lock_seller(seller_id)
    if to not in Seller.TRANSITIONS[seller.status]:
        raise WrongStatus(status_text=seller.get_status_display())
    return seller
