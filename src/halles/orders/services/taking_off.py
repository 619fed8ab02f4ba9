"""Taking money off an order: before the capture it is simply never asked for, afterwards refunded and booked."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.ledger.accounts import refunds
from halles.ledger.accounts import shipping as shipping_account
from halles.ledger.services import Reference, post
from halles.orders import events, money, postings, story
from halles.orders.models import Order, OrderGroup, OrderLine, OrderRefund
from halles.orders.services.locks import LockedGroup
from halles.payments import services as payments
from halles.payouts import services as payouts


@dataclass(frozen=True)
class Why:
    """Who takes money off, and for which reason (a code) and in which words."""

    by: story.By
    reason: str
    note: str = ""
    # Spent on the label of the customer's parcel back instead of being paid out.
    postage_minor: int = 0


def parties_of(group: OrderGroup, order: Order) -> postings.Parties:
    """Whose money the order is."""
    return postings.Parties(order.seller_id, group.market, order.currency, order.is_tax_remitted)


def leave_uncharged(locked: LockedGroup, order: Order, parts: Sequence[money.Part], reason: str) -> int:
    """These parts are never charged; returns their sum. The order's rows are written. Announces MoneyTakenOff."""
    _take_parts(order, locked.lines(order), parts, is_charged=False)
    emit(events.MoneyTakenOff(order.pk, reason))
    return sum(part.amount_minor for part in parts)


def pay_back(locked: LockedGroup, order: Order, parts: Sequence[money.Part], why: Why) -> OrderRefund | None:
    """These parts go back to the customer: rows, books, the seller's hold, the provider. None when they are nothing."""
    amount = sum(part.amount_minor for part in parts)
    if not amount:
        return None
    _take_parts(order, locked.lines(order), parts, is_charged=True)
    emit(events.MoneyTakenOff(order.pk, why.reason))
    refund_id, now = uuid7(), clock.now()
    _book(locked, order, parts, refund_id)
    _book_postage(locked, order, why.postage_minor, refund_id)
    paid_out = amount - why.postage_minor
    asked = payments.request_refund(locked.payment.pk, paid_out, reason=why.reason, key=f"order_refund:{refund_id}")
    refund = OrderRefund.objects.create(
        id=refund_id,
        order=order,
        amount_minor=amount,
        currency=order.currency,
        reason=why.reason,
        note=why.note[:500],
        by_kind=why.by.kind,
        by_id=why.by.id,
        at=now,
        parts=[_as_json(part) for part in parts],
        payment_refund_id=asked.pk,
        postage_minor=why.postage_minor,
    )
    data = {"amount_minor": paid_out, "currency": order.currency, "reason": why.reason, "note": refund.note}
    story.note(order.pk, story.REFUNDED, why.by, now, **data).save()
    emit(events.RefundIssued(order.pk, refund_id, amount, order.currency, why.reason))
    return refund


def _book(locked: LockedGroup, order: Order, parts: Sequence[money.Part], refund_id: uuid.UUID) -> None:
    parties = parties_of(locked.group, order)
    back = postings.shares(parties, parts)
    # Carriage of a parcel that has arrived is the seller's and on hold with the goods.
    is_earned = order.delivered_at is not None
    from_hold = back.goods_minor + (back.carriage_minor if is_earned else 0)
    seller_from = payouts.take_back(order.pk, from_hold)
    if not is_earned:
        seller_from.append((shipping_account(order.seller_id, order.currency), back.carriage_minor))
    post(
        "refund",
        key=f"refund:{refund_id}",
        reference=Reference("order", order.pk, locked.group.number),
        lines=postings.refund(parties, back, seller_from=seller_from),
    )


def _book_postage(locked: LockedGroup, order: Order, postage_minor: int, refund_id: uuid.UUID) -> None:
    if postage_minor:
        post(
            "return_carriage",
            key=f"return_carriage:{refund_id}",
            reference=Reference("order", order.pk, locked.group.number),
            lines=postings.return_carriage(postage_minor, order.currency, paid_by=refunds(order.currency)),
        )


def _take_parts(order: Order, lines: Sequence[OrderLine], parts: Sequence[money.Part], *, is_charged: bool) -> None:
    by_id = {line.pk: line for line in lines}
    taken = "refunded_minor" if is_charged else "canceled_minor"
    for part in parts:
        if part.line_id is None:
            field = f"shipping_{taken}"
            setattr(order, field, getattr(order, field) + part.amount_minor)
            order.shipping_tax_back_minor += part.tax_minor
        else:
            line = by_id[part.line_id]
            setattr(line, taken, getattr(line, taken) + part.amount_minor)
            line.tax_back_minor += part.tax_minor
            line.platform_fee_back_minor += part.platform_fee_minor
        setattr(order, taken, getattr(order, taken) + part.amount_minor)
    order.save(update_fields=[taken, f"shipping_{taken}", "shipping_tax_back_minor"])
    OrderLine.objects.bulk_update(lines, [taken, "tax_back_minor", "platform_fee_back_minor"])


def _as_json(part: money.Part) -> dict[str, object]:
    return {
        "line_id": str(part.line_id) if part.line_id else None,
        "amount_minor": part.amount_minor,
        "tax_minor": part.tax_minor,
        "platform_fee_minor": part.platform_fee_minor,
    }
