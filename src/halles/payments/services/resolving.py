"""Finishing what died or stayed silent in between: a job walks the unsettled payments and refunds every minute."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from functools import partial

from django.db.models import F, Q

from halles.kit import clock, transactions
from halles.payments.models import Payment, Refund
from halles.payments.services.calls import cancel_at_provider, refresh, send_capture, send_refund, send_void

# The request that made a payment is given this long before anybody else asks the provider about it.
PATIENCE = dt.timedelta(seconds=30)
POLL_EVERY = dt.timedelta(seconds=50)
POLL_ACTION_EVERY = dt.timedelta(minutes=5)
# A request that has not arrived after this long is not waited for: the provider is told never to charge it.
GIVE_UP_AFTER = dt.timedelta(minutes=10)
BATCH_SIZE = 50

_STATUS = Payment.Status


def resolve_due(*, limit: int = BATCH_SIZE) -> int:
    """Take the next step for payments and refunds that wait for one, longest waiting first; how many were touched.

    No transaction open; at most `limit` of each. One that fails holds up no other.
    """
    steps: list[Callable[[], object]] = [partial(resolve, payment_id) for payment_id in _waiting_payments(limit)]
    steps += [partial(_resolve_refund, refund_id) for refund_id in _waiting_refunds(limit)]
    return len(transactions.try_each(lambda step: step(), steps))


def _resolve_refund(refund_id: uuid.UUID) -> Refund:
    Refund.objects.filter(id=refund_id).update(polled_at=clock.now())
    return send_refund(refund_id)


def resolve(payment_id: uuid.UUID) -> Payment:
    """Take the step that one payment waits for: void it, capture it, or ask what became of it; no transaction open."""
    Payment.objects.filter(id=payment_id).update(polled_at=clock.now())
    payment = Payment.objects.get(id=payment_id)
    if payment.void_requested_at is not None:
        return send_void(payment_id)
    if payment.status == _STATUS.AUTHORIZED and payment.capture_requested_minor is not None:
        return send_capture(payment_id)
    payment = refresh(payment_id)
    is_lost = payment.status in {_STATUS.CREATED, _STATUS.UNKNOWN} and not payment.provider_ref
    if is_lost and payment.created_at < clock.now() - GIVE_UP_AFTER:
        return cancel_at_provider(payment)
    return payment


def _waiting_payments(limit: int) -> list[uuid.UUID]:
    now = clock.now()
    asks = Q(status__in=[_STATUS.CREATED, _STATUS.UNKNOWN], created_at__lt=now - PATIENCE)
    voids = Q(
        status__in=[_STATUS.CREATED, _STATUS.UNKNOWN, _STATUS.REQUIRES_ACTION, _STATUS.AUTHORIZED],
        void_requested_at__lt=now - PATIENCE,
    )
    captures = Q(status=_STATUS.AUTHORIZED, capture_requested_minor__isnull=False, created_at__lt=now - PATIENCE)
    rested = Q(polled_at=None) | Q(polled_at__lt=now - POLL_EVERY)
    acts = Q(status=_STATUS.REQUIRES_ACTION, created_at__lt=now - POLL_ACTION_EVERY) & (
        Q(polled_at=None) | Q(polled_at__lt=now - POLL_ACTION_EVERY)
    )
    waiting = Payment.objects.filter(((asks | voids | captures) & rested) | acts)
    return list(waiting.order_by(F("polled_at").asc(nulls_first=True), "id").values_list("id", flat=True)[:limit])


def _waiting_refunds(limit: int) -> list[uuid.UUID]:
    now = clock.now()
    waiting = Refund.objects.filter(
        Q(polled_at=None) | Q(polled_at__lt=now - POLL_EVERY),
        status__in=[Refund.Status.CREATED, Refund.Status.PENDING],
        created_at__lt=now - PATIENCE,
    )
    return list(waiting.order_by(F("polled_at").asc(nulls_first=True), "id").values_list("id", flat=True)[:limit])
