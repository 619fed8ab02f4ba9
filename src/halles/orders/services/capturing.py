"""When the window to cancel is over: take what remains, book the sale, let the seller pack."""

from __future__ import annotations

import uuid

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.ledger.services import Reference, post
from halles.orders import events, money, postings, story
from halles.orders.models import Order
from halles.orders.services.canceling import cancel_uncaptured
from halles.orders.services.locks import LockedGroup, lock_group
from halles.orders.services.placing import mark_paid
from halles.orders.services.taking_off import parties_of
from halles.payments import services as payments
from halles.payouts import services as payouts

BATCH_SIZE = 200
Status = Order.Status


def release_due(*, limit: int = BATCH_SIZE) -> int:
    """Groups whose window is over: ask for what remains of the money, or release the orders when it is here already.

    Each in a transaction of its own; no transaction open. Returns how many orders were due, at most `limit`.
    """
    due = (
        Order.objects.filter(
            status=Status.ON_HOLD, hold_until__lte=clock.now(), group__capture_requested_at__isnull=True
        )
        .order_by("hold_until")
        .values_list("group_id", flat=True)
    )
    group_ids = list(due[:limit])
    transactions.run_each(_release_group, dict.fromkeys(group_ids))
    return len(group_ids)


def _release_group(group_id: uuid.UUID) -> None:
    locked = lock_group(group_id)
    now = clock.now()
    held = [
        order
        for order in locked.orders
        if order.status == Status.ON_HOLD and order.hold_until and order.hold_until <= now
    ]
    if not held or locked.group.capture_requested_at is not None:
        return
    locked.group.capture_requested_at = now
    locked.group.save(update_fields=["capture_requested_at"])
    if all(order.captured_at is not None for order in held):
        _release(held)
    else:
        payments.request_capture(locked.payment.pk, sum(money.due_minor(order) for order in held))


def record_capture(group_id: uuid.UUID, captured_minor: int) -> None:
    """The money was taken: book each order's sale and hold the seller's part.

    For an instant payment this is also the moment the group is paid; for a card the window is over and the orders are
    released. The caller holds the payment's lock.
    """
    mark_paid(group_id, at=clock.now())
    locked = lock_group(group_id)
    sold = [order for order in locked.orders if order.status == Status.ON_HOLD and order.captured_at is None]
    due = sum(money.due_minor(order) for order in sold)
    assert captured_minor == due, f"{locked.group.number}: captured {captured_minor}, owed {due}"
    for order in sold:
        _book_sale(locked, order)
    if locked.group.capture_requested_at is not None:
        _release(sold)


def record_capture_failure(group_id: uuid.UUID) -> None:
    """The authorisation was gone: the orders are canceled and the stock goes back. The payment's lock is held."""
    cancel_uncaptured(lock_group(group_id), reason="payment_failed")


def _book_sale(locked: LockedGroup, order: Order) -> None:
    now = clock.now()
    parties = parties_of(locked.group, order)
    sold = postings.shares(parties, money.order_left(order, locked.lines(order)))
    if sold.total_minor:
        # A prize moves no money.
        post(
            "sale",
            key=f"sale:{order.pk}",
            reference=Reference("order", order.pk, locked.group.number),
            lines=postings.sale(parties, sold),
            at=now,
        )
    payouts.open_hold(
        seller_id=order.seller_id,
        order_id=order.pk,
        order_number=locked.group.number,
        currency=order.currency,
        amount_minor=sold.goods_minor,
        at=now,
    )
    order.captured_at = now
    order.save(update_fields=["captured_at"])
    emit(events.SaleBooked(order.pk, now))


def _release(orders: list[Order]) -> None:
    now = clock.now()
    for order in orders:
        assert order.status == Status.ON_HOLD
        assert order.captured_at is not None
        order.status, order.released_at = Status.AWAITING_SHIPMENT, now
        order.save(update_fields=["status", "released_at"])
        story.note(order.pk, story.RELEASED, story.CLOCK, now).save()
        emit(events.OrderReleased(order.pk))
