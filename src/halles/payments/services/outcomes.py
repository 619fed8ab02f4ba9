"""Joining what a provider says with what is known: twice, late and in any order comes to the same (see the port).

Everything here runs in the caller's transaction with the payment's row locked. Facts only grow, the status follows
from the facts, postings follow from their growth, and events go out last, when the rows they speak of are written.
"""

from __future__ import annotations

import uuid
from typing import Any

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.jobs import defer
from halles.kit.statements import fetch_one
from halles.ledger.services import POST_CALL, draft_entry, post
from halles.payments import events, postings
from halles.payments.models import Payment, Refund
from halles.payments.providers.port import Charge
from halles.payments.services.aftermath import join_chargebacks, join_refunds
from halles.payments.services.cards import keep_card
from halles.payments.services.facts import about, book, lock, reference_of

# Guarded by everything that would make it another case; then the general way is taken.
_FIRST_WORD = f"""
WITH promised AS (
UPDATE payments_payment p SET status = 'authorized', authorized_minor = amount_minor, authorized_at = %(now)s,
    provider_ref = %(ref)s, card_brand = %(brand)s, card_last4 = %(last4)s
WHERE id = %(id)s AND id::text = %(key)s AND status IN ('created', 'unknown') AND method = 'card'
    AND void_requested_at IS NULL AND canceled_at IS NULL AND provider_ref = ''
    AND amount_minor = %(amount_minor)s AND currency = %(currency)s
RETURNING id
)
SELECT {POST_CALL} FROM promised
"""  # noqa: S608 - the call of the ledger
_WAITING = {Payment.Status.CREATED, Payment.Status.UNKNOWN, Payment.Status.REQUIRES_ACTION}


class ChargeMismatchError(Exception):
    """The provider speaks of another amount, currency or charge than the payment's; nothing of it is believed."""


def record_charge(payment_id: uuid.UUID, charge: Charge, *, known: Payment | None = None) -> Payment:
    """Join all that the provider knows about a charge into its payment and return it, locked and up to date.

    Whoever has just read the payment gives it as `known`; it may have changed since.
    """
    if known is not None and _record_first_word(known, charge):
        return known
    payment = lock(payment_id)
    _require_match(payment, charge)
    announced: list[object] = []
    _join_money(payment, charge, announced)
    _join_end(payment, charge, announced)
    if charge.next_action and payment.status in _WAITING:
        if payment.status != Payment.Status.REQUIRES_ACTION:
            announced.append(events.PaymentRequiresAction(**about(payment)))
        payment.status, payment.next_action = Payment.Status.REQUIRES_ACTION, charge.next_action
    announced += join_refunds(payment, charge)
    announced += join_chargebacks(payment, charge)
    keep_card(payment, charge)
    payment.status = _status(payment)
    if payment.status != Payment.Status.REQUIRES_ACTION:
        payment.next_action = None
    payment.save()
    _give_back(payment)
    for event in announced:
        emit(event)
    return payment


def _record_first_word(payment: Payment, charge: Charge) -> bool:
    """The usual case in one statement: a new card payment is authorised and there is nothing else to join."""
    card = charge.card
    plain = Charge(charge.key, charge.ref, charge.amount_minor, charge.currency, is_authorized=True, card=card)
    if card is None or card.token or charge != plain or payment.amount_minor != charge.amount_minor:
        return False
    facts = {
        **draft_entry(**_promise(payment)),
        "id": payment.id,
        "key": charge.key,
        "ref": charge.ref,
        "amount_minor": charge.amount_minor,
        "currency": charge.currency,
        "brand": card.brand,
        "last4": card.last4,
        "now": clock.now(),
    }
    if fetch_one(_FIRST_WORD, facts) is None:
        return False
    payment.status, payment.authorized_minor = Payment.Status.AUTHORIZED, payment.amount_minor
    payment.authorized_at, payment.provider_ref = facts["now"], charge.ref
    payment.card_brand, payment.card_last4 = card.brand, card.last4
    emit(events.PaymentAuthorized(**{**about(payment), "at": facts["now"]}))
    return True


def settle_nothing(payment_id: uuid.UUID) -> Payment:
    """A payment of nothing is captured without any provider. Announces PaymentCaptured."""
    payment = lock(payment_id)
    assert payment.amount_minor == 0, "only what costs nothing is settled without a provider"
    now = clock.now()
    payment.status, payment.authorized_at, payment.captured_at = Payment.Status.CAPTURED, now, now
    payment.save(update_fields=["status", "authorized_at", "captured_at"])
    emit(events.PaymentCaptured(**about(payment), captured_minor=0))
    return payment


def record_silence(payment_id: uuid.UUID) -> Payment:
    """No answer came within the time limit: the outcome is unknown until a callback or a poll tells it."""
    payment = lock(payment_id)
    if payment.status == Payment.Status.CREATED:
        payment.status = Payment.Status.UNKNOWN
        payment.save(update_fields=["status"])
    return payment


def record_decline(payment_id: uuid.UUID, code: str) -> Payment:
    """The provider refused to make a charge at all."""
    payment = lock(payment_id)
    if payment.status in _WAITING:
        payment.decline_code, payment.status, payment.next_action = code, Payment.Status.DECLINED, None
        payment.save()
        emit(events.PaymentDeclined(**about(payment), reason=code))
    return payment


def record_never(payment_id: uuid.UUID) -> Payment:
    """The provider has never seen the payment and will never charge it."""
    payment = lock(payment_id)
    if payment.status in _WAITING:
        payment.canceled_at, payment.status, payment.next_action = clock.now(), Payment.Status.CANCELED, None
        payment.save()
        emit(events.PaymentCanceled(**about(payment)))
    return payment


