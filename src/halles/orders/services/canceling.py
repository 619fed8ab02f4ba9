"""Canceling: by the customer within the window, by the seller before packing, by the clock and the payment."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence

from halles.inventory import services as inventory
from halles.kit import clock
from halles.kit.events import emit
from halles.orders import errors, events, money, reasons, story
from halles.orders.collecting import PICKUP, method_of
from halles.orders.models import Order, OrderEvent, OrderLine
from halles.orders.services.locks import LockedGroup, lock_group, lock_group_of
from halles.orders.services.placing import STOCK_REFERENCE
from halles.orders.services.taking_off import Why, leave_uncharged, pay_back
from halles.payments import services as payments

Status = Order.Status


def cancel_order(order_id: uuid.UUID, *, by: story.By, reason: str, note: str = "") -> Order:
    """Cancel a whole order: the stock goes back, what was not yet taken is never charged, the rest is refunded.

    A customer may within the window (orders.window_over), seller and staff while nothing is packed
    (orders.already_packed). Announces OrderCanceled.
    """
    reasons.require_cancel_reason(by.kind, reason)
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    _require_cancelable(locked, order, by)
    if order.status == Status.UNPAID:
        cancel_unpaid(locked, by=by, reason=reason)
    else:
        _cancel(locked, order, Why(by, reason, note))
    return locked.order(order_id)


def cancel_group(group_id: uuid.UUID, *, by: story.By, reason: str) -> None:
    """Cancel every order of a purchase that is not canceled yet, all or none; refuses as `cancel_order` does."""
    reasons.require_cancel_reason(by.kind, reason)
    locked = lock_group(group_id)
    left = [order for order in locked.orders if order.status != Status.CANCELED]
    if not left:
        raise errors.AlreadyCanceled
    for order in left:
        _require_cancelable(locked, order, by)
    if any(order.status == Status.UNPAID for order in left):
        cancel_unpaid(locked, by=by, reason=reason)
        return
    for order in left:
        _cancel(locked, order, Why(by, reason))


def cancel_unpaid(locked: LockedGroup, *, by: story.By, reason: str) -> None:
    """A group whose payment did not come: everything is canceled; money that comes late goes back by itself."""
    if locked.payment.status not in (locked.payment.Status.DECLINED, locked.payment.Status.FAILED):
        payments.request_void(locked.payment.pk)
    for order in locked.orders:
        if order.status == Status.UNPAID:
            _cancel(locked, order, Why(by, reason), is_payment_settled=True)
    locked.group.expires_at = None
    locked.group.save(update_fields=["expires_at"])


def cancel_uncaptured(locked: LockedGroup, *, reason: str) -> None:
    """The money could not be taken when the window was over: nothing will be shipped."""
    for order in locked.orders:
        if order.status == Status.ON_HOLD:
            _cancel(locked, order, Why(story.PROVIDER, reason), is_payment_settled=True)


def cancel_line(line_id: uuid.UUID, quantity: int, *, by: story.By, reason: str, note: str = "") -> Order:
    """The seller cancels `quantity` unpacked pieces of a line; the last pieces of an order cancel the order.

    Announces OrderLineCanceled, or OrderCanceled. Refusals: orders.too_many_pieces, orders.already_packed,
    orders.not_paid_yet, orders.payment_in_progress.
    """
    reasons.require_cancel_reason(by.kind, reason)
    if quantity < 1:
        raise errors.AmountInvalid
    line = OrderLine.objects.filter(pk=line_id).first()
    if line is None:
        raise errors.LineNotFound
    locked = lock_group_of(line.order_id)
    order = locked.order(line.order_id)
    _require_open(locked, order)
    lines, line = locked.lines(order), locked.line(line_id, order)
    unpacked = line.quantity - line.canceled_quantity - line.shipped_quantity
    if quantity > unpacked:
        raise errors.TooManyPieces(left=unpacked)
    if quantity == sum(one.quantity - one.canceled_quantity for one in lines):
        _cancel(locked, order, Why(by, reason, note))
    else:
        _cancel_pieces(locked, order, line, quantity, Why(by, reason, note))
    return order


def withdraw_unpacked(order_id: uuid.UUID, pieces: Mapping[uuid.UUID, int], *, by: story.By) -> tuple[int, int]:
    """The customer withdraws from pieces (per line id) that have not left the shop, whatever window is over.

    Returns (refunded, never charged) in minor units. Refusals: orders.too_many_pieces, orders.already_packed,
    orders.not_paid_yet, orders.payment_in_progress. Announces OrderCanceled, or OrderLineCanceled per line.
    """
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    _require_open(locked, order)
    for line in locked.lines(order):
        unpacked = line.quantity - line.canceled_quantity - line.shipped_quantity
        if not 0 <= pieces.get(line.pk, 0) <= unpacked:
            raise errors.TooManyPieces(left=unpacked)
    before, why = (order.refunded_minor, order.canceled_minor), Why(by, "withdrawal")
    if all(pieces.get(line.pk, 0) == line.quantity - line.canceled_quantity for line in locked.lines(order)):
        _cancel(locked, order, why)
    else:
        for line in locked.lines(order):
            if pieces.get(line.pk):
                _cancel_pieces(locked, order, line, pieces[line.pk], why)
    return order.refunded_minor - before[0], order.canceled_minor - before[1]


def cancel_unpacked(order_id: uuid.UUID, *, reason: str) -> Order:
    """The shop did not ship in time: whatever is not packed is canceled by the clock."""
    reasons.require_cancel_reason(story.CLOCK.kind, reason)
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    if order.status == Status.AWAITING_SHIPMENT:
        _cancel(locked, order, Why(story.CLOCK, reason))
    elif order.status == Status.PARTIALLY_SHIPPING:
        for line in locked.lines(order):
            left = line.quantity - line.canceled_quantity - line.shipped_quantity
            if left:
                _cancel_pieces(locked, order, line, left, Why(story.CLOCK, reason))
    return order


def cancel_uncollected(order_id: uuid.UUID, pieces: Mapping[uuid.UUID, int], *, put_back_by: uuid.UUID) -> bool:
    """Pieces (per line id) that waited at the shop and nobody fetched: on sale again, and what was paid comes back.

    False, with nothing written, when the order does not wait there any more. Announces OrderCanceled, or
    OrderLineCanceled per line when the rest was fetched or still waits.
    """
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    if order.status != Status.AWAITING_COLLECTION or method_of(order) != PICKUP:
        return False
    lines, why = locked.lines(order), Why(story.CLOCK, "not_collected")
    kept = [line for line in lines if pieces.get(line.pk)]
    is_all = all(pieces.get(line.pk, 0) == line.quantity - line.canceled_quantity for line in lines)
    for line in kept:
        line.shipped_quantity -= pieces[line.pk]
    OrderLine.objects.bulk_update(kept, ["shipped_quantity"])
    totals: Counter[uuid.UUID] = Counter()
    for line in kept:
        totals[line.variant_id] += pieces[line.pk]
    inventory.put_back(totals, reference=inventory.Reference(STOCK_REFERENCE, locked.group.pk), by=put_back_by)
    if is_all:
        _cancel(locked, order, why, is_shelved=True)
    else:
        for line in kept:
            _cancel_pieces(locked, order, line, pieces[line.pk], why, is_shelved=True)
    return True


def _require_cancelable(locked: LockedGroup, order: Order, by: story.By) -> None:
    if order.status == Status.CANCELED:
        raise errors.AlreadyCanceled
    if by.kind == OrderEvent.By.CUSTOMER:
        # Another machine's clock may be ahead and have asked for the money already: then the window was over there.
        is_asked_for = locked.group.capture_requested_at is not None
        is_in_window = order.hold_until is not None and clock.now() < order.hold_until and not is_asked_for
        if order.status != Status.UNPAID and not (order.status == Status.ON_HOLD and is_in_window):
            raise errors.WindowOver
        return
    _require_open(locked, order)
    if order.status == Status.PARTIALLY_SHIPPING:
        raise errors.AlreadyPacked


def _require_open(locked: LockedGroup, order: Order) -> None:
    """Paid, not wholly packed, and not just being charged."""
    if order.status == Status.CANCELED:
        raise errors.AlreadyCanceled
    if order.status == Status.UNPAID:
        raise errors.NotPaidYet
    if order.status not in (Status.ON_HOLD, Status.AWAITING_SHIPMENT, Status.PARTIALLY_SHIPPING):
        raise errors.AlreadyPacked
    if locked.group.capture_requested_at is not None and order.captured_at is None:
        raise errors.PaymentInProgress


def _cancel(
    locked: LockedGroup, order: Order, why: Why, *, is_payment_settled: bool = False, is_shelved: bool = False
) -> None:
    """`is_payment_settled`: nothing is left to void; `is_shelved`: the pieces were put back on the shelf before."""
    assert Status.CANCELED in Order.TRANSITIONS[order.status]
    now = clock.now()
    lines = locked.lines(order)
    refunded, uncharged = _settle(locked, order, money.order_left(order, lines), why)
    for line in lines:
        line.canceled_quantity = line.quantity
    OrderLine.objects.bulk_update(lines, ["canceled_quantity"])
    was_paid = order.paid_at is not None
    order.status, order.canceled_at = Status.CANCELED, now
    order.canceled_by, order.cancel_reason = why.by.kind, why.reason
    order.save(update_fields=["status", "canceled_at", "canceled_by", "cancel_reason"])
    if not is_shelved:
        _give_back_stock(locked, lines)
    is_last = all(other.status == Status.CANCELED for other in locked.orders)
    if is_last and order.captured_at is None and not is_payment_settled:
        payments.request_void(locked.payment.pk)
    story.note(order.pk, story.CANCELED, why.by, now, reason=why.reason, note=why.note[:500]).save()
    emit(events.OrderCanceled(order.pk, why.by.kind, why.reason, was_paid, refunded, uncharged))


def _cancel_pieces(
    locked: LockedGroup, order: Order, line: OrderLine, quantity: int, why: Why, *, is_shelved: bool = False
) -> None:
    now, lines = clock.now(), locked.lines(order)
    left = money.line_left(line)
    of_pieces = line.quantity - line.canceled_quantity
    amount = left.amount_minor * quantity // of_pieces
    _settle(locked, order, [money.take(left, amount)], why)
    line.canceled_quantity += quantity
    line.save(update_fields=["canceled_quantity"])
    if not is_shelved:
        _give_back_stock(locked, [line])
    if order.status == Status.PARTIALLY_SHIPPING and all(
        one.quantity == one.canceled_quantity + one.shipped_quantity for one in lines
    ):
        order.status = Status.AWAITING_COLLECTION
        order.save(update_fields=["status"])
    data = {"line_id": str(line.pk), "title": line.title, "quantity": quantity, "reason": why.reason}
    story.note(order.pk, story.LINE_CANCELED, why.by, now, **data).save()
    emit(events.OrderLineCanceled(order.pk, line.pk, quantity, why.by.kind, why.reason))


def _settle(locked: LockedGroup, order: Order, parts: Sequence[money.Part], why: Why) -> tuple[int, int]:
    """Refund the parts, or leave them uncharged; (refunded, uncharged) in minor units."""
    parts = [part for part in parts if part.amount_minor]
    if order.captured_at is None:
        return 0, leave_uncharged(locked, order, parts, why.reason)
    refund = pay_back(locked, order, parts, why)
    return (refund.amount_minor if refund else 0), 0


def _give_back_stock(locked: LockedGroup, lines: Sequence[OrderLine]) -> None:
    totals = {line.variant_id: line.canceled_quantity for line in lines}
    inventory.release(inventory.Reference(STOCK_REFERENCE, locked.group.pk), totals)
