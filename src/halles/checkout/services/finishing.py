"""Purchases that did not end in the request that began them: back from the bank, unpaid for too long."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.checkout.purchase import Placed
from halles.checkout.services.attempts import ABANDONED_AFTER, answer
from halles.kit import clock, transactions
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import OrderGroup
from halles.orders.services import PAYMENT_REFERENCE
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.queries import find_payments

BATCH_SIZE = 200
# Later than this nobody waits for it any more, and payments itself gives up.
FINISHED_WITHIN = dt.timedelta(minutes=9)


def return_from_provider(payment_id: uuid.UUID) -> Placed:
    """The browser is back from the bank's page: ask the provider how it went and answer as `place_order` would.

    No transaction may be open. Whoever calls has checked that this purchase is theirs.
    """
    payment = payments.refresh(payment_id)
    group = OrderGroup.objects.get(pk=payment.reference_id)
    return answer(group_id=group.pk, number=group.number, total_minor=group.total_minor, payment=payment, group=group)


def finish_attempts(*, limit: int = BATCH_SIZE) -> int:
    """Purchases whose request died before the provider was asked: it is asked now. Returns how many.

    The customer pressed the button and may press it again; either way one charge comes of it. No transaction open.
    Purchases that wait for something else (the bank's page, a transfer) lie between them, `limit` are looked at a time.
    """
    now = clock.now()
    left_behind = OrderGroup.objects.filter(
        expires_at__gt=now, placed_at__range=(now - FINISHED_WITHIN, now - ABANDONED_AFTER)
    ).order_by("pk")
    finished_count = 0
    group_ids = list(left_behind.values_list("pk", flat=True)[:limit])
    while group_ids:
        found = find_payments(PAYMENT_REFERENCE, group_ids)
        for payment in found.values():
            if payment.status == Payment.Status.CREATED:
                payments.authorize(payment.pk)
                finished_count += 1
        group_ids = list(left_behind.filter(pk__gt=group_ids[-1]).values_list("pk", flat=True)[:limit])
    return finished_count


def expire_unpaid(*, limit: int = BATCH_SIZE) -> int:
    """Purchases unpaid beyond their time: canceled, stock given back; money that still comes is given back by payments.

    Each in a transaction of its own; no transaction open. Returns how many groups were looked at.
    """
    due = OrderGroup.objects.filter(expires_at__lte=clock.now()).order_by("expires_at").values_list("pk", flat=True)
    groups = list(due[:limit])
    transactions.run_each(_expire, groups)
    return len(groups)


def _expire(group_id: uuid.UUID) -> None:
    locked = orders.lock_group(group_id)
    if locked.group.expires_at is not None and locked.group.expires_at <= clock.now():
        orders.cancel_unpaid(locked, by=story.CLOCK, reason="expired")
