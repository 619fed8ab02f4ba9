"""Holding what a seller earned until the order is settled, and letting it go."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock
from halles.ledger.accounts import AccountKey, seller_available, seller_pending, seller_reserve
from halles.payouts.errors import HoldNotFound, HoldTooSmall
from halles.payouts.models import Block, Hold, Reserve

BATCH_SIZE = 100
CHECKS_KEPT = dt.timedelta(days=30)


def open_hold(
    *,
    seller_id: uuid.UUID,
    order_id: uuid.UUID,
    order_number: str,
    currency: str,
    amount_minor: int,
    at: dt.datetime | None = None,
) -> None:
    """Hold what the sale of an order put on seller_pending; a second call for the same order changes nothing."""
    Hold.objects.bulk_create(
        [
            Hold(
                seller_id=seller_id,
                order_id=order_id,
                order_number=order_number,
                currency=currency,
                amount_minor=amount_minor,
                created_at=at or clock.now(),
            )
        ],
        ignore_conflicts=True,
    )


def add_to_hold(order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """Hold more for the order (shipping earned) and return the account to credit, with the hold locked.

    After the release it is seller_available, and nothing is held.
    """
    hold = lock_hold(order_id)
    if hold.released_at is None:
        hold.amount_minor += amount_minor
        hold.save(update_fields=["amount_minor"])
    return _account(hold)


def take_back(order_id: uuid.UUID, amount_minor: int) -> list[tuple[AccountKey, int]]:
    """Hold less for the order (a refund) and return what to debit on which account, with the hold locked.

    After the release it is what is kept back of the order, then seller_available, which may go below zero: the seller
    then owes. Before it, what is free already or was spent on labels comes from there too. HoldTooSmall when the order
    has less than this for its seller.
    """
    hold = lock_hold(order_id)
    available = seller_available(hold.seller_id, hold.currency)
    if hold.released_at is not None:
        kept = _take_from_reserve(order_id, amount_minor)
        return [(seller_reserve(hold.seller_id, hold.currency), kept), (available, amount_minor - kept)]
    held = min(amount_minor, hold.amount_minor)
    if amount_minor - held > hold.elsewhere_minor:
        raise HoldTooSmall
    hold.amount_minor -= held
    hold.elsewhere_minor -= amount_minor - held
    hold.save(update_fields=["amount_minor", "elsewhere_minor"])
    return [(seller_pending(hold.seller_id, hold.currency), held), (available, amount_minor - held)]


def take_cost(order_id: uuid.UUID, amount_minor: int) -> AccountKey:
    """The seller bears a cost of the order: the account to debit, with the hold locked.

    From the hold when it is enough, else from seller_available, which may go below zero.
    """
    hold = lock_hold(order_id)
    if hold.released_at is None and amount_minor <= hold.amount_minor:
        hold.amount_minor -= amount_minor
        hold.elsewhere_minor += amount_minor
        hold.save(update_fields=["amount_minor", "elsewhere_minor"])
        return seller_pending(hold.seller_id, hold.currency)
    return seller_available(hold.seller_id, hold.currency)


def _take_from_reserve(order_id: uuid.UUID, amount_minor: int) -> int:
    """Keep less of the order, at most this much; how much that was."""
    reserve = Reserve.objects.select_for_update().filter(order_id=order_id, released_at=None).first()
    if reserve is None:
        return 0
    taken = min(amount_minor, reserve.amount_minor)
    reserve.amount_minor -= taken
    reserve.save(update_fields=["amount_minor"])
    return taken


def block(order_id: uuid.UUID, amount_minor: int, *, reference_id: uuid.UUID) -> None:
    """Keep `amount_minor` of what the order earned from becoming free until `unblock`; once per `reference_id`.

    Nothing happens when nothing was earned yet. When all of it is free already nothing is kept and a refund is owed by
    the seller, but the order counts as blocked all the same: a commission waits for the end of the return.
    """
    hold = Hold.objects.select_for_update().filter(order_id=order_id).first()
    if hold is None or amount_minor <= 0 or Block.objects.filter(reference_id=reference_id).exists():
        return
    Block.objects.create(hold=hold, reference_id=reference_id, amount_minor=amount_minor, created_at=clock.now())
    if hold.released_at is None:
        hold.blocked_minor += amount_minor
        hold.save(update_fields=["blocked_minor"])


def unblock(reference_id: uuid.UUID) -> None:
    """What was kept for this reference may become free; a second call changes nothing."""
    block = Block.objects.filter(reference_id=reference_id, lifted_at=None).first()
    if block is None:
        return
    hold = Hold.objects.select_for_update().get(pk=block.hold_id)
    is_lifted = Block.objects.filter(pk=block.pk, lifted_at=None).update(lifted_at=clock.now())
    # A hold is released only when nothing of it is blocked: a block set after that was never counted.
    if is_lifted and hold.released_at is None:
        hold.blocked_minor -= block.amount_minor
        hold.save(update_fields=["blocked_minor"])


def start_hold_clock(order_id: uuid.UUID, until: dt.datetime) -> None:
    """The order is delivered: what it earned is free at `until`. A clock that runs is not set again."""
    Hold.objects.filter(order_id=order_id, until=None, released_at=None).update(until=until)


def lock_hold(order_id: uuid.UUID) -> Hold:
    """The hold of an order, its row locked until the transaction ends; HoldNotFound before the sale."""
    hold = Hold.objects.select_for_update().filter(order_id=order_id).first()
    if hold is None:
        raise HoldNotFound
    return hold


def _account(hold: Hold) -> AccountKey:
    maker = seller_pending if hold.released_at is None else seller_available
    return maker(hold.seller_id, hold.currency)
