"""Reads of checkout."""

from __future__ import annotations

import uuid

from halles.orders.services import PAYMENT_REFERENCE
from halles.payments.errors import PaymentNotFound
from halles.payments.models import Payment
from halles.payments.queries import find_payment


def payment_of(group_id: uuid.UUID) -> Payment:
    """The payment of a purchase; whoever asks has shown that the purchase is theirs."""
    payment = find_payment(PAYMENT_REFERENCE, group_id)
    if payment is None:
        raise PaymentNotFound
    return payment
