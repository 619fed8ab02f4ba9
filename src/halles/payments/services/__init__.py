"""Use cases of payments: intents inside the caller's transaction, calls outside, outcomes in their own."""

from halles.payments.services.callbacks import receive_event
from halles.payments.services.calls import authorize, refresh, send_capture, send_refund, send_void
from halles.payments.services.cards import delete_card, save_card, set_default_card
from halles.payments.services.intents import (
    INSERT_PAYMENT,
    PaymentDraft,
    create_payment,
    draft_payment,
    lock_payment,
    request_capture,
    request_refund,
    request_void,
    retry_refund,
)
from halles.payments.services.outcomes import settle_nothing
from halles.payments.services.resolving import resolve, resolve_due

__all__ = [
    "INSERT_PAYMENT",
    "PaymentDraft",
    "authorize",
    "create_payment",
    "delete_card",
    "draft_payment",
    "lock_payment",
    "receive_event",
    "refresh",
    "request_capture",
    "request_refund",
    "request_void",
    "resolve",
    "resolve_due",
    "retry_refund",
    "save_card",
    "send_capture",
    "send_refund",
    "send_void",
    "set_default_card",
    "settle_nothing",
]
