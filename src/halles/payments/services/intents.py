"""What others ask of payments. Each writes an intent in the caller's transaction; a job then calls the provider."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.kit.jobs import defer
from halles.kit.statements import fetch_one, model_from
from halles.payments.errors import (
    CaptureTooLarge,
    CardUnknown,
    NotAuthorized,
    PaymentNotFound,
    RefundNotFailed,
    RefundTooLarge,
)
from halles.payments.models import Payment, Refund
from halles.payments.providers.port import Method
from halles.payments.providers.registry import DEFAULT
from halles.payments.services.facts import lock
from halles.payments.services.outcomes import owe_back, save_refund

# Part of a larger statement where one purchase is written: the names of its parameters begin with `payment_`.
# Returns what a saved card adds; no row when the card is not this user's.
INSERT_PAYMENT = """
INSERT INTO payments_payment (
    id, reference_kind, reference_id, reference_number, user_id, key, method, provider, provider_ref, token,
    should_save_card, return_url, status, currency, amount_minor, authorized_minor, captured_minor,
    refund_requested_minor, refunded_minor, decline_code, failure_code, card_brand, card_last4, created_at)
SELECT %(payment_id)s, %(payment_reference_kind)s, %(payment_reference_id)s, %(payment_reference_number)s,
    %(payment_user_id)s, %(payment_key)s, %(payment_method)s, coalesce(card.provider, %(payment_provider)s), '',
    coalesce(card.token, %(payment_token)s), %(payment_should_save_card)s, %(payment_return_url)s, 'created',
    %(payment_currency)s, %(payment_amount_minor)s, 0, 0, 0, 0, '', '', coalesce(card.brand, ''),
    coalesce(card.last4, ''), %(payment_created_at)s
