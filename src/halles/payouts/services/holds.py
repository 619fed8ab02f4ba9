"""Holding what a seller earned until the order is settled, and letting it go."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock
from halles.kit.statements import fetch, fetch_one
from halles.ledger.accounts import AccountKey, seller_available, seller_pending, seller_reserve
from halles.payouts.errors import HoldNotFound, HoldTooSmall
from halles.payouts.models import Block, Hold, Reserve

_SHARE_MARK = """
SELECT mark.through FROM payouts_watermark AS mark
JOIN payouts_hold AS hold ON hold.seller_id = mark.seller_id AND hold.currency = mark.currency
WHERE hold.order_id = %s FOR SHARE OF mark
"""
_NEW_MARK = """
INSERT INTO payouts_watermark (seller_id, currency) SELECT seller_id, currency FROM payouts_hold WHERE order_id = %s
ON CONFLICT DO NOTHING
"""


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
    hold, is_free = lock_hold(order_id)
    if is_free:
        return seller_available(hold.seller_id, hold.currency)
    hold.amount_minor += amount_minor
    hold.save(update_fields=["amount_minor"])
    return seller_pending(hold.seller_id, hold.currency)


def take_back(order_id: uuid.UUID, amount_minor: int) -> list[tuple[AccountKey, int]]:
    """Hold less for the order (a refund) and return what to debit on which account, with the hold locked.

    After the release it is what is kept back of the order, then seller_available, which may go below zero: the seller
    then owes. Before it, what is free already or was spent on labels comes from there too. HoldTooSmall when the order
    has less than this for its seller.
    """
    hold, is_free = lock_hold(order_id)
    available = seller_available(hold.seller_id, hold.currency)
    if is_free:
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
    hold, is_free = lock_hold(order_id)
    if not is_free and amount_minor <= hold.amount_minor:
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
    if amount_minor <= 0 or not Hold.objects.filter(order_id=order_id).exists():
        return
    hold, is_free = lock_hold(order_id)
    if Block.objects.filter(reference_id=reference_id).exists():
        return
    Block.objects.create(hold=hold, reference_id=reference_id, amount_minor=amount_minor, created_at=clock.now())
    if not is_free:
        hold.blocked_minor += amount_minor
        hold.save(update_fields=["blocked_minor"])


def unblock(reference_id: uuid.UUID) -> None:
    """What was kept for this reference may become free; a second call changes nothing."""
    block = Block.objects.filter(reference_id=reference_id, lifted_at=None).select_related("hold").first()
    if block is None:
        return
    hold, is_free = lock_hold(block.hold.order_id)
    is_lifted = Block.objects.filter(pk=block.pk, lifted_at=None).update(lifted_at=clock.now())
    # A hold is released only when nothing of it is blocked: a block set after that was never counted.
    if is_lifted and not is_free:
        hold.blocked_minor -= block.amount_minor
        hold.save(update_fields=["blocked_minor"])


def start_hold_clock(order_id: uuid.UUID, until: dt.datetime) -> None:
    """The order is delivered: what it earned is free at `until`. A clock that runs is not set again."""
    through = _share_mark(order_id)
    # A time that the shop is past already: the watermark would count it as released without an entry in the books.
    is_late = through is not None and until <= through
    Hold.objects.filter(order_id=order_id, until=None, released_at=None).update(until=until, is_single=is_late)


def lock_hold(order_id: uuid.UUID) -> tuple[Hold, bool]:
    """The hold of an order, its row locked until the transaction ends, and whether it is released; HoldNotFound before
    the sale. What is not released now is not while the lock lasts."""
    # First the shop's mark, then the row: a settlement has the mark alone and touches rows after.
    through = _share_mark(order_id)
    hold = Hold.objects.select_for_update().filter(order_id=order_id).first()
    if hold is None:
        raise HoldNotFound
    is_settled = through is not None and not hold.is_single and hold.until is not None and hold.until <= through
    return hold, is_settled or hold.released_at is not None


def _share_mark(order_id: uuid.UUID) -> dt.datetime | None:
    """How far the order's shop is settled, which stays so until the transaction ends."""
    row = fetch_one(_SHARE_MARK, [order_id])
    if row is None:
        fetch(_NEW_MARK, [order_id])
        row = fetch_one(_SHARE_MARK, [order_id])
    return row[0] if row else None