def record_capture_refused(payment_id: uuid.UUID, code: str) -> Payment:
    """The authorisation was gone when it was to be captured: the promise leaves the books."""
    payment = lock(payment_id)
    if payment.captured_minor or payment.canceled_at is not None:
        return payment
    _release(payment)
    payment.failure_code = code
    payment.status = _status(payment)
    payment.save()
    emit(events.PaymentCaptureFailed(**about(payment), reason=code))
    return payment


def save_refund(payment: Payment, amount_minor: int, *, key: str, reason: str) -> Refund:
    """Write a refund of the locked payment and queue its sending; the caller has checked the amount."""
    payment.refund_requested_minor += amount_minor
    payment.save(update_fields=["refund_requested_minor"])
    refund = Refund.objects.create(
        id=uuid7(),
        payment=payment,
        key=key,
        amount_minor=amount_minor,
        currency=payment.currency,
        reason=reason,
        created_at=clock.now(),
    )
    defer("payments.send_refund", refund_id=str(refund.id))
    return refund


def owe_back(payment: Payment) -> None:
    """Captured money that nobody wants: owed back to the customer and sent, as far as it is not asked back yet."""
    left = payment.captured_minor - payment.refund_requested_minor
    if left:
        key = f"payment:{payment.id}:unwanted"
        book(payment, "payment_unwanted", key, postings.unwanted(left, payment.currency))
        save_refund(payment, left, key=key, reason="unwanted")


def _require_match(payment: Payment, charge: Charge) -> None:
    if (charge.key, charge.amount_minor, charge.currency) != (
        str(payment.id),
        payment.amount_minor,
        payment.currency,
    ) or payment.provider_ref not in ("", charge.ref):
        raise ChargeMismatchError
    payment.provider_ref = charge.ref


def _join_money(payment: Payment, charge: Charge, announced: list[object]) -> None:
    """What was promised and what was taken; only a card is promised first."""
    provider, currency, key = payment.provider, payment.currency, f"payment:{payment.id}"
    # A late word of a promise that was let go since is no promise; money taken counts whenever it is heard of.
    is_news = payment.canceled_at is None or charge.captured_minor > 0
    if charge.is_authorized and not payment.authorized_minor and is_news:
        payment.authorized_minor, payment.authorized_at = payment.amount_minor, clock.now()
        payment.decline_code = ""
        if payment.method == Payment.Method.CARD:
            post(**_promise(payment))
            if payment.void_requested_at is None:
                announced.append(events.PaymentAuthorized(**about(payment)))
    if charge.captured_minor and not payment.captured_minor:
        taken = payment.captured_minor = charge.captured_minor
        payment.captured_at = clock.now()
        if payment.method == Payment.Method.CARD:
            lines = postings.authorization_captured(provider, payment.authorized_minor, taken, currency)
        else:
            lines = postings.paid_at_once(provider, taken, currency)
        book(payment, "payment_captured", f"{key}:captured", lines)
        if payment.void_requested_at is None:
            announced.append(events.PaymentCaptured(**about(payment), captured_minor=taken))
        else:
            announced.append(events.PaymentCanceled(**about(payment)))


def _promise(payment: Payment) -> dict[str, Any]:
    """What the books say of an authorised card."""
    return {
        "kind": "payment_authorized",
        "key": f"payment:{payment.id}:authorized",
        "reference": reference_of(payment),
        "lines": postings.authorized(payment.provider, payment.amount_minor, payment.currency),
    }


def _join_end(payment: Payment, charge: Charge, announced: list[object]) -> None:
    """Canceled or declined: no money comes from this payment."""
    if payment.captured_minor:
        return
    if charge.is_canceled and payment.canceled_at is None:
        _release(payment)
        if payment.capture_requested_minor is not None and payment.void_requested_at is None:
            payment.failure_code = "authorization_gone"
            announced.append(events.PaymentCaptureFailed(**about(payment), reason=payment.failure_code))
        else:
            announced.append(events.PaymentCanceled(**about(payment)))
    elif charge.decline_code and not payment.authorized_minor and not payment.decline_code:
        payment.decline_code = charge.decline_code
        announced.append(events.PaymentDeclined(**about(payment), reason=charge.decline_code))


def _release(payment: Payment) -> None:
    payment.canceled_at = clock.now()
    if payment.authorized_minor and payment.method == Payment.Method.CARD:
        back = postings.authorization_released(payment.provider, payment.authorized_minor, payment.currency)
        book(payment, "payment_released", f"payment:{payment.id}:released", back)


def _status(payment: Payment) -> Payment.Status:
    """The one status that the facts allow."""
    status = Payment.Status
    if payment.captured_minor:
        if payment.refunded_minor == payment.captured_minor:
            return status.REFUNDED
        return status.PARTLY_REFUNDED if payment.refunded_minor else status.CAPTURED
    if payment.canceled_at is not None:
        return status.FAILED if payment.failure_code else status.CANCELED
    if payment.authorized_minor:
        return status.AUTHORIZED
    if payment.decline_code:
        return status.DECLINED
    return status(payment.status)


def _give_back(payment: Payment) -> None:
    """Money that came although the payment was to be void does not stay."""
    if payment.void_requested_at is None:
        return
    if payment.captured_minor:
        owe_back(payment)
    elif payment.authorized_minor and payment.canceled_at is None:
        defer("payments.send_void", payment_id=str(payment.id))