FROM (SELECT 1) AS once
LEFT JOIN payments_savedcard AS card ON card.id = %(payment_card_id)s AND card.user_id = %(payment_user_id)s
WHERE %(payment_card_id)s::uuid IS NULL OR card.id IS NOT NULL
RETURNING provider, token, card_brand, card_last4
"""
_FRESH = {
    "provider_ref": "",
    "status": Payment.Status.CREATED,
    "authorized_minor": 0,
    "capture_requested_minor": None,
    "captured_minor": 0,
    "refund_requested_minor": 0,
    "refunded_minor": 0,
    "next_action": None,
    "decline_code": "",
    "failure_code": "",
    "authorized_at": None,
    "captured_at": None,
    "void_requested_at": None,
    "canceled_at": None,
    "polled_at": None,
}


@dataclass(frozen=True)
class PaymentDraft:
    """A payment about to be recorded by INSERT_PAYMENT with these `values`."""

    values: Mapping[str, Any]

    def written(self, provider: str, token: str, card_brand: str, card_last4: str) -> Payment:
        """The payment as the statement left it, from what it returned."""
        row = {name.removeprefix("payment_"): value for name, value in self.values.items()}
        row |= _FRESH
        row |= {"provider": provider, "token": token, "card_brand": card_brand, "card_last4": card_last4}
        return model_from(Payment, row)


def draft_payment(
    *,
    reference_kind: str,
    reference_id: uuid.UUID,
    amount_minor: int,
    currency: str,
    method: Method,
    key: str,
    instrument: uuid.UUID | str | None = None,
    user_id: uuid.UUID | None = None,
    should_save_card: bool = False,
    reference_number: str = "",
    return_url: str = "",
) -> PaymentDraft:
    """The intent to be paid as `create_payment` records it, for a caller whose own statement writes it."""
    payment_id = uuid7()
    is_saved = isinstance(instrument, uuid.UUID)
    return PaymentDraft(
        {
            "payment_id": payment_id,
            "payment_reference_kind": reference_kind,
            "payment_reference_id": reference_id,
            "payment_reference_number": reference_number,
            "payment_user_id": user_id,
            "payment_key": key,
            "payment_method": method,
            "payment_provider": DEFAULT,
            "payment_token": "" if is_saved or instrument is None else instrument,
            "payment_should_save_card": should_save_card and user_id is not None and not is_saved,
            "payment_return_url": return_url.replace("{payment_id}", str(payment_id)),
            "payment_currency": currency,
            "payment_amount_minor": amount_minor,
            "payment_card_id": instrument if is_saved else None,
            "payment_created_at": clock.now(),
        }
    )


def create_payment(**facts: Any) -> Payment:
    """Record the intent to be paid (the facts of `draft_payment`) in one statement; `authorize` sends it.

    `instrument` is a saved card's id (CardUnknown unless it is this user's), a token from card entry, or None for
    instant methods and transfers. `{payment_id}` in `return_url` is filled in. A used `key` is an IntegrityError.
    """
    draft = draft_payment(**facts)
    written = fetch_one(INSERT_PAYMENT, draft.values)
    if written is None:
        raise CardUnknown
    return draft.written(*written)


def lock_payment(reference_kind: str, reference_id: uuid.UUID) -> Payment:
    """The newest payment for the reference, its row locked; PaymentNotFound when there is none."""
    about = Payment.objects.select_for_update().filter(reference_kind=reference_kind, reference_id=reference_id)
    payment = about.order_by("-id").first()
    if payment is None:
        raise PaymentNotFound
    return payment


def request_capture(payment_id: uuid.UUID, amount_minor: int) -> Payment:
    """Ask to take `amount_minor` of an authorised card; the rest is released. Zero asks to void.

    Harmless when captured already or asked before for the same amount. NotAuthorized, CaptureTooLarge.
    """
    payment = lock(payment_id)
    if payment.captured_minor or payment.capture_requested_minor == amount_minor:
        return payment
    if amount_minor == 0:
        return request_void(payment_id)
    if payment.status != Payment.Status.AUTHORIZED or payment.void_requested_at is not None:
        raise NotAuthorized
    if payment.capture_requested_minor is not None or not 0 < amount_minor <= payment.authorized_minor:
        raise CaptureTooLarge
    payment.capture_requested_minor = amount_minor
    payment.save(update_fields=["capture_requested_minor"])
    defer("payments.send_capture", payment_id=str(payment_id))
    return payment


def request_void(payment_id: uuid.UUID) -> Payment:
    """Want nothing from this payment any more, whatever its status; asking twice is harmless.

    What is authorised is released; what was captured already, or comes later, is given back (and taken from
    customer_payments: use this only while the sale is not booked).
    """
    payment = lock(payment_id)
    is_over = payment.canceled_at is not None or payment.decline_code
    if payment.void_requested_at is not None or (is_over and not payment.captured_minor):
        return payment
    payment.void_requested_at = clock.now()
    payment.save(update_fields=["void_requested_at"])
    if payment.captured_minor:
        owe_back(payment)
    else:
        defer("payments.send_void", payment_id=str(payment_id))
    return payment


def request_refund(payment_id: uuid.UUID, amount_minor: int, *, key: str, reason: str = "") -> Refund:
    """Ask to give `amount_minor` of captured money back; the caller has credited `refunds` with it.

    The same key is the same refund. RefundTooLarge beyond what is captured and not asked back yet.
    """
    payment = lock(payment_id)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    if not 0 < amount_minor <= payment.captured_minor - payment.refund_requested_minor:
        raise RefundTooLarge
    return save_refund(payment, amount_minor, key=key, reason=reason)


def retry_refund(refund_id: uuid.UUID) -> Refund:
    """Send a failed refund again, as a new request; RefundNotFailed when there is nothing to try again."""
    refund = Refund.objects.select_for_update().filter(id=refund_id).first()
    if refund is None or refund.status != Refund.Status.FAILED or refund.failure_code == "charged_back":
        raise RefundNotFailed
    refund.status = Refund.Status.CREATED
    refund.try_count += 1
    refund.failure_code = refund.provider_ref = ""
    refund.save(update_fields=["status", "try_count", "failure_code", "provider_ref"])
    defer("payments.send_refund", refund_id=str(refund_id))
    return refund
