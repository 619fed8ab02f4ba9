"""What every outcome needs: the locked row, its name in the books, the facts its events carry."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from halles.kit import clock
from halles.ledger.accounts import Line
from halles.ledger.services import Reference, post
from halles.payments.errors import PaymentNotFound
from halles.payments.models import Payment


def lock(payment_id: uuid.UUID) -> Payment:
    """The payment as it is now, its row locked until the transaction ends; PaymentNotFound."""
    payment = Payment.objects.select_for_update().filter(id=payment_id).first()
    if payment is None:
        raise PaymentNotFound
    return payment


def book(payment: Payment, kind: str, key: str, lines: Sequence[Line]) -> uuid.UUID:
    """Write a transaction about the payment's reference, once per key, and return its id."""
    return post(kind, key=key, reference=reference_of(payment), lines=lines).transaction_id


def reference_of(payment: Payment) -> Reference:
    """What the payment is for, as the books name it."""
    return Reference(payment.reference_kind, payment.reference_id, payment.reference_number)


def about(payment: Payment, amount_minor: int | None = None) -> dict[str, Any]:
    """The fields that every event of payments carries; the payment's whole amount unless another is meant."""
    return {
        "payment_id": payment.id,
        "reference_kind": payment.reference_kind,
        "reference_id": payment.reference_id,
        "amount_minor": payment.amount_minor if amount_minor is None else amount_minor,
        "currency": payment.currency,
        "at": clock.now(),
    }
