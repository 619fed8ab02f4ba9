"""Idempotency keys: the first request with a key places the order, every other one gets the same answer."""

from __future__ import annotations

import datetime as dt
import time
import uuid

from halles.checkout.errors import InProgress, KeyInvalid, KeyReused, PaymentNotPossible
from halles.checkout.models import CheckoutAttempt
from halles.checkout.purchase import Placed, PlaceOrder
from halles.kit import clock
from halles.orders import access
from halles.orders.models import OrderGroup
from halles.orders.services import PAYMENT_REFERENCE
from halles.payments import services as payments
from halles.payments.errors import Declined
from halles.payments.models import Payment
from halles.payments.queries import find_payment

KEEP = dt.timedelta(days=7)
KEY_LENGTHS = range(8, 101)
WAIT_SECONDS_MAX = 3.0
WAIT_STEP_SECONDS = 0.05
# Beyond the longest time a request may wait for the provider.
ABANDONED_AFTER = dt.timedelta(seconds=20)
UNDECIDED = (Payment.Status.CREATED, Payment.Status.UNKNOWN)


def require_key(key: str) -> None:
    """KeyInvalid unless it is 8 to 100 visible ASCII characters."""
    if len(key) not in KEY_LENGTHS or not key.isascii() or not key.isprintable():
        raise KeyInvalid


def find_earlier(wanted: PlaceOrder) -> CheckoutAttempt | None:
    """The attempt that used the key before; KeyReused when that was for another purchase."""
    earlier = CheckoutAttempt.objects.filter(who=wanted.buyer.name, key=wanted.key).first()
    if earlier is not None and bytes(earlier.body_hash) != wanted.body_hash():
        raise KeyReused
    return earlier


def answer_again(earlier: CheckoutAttempt) -> Placed:
    """The answer that the first request with this key got; while it is still waiting for the provider, so do we.

    InProgress after some seconds. No transaction open.
    """
    payment = _wait_for_answer(earlier.group_id)
    if payment.status == Payment.Status.CREATED:
        if payment.created_at > clock.now() - ABANDONED_AFTER:
            raise InProgress
        # Whoever began this is gone. The provider knows the payment by its id, so asking now charges once at most.
        payment = payments.authorize(payment.pk)
    group = OrderGroup.objects.get(pk=earlier.group_id)
    return answer(group_id=group.pk, number=group.number, total_minor=group.total_minor, payment=payment, group=group)


def _wait_for_answer(group_id: uuid.UUID) -> Payment:
    deadline = time.monotonic() + WAIT_SECONDS_MAX
    while True:
        payment = find_payment(PAYMENT_REFERENCE, group_id)
        assert payment is not None, "a group and its payment are written together"
        is_decided = payment.status not in UNDECIDED
        is_abandoned = payment.created_at <= clock.now() - ABANDONED_AFTER
        if is_decided or is_abandoned or time.monotonic() > deadline:
            return payment
        time.sleep(WAIT_STEP_SECONDS)


def answer(
    *, group_id: uuid.UUID, number: str, total_minor: int, payment: Payment, group: OrderGroup | None = None
) -> Placed:
    """What to tell the customer of a payment as it is; Declined or PaymentNotPossible when it will never come.

    `group` is given for a second answer.
    """
    if payment.status == Payment.Status.DECLINED:
        raise Declined(payment.decline_code)
    was_authorized = payment.authorized_at is not None or payment.captured_at is not None
    if payment.status in (Payment.Status.FAILED, Payment.Status.CANCELED) and not was_authorized:
        raise PaymentNotPossible
    next_action = payment.next_action if payment.status == Payment.Status.REQUIRES_ACTION else None
    is_guest = payment.user_id is None
    return Placed(
        group_id=group_id,
        number=number,
        status="paid" if was_authorized else "unpaid",
        total_minor=total_minor,
        currency=payment.currency,
        placed_at=group.placed_at if group else payment.created_at,
        next_action=next_action or (None if was_authorized else {"kind": "wait"}),
        access_token=access.token_for(group_id) if is_guest else None,
        is_replay=group is not None,
    )


def sweep() -> int:
    """Forget keys older than a week, and say how many."""
    old, _ = CheckoutAttempt.objects.filter(created_at__lt=clock.now() - KEEP).delete()
    return old
