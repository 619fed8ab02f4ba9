"""What becomes of a commission: booked with the sale, reversed with what is given back, confirmed, paid."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.affiliates import postings
from halles.affiliates.deciding import kept_after_chargeback, kept_of
from halles.affiliates.models import Commission
from halles.kit import clock, transactions
from halles.ledger.accounts import AccountKey, creator_available, creator_pending
from halles.ledger.services import Reference, post
from halles.markets.queries import get_market
from halles.orders import money
from halles.orders.models import OrderLine
from halles.orders.reasons import CHARGED_BACK
from halles.payouts import services as payouts

BATCH_SIZE = 200
Status = Commission.Status
LIVING = (Status.ESTIMATED, Status.PENDING, Status.CONFIRMED, Status.PAID)


def book_commissions(order_id: uuid.UUID, *, at: dt.datetime) -> None:
    """The order's sale stands in the books: what its commissions still come to is the creators', and waits."""
    for one in _lock(order_id, Status.ESTIMATED):
        amount = one.kept_minor
        if not amount:
            _save(one, status=Status.VOID)
            continue
        post(
            "commission",
            key=f"commission:{one.pk}",
            reference=_reference(one),
            lines=postings.commission(
                one.creator_id, amount, one.currency, seller_from=payouts.take_commission(order_id, amount)
            ),
            at=at,
        )
        _save(one, status=Status.PENDING, booked_at=at)


def reduce_commissions(order_id: uuid.UUID, *, reason: str) -> None:
    """Some of the order's lines have less left: their commissions go back in proportion, before anything is refunded.

    What was booked returns to the seller's hold; what is confirmed or paid out already comes from the creator's free
    money, which may go below zero and is recovered from what they earn next.
    """
    commissions = _lock(order_id, *LIVING)
    lines = {line.pk: line for line in OrderLine.objects.select_related("order").filter(commission__in=commissions)}
    for one in commissions:
        kept = _kept(one, lines[one.line_id])
        if kept < one.kept_minor:
            _reverse(one, one.kept_minor - kept, reason)


def charge_back_commissions(order_id: uuid.UUID, *, taken_minor: int, paid_minor: int) -> None:
    """A bank has taken `taken_minor` of `paid_minor` back for good: commissions go back to the seller in proportion, as
    with a refund; nobody earns by money that nobody has."""
    for one in _lock(order_id, *LIVING):
        kept = kept_after_chargeback(one.kept_minor, taken_minor=taken_minor, paid_minor=paid_minor)
        if kept < one.kept_minor:
            _reverse(one, one.kept_minor - kept, CHARGED_BACK)


def _kept(one: Commission, line: OrderLine) -> int:
    left = money.line_left(line)
    seller_left = money.sellers_share(left, line.order)
    return kept_of(
        one.amount_minor,
        total_minor=line.total_minor,
        left_minor=left.amount_minor,
        seller_left_minor=seller_left,
        kept_minor=one.kept_minor,
    )


def _reverse(one: Commission, back_minor: int, reason: str) -> None:
    one.reversed_minor += back_minor
    one.reversed_reason = reason[:40]
    if one.status == Status.ESTIMATED:
        _save(one, status=Status.ESTIMATED if one.kept_minor else Status.VOID)
        return
    post(
        "commission_reversed",
        key=f"commission_reversed:{one.pk}:{one.reversed_minor}",
        reference=_reference(one),
        lines=postings.reversed_commission(
            _account(one), back_minor, back_to=payouts.give_back_commission(one.order_id, back_minor)
        ),
        at=clock.now(),
    )
    _save(one, status=one.status if one.kept_minor else Status.REVERSED)


def _account(one: Commission) -> AccountKey:
    if one.status == Status.PENDING:
        return creator_pending(one.creator_id, one.currency)
    return creator_available(one.creator_id, one.currency)


def start_clock(order_id: uuid.UUID, *, delivered_at: dt.datetime) -> None:
    """The order has arrived: its commissions are confirmed when the market's days are over."""
    for one in _lock(order_id, Status.ESTIMATED, Status.PENDING):
        if one.confirm_at is None:
            days = get_market(one.market).return_days
            _save(one, confirm_at=delivered_at + dt.timedelta(days=days))


def confirm_due(*, limit: int = BATCH_SIZE) -> int:
    """Confirm what has waited long enough, each in a transaction of its own, and return how many; none open.

    What an open return, case or chargeback may still give back waits for its end.
    """
    due = Commission.objects.filter(status=Status.PENDING, confirm_at__lte=clock.now()).order_by("confirm_at", "pk")
    return sum(transactions.run_each(_confirm, list(due.values_list("pk", flat=True)[:limit])))


def _confirm(commission_id: uuid.UUID) -> bool:
    now = clock.now()
    waiting = Commission.objects.select_for_update(skip_locked=True).filter(
        pk=commission_id, status=Status.PENDING, confirm_at__lte=now
    )
    one = waiting.first()
    if one is None:
        return False
    if payouts.is_blocked(one.order_id):
        # Looked at again tomorrow, so that what waits long does not keep the others from their turn.
        _save(one, confirm_at=now + dt.timedelta(days=1))
        return False
    post(
        "commission_confirmed",
        key=f"commission_confirmed:{one.pk}",
        reference=_reference(one),
        lines=postings.confirmed(one.creator_id, one.kept_minor, one.currency),
        at=now,
    )
    _save(one, status=Status.CONFIRMED, confirmed_at=now)
    return True


def mark_paid(
    creator_id: uuid.UUID, currency: str, *, payout_id: uuid.UUID, confirmed_until: dt.datetime, at: dt.datetime
) -> int:
    """A payout has arrived that covers what was confirmed up to `confirmed_until`; how many commissions it paid."""
    return Commission.objects.filter(
        creator=creator_id, currency=currency, status=Status.CONFIRMED, confirmed_at__lte=confirmed_until
    ).update(status=Status.PAID, paid_at=at, payout_id=payout_id, updated_at=at)


def mark_not_paid(payout_id: uuid.UUID) -> int:
    """The bank has sent a payout back: what it paid is free for the next one; how many commissions."""
    paid = Commission.objects.filter(payout_id=payout_id, status=Status.PAID)
    return paid.update(status=Status.CONFIRMED, paid_at=None, payout_id=None, updated_at=clock.now())


def _lock(order_id: uuid.UUID, *statuses: str) -> list[Commission]:
    """The order's commissions of these statuses; locked before the seller's hold, which is last."""
    found = Commission.objects.select_for_update().filter(order=order_id, status__in=statuses)
    return list(found.order_by("pk"))


def _reference(one: Commission) -> Reference:
    return Reference("order", one.order_id, one.order.group.number)


def _save(one: Commission, **changes: object) -> None:
    if "status" in changes:
        assert changes["status"] == one.status or changes["status"] in Commission.TRANSITIONS[one.status]
    for name, value in changes.items():
        setattr(one, name, value)
    one.updated_at = clock.now()
    one.save(update_fields=[*changes, "reversed_minor", "reversed_reason", "updated_at"])
