"""A creator's part of what an order earned its seller, and back."""

from __future__ import annotations

import uuid

from halles.ledger.accounts import AccountKey, seller_available, seller_pending
from halles.payouts.models import Block
from halles.payouts.services.holds import add_to_hold, lock_hold


def take_commission(order_id: uuid.UUID, amount_minor: int) -> list[tuple[AccountKey, int]]:
    """The order earned its seller so much less: what to debit on which account, with the hold locked.

    From the hold; what is free already comes from seller_available, which may go below zero.
    """
    hold, is_free = lock_hold(order_id)
    available = seller_available(hold.seller_id, hold.currency)
    if is_free:
        return [(available, amount_minor)]
    held = min(amount_minor, hold.amount_minor)
    hold.amount_minor -= held
    hold.elsewhere_minor -= min(amount_minor - held, hold.elsewhere_minor)
    hold.save(update_fields=["amount_minor", "elsewhere_minor"])
    return [(seller_pending(hold.seller_id, hold.currency), held), (available, amount_minor - held)]


def give_back_commission(order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """A commission goes back: the account to credit, with the hold locked. Call it before the refund takes its part."""
    return add_to_hold(order_id, amount_minor)


def is_blocked(order_id: uuid.UUID) -> bool:
    """Whether an open return, case or chargeback may still give back some of what the order earned."""
    return Block.objects.filter(hold__order_id=order_id, lifted_at=None).exists()
