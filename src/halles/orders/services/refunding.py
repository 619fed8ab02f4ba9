"""Refunds after the money was taken: a line, some pieces, an amount, everything. Pieces stay sold."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from halles.kit.money import format_money
from halles.ledger.services import Reference, post
from halles.orders import errors, money, postings, reasons, story
from halles.orders.models import Order, OrderLine, OrderRefund
from halles.orders.services.locks import LockedGroup, lock_group_of
from halles.orders.services.taking_off import Why, pay_back
from halles.payouts import services as payouts


def refund_line(
    line_id: uuid.UUID, *, by: story.By, reason: str, quantity: int | None = None, note: str = ""
) -> OrderRefund:
    """Refund `quantity` pieces of a line, or all that is left of it; orders.refund_too_large when nothing is left."""
    reasons.require_refund_reason(reason)
    line = OrderLine.objects.filter(pk=line_id).first()
    if line is None:
        raise errors.LineNotFound
    locked, order = _lock_charged(line.order_id)
    line = locked.line(line_id, order)
    left = money.line_left(line)
    amount = left.amount_minor if quantity is None else _for_pieces(line, left, quantity)
    return _refund(locked, order, [money.take(left, amount)], Why(by, reason, note))


def refund_amount(order_id: uuid.UUID, amount_minor: int, *, by: story.By, reason: str, note: str = "") -> OrderRefund:
    """Refund an amount of the order's currency, spread over lines and carriage; orders.refund_too_large beyond it."""
    reasons.require_refund_reason(reason)
    if amount_minor < 1:
        raise errors.AmountInvalid
    locked, order = _lock_charged(order_id)
    lefts = money.order_left(order, locked.lines(order))
    left = sum(part.amount_minor for part in lefts)
    if amount_minor > left:
        raise errors.RefundTooLarge(left=format_money(left, order.currency, locked.group.language))
    return _refund(locked, order, money.spread(lefts, amount_minor), Why(by, reason, note))


def refund_order(order_id: uuid.UUID, *, by: story.By, reason: str, note: str = "") -> OrderRefund:
    """Refund everything that is left, carriage included."""
    reasons.require_refund_reason(reason)
    locked, order = _lock_charged(order_id)
    return _refund(locked, order, money.order_left(order, locked.lines(order)), Why(by, reason, note))


def refund_parts(
    order_id: uuid.UUID,
    amounts: Mapping[uuid.UUID | None, int],
    *,
    by: story.By,
    reason: str,
    note: str = "",
    postage_minor: int = 0,
) -> OrderRefund:
    """Refund an amount of each line named, and of the carriage under None, as one refund.

    `postage_minor` of it is not paid out but owed to the carrier of the customer's parcel back. Refusals:
    orders.refund_too_large for a part that has less left or when nothing is paid out, orders.not_charged_yet.
    """
    reasons.require_refund_reason(reason)
    locked, order = _lock_charged(order_id)
    lefts = {part.line_id: part for part in money.order_left(order, locked.lines(order))}
    parts = []
    for line_id, amount in amounts.items():
        left = lefts[line_id]
        if not 0 <= amount <= left.amount_minor:
            raise errors.RefundTooLarge(left=format_money(left.amount_minor, order.currency, locked.group.language))
        parts.append(money.take(left, amount))
    if sum(part.amount_minor for part in parts) <= postage_minor:
        raise errors.RefundTooLarge(left=format_money(0, order.currency, locked.group.language))
    return _refund(locked, order, parts, Why(by, reason, note, postage_minor))


def bill_seller_for_label(order_id: uuid.UUID, amount_minor: int, *, return_id: uuid.UUID) -> None:
    """The seller bears the label of a parcel that came back; once per return."""
    if not amount_minor:
        return
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    post(
        "return_carriage",
        key=f"return_carriage:{return_id}",
        reference=Reference("order", order.pk, locked.group.number),
        lines=postings.return_carriage(amount_minor, order.currency, paid_by=payouts.take_cost(order.pk, amount_minor)),
    )


def _lock_charged(order_id: uuid.UUID) -> tuple[LockedGroup, Order]:
    locked = lock_group_of(order_id)
    order = locked.order(order_id)
    if order.status == Order.Status.UNPAID:
        raise errors.NotPaidYet
    if order.captured_at is None:
        raise errors.NotChargedYet
    return locked, order


def _for_pieces(line: OrderLine, left: money.Part, quantity: int) -> int:
    """The price of some pieces, at most what is left of the line."""
    kept = line.quantity - line.canceled_quantity
    if quantity < 1:
        raise errors.AmountInvalid
    if quantity > kept:
        raise errors.TooManyPieces(left=kept)
    return min(left.amount_minor, line.total_minor * quantity // line.quantity)


def _refund(locked: LockedGroup, order: Order, parts: list[money.Part], why: Why) -> OrderRefund:
    refund = pay_back(locked, order, [part for part in parts if part.amount_minor], why)
    if refund is None:
        raise errors.RefundTooLarge(left=format_money(0, order.currency, locked.group.language))
    return refund
