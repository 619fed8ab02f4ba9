"""Purchases that did not end in the request that began them: back from the bank, unpaid for too long."""

from __future__ import annotations

import uuid

from halles.checkout.purchase import Placed
from halles.checkout.services.attempts import answer
from halles.kit import clock, transactions
from halles.orders import services as orders
from halles.orders import story
from halles.orders.models import OrderGroup
from halles.orders.services import PAYMENT_REFERENCE
from halles.payments import services as payments
from halles.payments.models import Payment

BATCH_SIZE = 200


def return_from_provider(payment_id: uuid.UUID) -> Placed:
    """The browser is back from the bank's page: ask the provider how it went and answer as `place_order` would.

    No transaction may be open. Whoever calls has checked that this purchase is theirs.
    """
    payment = payments.refresh(payment_id)
    group = OrderGroup.objects.get(pk=payment.reference_id)
    return answer(group_id=group.pk, number=group.number, total_minor=group.total_minor, payment=payment, group=group)


def payment_of(group_id: uuid.UUID) -> Payment:
    """The payment of a purchase, for its page."""
    return Payment.objects.get(reference_kind=PAYMENT_REFERENCE, reference_id=group_id)


def expire_unpaid(*, limit: int = BATCH_SIZE) -> int:
    """Purchases unpaid beyond their time: canceled, stock given back; money that still comes is given back by payments.

    Each in a transaction of its own; no transaction open. Returns how many groups were looked at.
    """
    due = OrderGroup.objects.filter(expires_at__lte=clock.now()).order_by("expires_at").values_list("pk", flat=True)
    groups = list(due[:limit])
    for group_id in groups:
        transactions.run(lambda group_id=group_id: _expire(group_id))  # type: ignore[misc]
    return len(groups)


def _expire(group_id: uuid.UUID) -> None:
    locked = orders.lock_group(group_id)
    if locked.group.expires_at is not None and locked.group.expires_at <= clock.now():
        orders.cancel_unpaid(locked, by=story.CLOCK, reason="expired")
