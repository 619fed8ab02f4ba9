"""What a return keeps back of the seller's money while it is open, and what goes back when it is settled."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from halles.inventory import services as inventory
from halles.kit import clock
from halles.kit.events import emit
from halles.orders import money, story
from halles.orders import services as orders
from halles.orders.models import Order, OrderLine
from halles.orders.services import LockedGroup
from halles.payouts import services as payouts
from halles.returns import events, reasons
from halles.returns.models import ReturnLine, ReturnRequest
from halles.returns.queries import counted_pieces
from halles.returns.queries.cases import still_owed
from halles.returns.services.locks import LockedReturn

Status = ReturnRequest.Status
STOCK_REFERENCE = "return"


def block(locked: LockedReturn) -> None:
    """The seller's share of what may go back does not become free while the return is open."""
    shares = sum(_seller_share(locked, line) for line in locked.lines)
    payouts.block(locked.order.pk, shares, reference_id=locked.request.pk)


def _seller_share(locked: LockedReturn, line: ReturnLine) -> int:
    order_line = locked.order_line(line)
    return money.sellers_share(money.take(money.line_left(order_line), still_owed(line, order_line)), locked.order)


def settle(
    locked: LockedReturn,
    *,
    by: story.By,
    reason: str = "",
    deductions: Mapping[int, int] | None = None,
    is_label_free: bool = False,
    is_carriage_in: bool = True,
    why: str = "",
) -> int:
    """Refund what the pieces cost, less `deductions` (per return line id), and close the return; returns the amount.

    The carriage goes back too where the market says so and nothing of the order is kept: what is taken off is for what
    the goods have lost, the law leaves the carriage whole. Not with `is_carriage_in` False, for an amount that was
    decided as a whole. Who pays the label is the return's; one that costs more than goes back is the seller's.
    Announces ReturnRefunded, or what ended without money.
    """
    request, deductions = locked.request, deductions or {}
    amounts: dict[uuid.UUID | None, int] = {}
    for line in locked.lines:
        line.deducted_minor = deductions.get(line.pk, 0)
        amount = max(0, still_owed(line, locked.order_line(line)) - line.deducted_minor)
        line.refunded_minor += amount
        amounts[line.order_line_id] = amount
    ReturnLine.objects.bulk_update(locked.lines, ["deducted_minor", "refunded_minor"])
    is_partial = any(deductions.values())
    if is_carriage_in and _gives_carriage_back(locked):
        amounts[None] = money.shipping_left(locked.order, locked.group.lines(locked.order)).amount_minor
    amounts = {line_id: amount for line_id, amount in amounts.items() if amount}
    total = sum(amounts.values())
    label = 0 if is_label_free else _label_due(locked)
    is_customers = request.carriage_paid_by == ReturnRequest.Payer.CUSTOMER and label < total
    payouts.unblock(request.pk)
    if total:
        refund = orders.refund_parts(
            locked.order.pk,
            amounts,
            by=by,
            reason=reason or reasons.REFUND_REASON[request.ground],
            note=why,
            postage_minor=label if is_customers else 0,
        )
        request.refund_ids = [*request.refund_ids, str(refund.pk)]
    if label and not is_customers:
        request.carriage_paid_by = ReturnRequest.Payer.SELLER
        orders.bill_seller_for_label(locked.order.pk, label, return_id=request.pk)
    _close(locked, total, label, is_partial=is_partial, by=by, why=why)
    return total


def _label_due(locked: LockedReturn) -> int:
    """What the label costs, once: a case may settle a return a second time."""
    parcel = locked.parcel
    return parcel.label_minor if parcel is not None and parcel.is_used and not locked.request.postage_minor else 0


def _close(locked: LockedReturn, total: int, label: int, *, is_partial: bool, by: story.By, why: str) -> None:
    request = locked.request
    status = Status.PARTIALLY_REFUNDED if is_partial else Status.REFUNDED
    if not total:
        # All was given back before, or what came back was worth nothing any more.
        status = Status.REJECTED if is_partial else Status.CLOSED
    now = clock.now()
    locked.move(
        status,
        deadline_at=None,
        closed_at=now,
        closed_by=by.kind,
        why=why[:1000],
        refund_ids=request.refund_ids,
        refunded_minor=request.refunded_minor + total,
        postage_minor=request.postage_minor + label,
        carriage_paid_by=request.carriage_paid_by,
        **({"rejected_at": now} if status == Status.REJECTED else {}),
    )
    if status == Status.REJECTED:
        emit(events.ReturnRejected(request.pk, locked.order.pk))
        return
    if status == Status.CLOSED:
        emit(events.ReturnClosed(request.pk, locked.order.pk, by.kind))
        return
    customers = request.carriage_paid_by == ReturnRequest.Payer.CUSTOMER
    emit(
        events.ReturnRefunded(
            request.pk, locked.order.pk, total, label if customers else 0, request.currency, is_partial
        )
    )


def restock(locked: LockedReturn, pieces: Mapping[int, int], *, by: uuid.UUID) -> None:
    """Put pieces (per return line id) back on the shelf and on sale."""
    totals: dict[uuid.UUID, int] = {}
    for line in locked.lines:
        if quantity := pieces.get(line.pk, 0):
            line.restocked_quantity += quantity
            variant_id = locked.order_line(line).variant_id
            totals[variant_id] = totals.get(variant_id, 0) + quantity
    ReturnLine.objects.bulk_update(locked.lines, ["restocked_quantity"])
    if totals:
        inventory.put_back(totals, reference=inventory.Reference(STOCK_REFERENCE, locked.request.pk), by=by)


def _gives_carriage_back(locked: LockedReturn) -> bool:
    if locked.request.ground not in locked.market.returns.carriage_given_back_for:
        return False
    kept = kept_pieces(locked.group, locked.order, without=locked.request.pk)
    for line in locked.lines:
        kept[line.order_line_id] -= line.sent_quantity
    return all(pieces <= 0 for pieces in kept.values())


def kept_pieces(group: LockedGroup, order: Order, *, without: uuid.UUID) -> dict[uuid.UUID, int]:
    """Per line, the pieces neither cancelled nor in another return that is open or refunded."""
    counted = counted_pieces(order.pk, without=without)
    lines: list[OrderLine] = group.lines(order)
    return {line.pk: line.quantity - line.canceled_quantity - counted.get(line.pk, 0) for line in lines}
