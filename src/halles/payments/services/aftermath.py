"""What comes after the money: refunds carried out or failed, and banks that take money back."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.ids import uuid7
from halles.ledger.services import reverse
from halles.payments import events, postings
from halles.payments.models import Chargeback, Payment, Refund
from halles.payments.providers.port import Charge, ChargebackFact, RefundFact
from halles.payments.services.facts import about, book

# The provider's code for a refund of money that the customer's bank has taken back already.
CHARGED_BACK = "charged_back"


def join_refunds(payment: Payment, charge: Charge) -> list[object]:
    """Join the provider's refunds into ours, book those carried out, and return what to announce."""
    announced: list[object] = []
    for fact in charge.refunds:
        refund = _find_refund(payment, fact)
        if refund is None or refund.status in {Refund.Status.SUCCEEDED, Refund.Status.FAILED}:
            continue
        refund.provider_ref = fact.ref
        if fact.status == "pending":
            refund.status = Refund.Status.PENDING
        elif fact.status == "succeeded":
            announced.append(_carry_out(payment, refund))
        else:
            announced.append(record_refund_failed(payment, refund, fact.failure_code))
        refund.save()
    return announced


def record_refund_failed(payment: Payment, refund: Refund, code: str) -> object:
    """The refund stays owed for staff to send again, unless the customer's bank has given the money already."""
    refund.status, refund.failure_code = Refund.Status.FAILED, code
    refund.save()
    if code == CHARGED_BACK:
        _cover(payment, refund)
    return events.RefundFailed(**about(payment, refund.amount_minor), refund_id=refund.id, reason=code)


def join_chargebacks(payment: Payment, charge: Charge) -> list[object]:
    """Join the provider's chargebacks into ours, book them, and return what to announce."""
    announced: list[object] = []
    for fact in charge.chargebacks:
        known = payment.chargebacks.filter(provider_ref=fact.ref).first()
        chargeback = known or _open(payment, fact)
        if known is None:
            opened = about(payment, chargeback.amount_minor)
            announced.append(events.ChargebackOpened(**opened, chargeback_id=chargeback.id, reason=chargeback.reason))
        if fact.status != "open" and chargeback.status == Chargeback.Status.OPEN:
            announced.append(_close(payment, chargeback, is_won=fact.status == "won"))
    return announced


def _find_refund(payment: Payment, fact: RefundFact) -> Refund | None:
    """Ours by the key we gave, of the try that is on its way; a refund made elsewhere is not ours to book."""
    name, _, _ = fact.key.partition(":")
    try:
        refund = Refund.objects.filter(payment=payment, id=uuid.UUID(name)).first()
    except ValueError:
        return None
    is_this = refund is not None and refund.provider_key == fact.key and refund.amount_minor == fact.amount_minor
    return refund if is_this else None


def _carry_out(payment: Payment, refund: Refund) -> object:
    refund.status, refund.succeeded_at = Refund.Status.SUCCEEDED, clock.now()
    payment.refunded_minor += refund.amount_minor
    lines = postings.refunded(payment.provider, refund.amount_minor, refund.currency)
    book(payment, "payment_refunded", f"refund_executed:{refund.id}", lines)
    return events.PaymentRefunded(**about(payment, refund.amount_minor), refund_id=refund.id)


def _open(payment: Payment, fact: ChargebackFact) -> Chargeback:
    chargeback = Chargeback.objects.create(
        id=uuid7(),
        payment=payment,
        provider_ref=fact.ref,
        amount_minor=fact.amount_minor,
        currency=payment.currency,
        reason=fact.reason,
        opened_at=clock.now(),
    )
    lines = postings.charged_back(payment.provider, fact.amount_minor, payment.currency)
    book(payment, "chargeback_opened", f"chargeback:{chargeback.id}", lines)
    return chargeback


def _close(payment: Payment, chargeback: Chargeback, *, is_won: bool) -> object:
    chargeback.status = Chargeback.Status.WON if is_won else Chargeback.Status.LOST
    chargeback.closed_at = clock.now()
    chargeback.save()
    if is_won:
        lines = postings.chargeback_won(payment.provider, chargeback.amount_minor, chargeback.currency)
        book(payment, "chargeback_won", f"chargeback:{chargeback.id}:won", lines)
        _owe_covered_refunds(payment)
    closed = about(payment, chargeback.amount_minor)
    return events.ChargebackClosed(**closed, chargeback_id=chargeback.id, is_won=is_won)


def _owe_covered_refunds(payment: Payment) -> None:
    """The bank gave the money back to us after all, so refunds it had covered are owed again, for staff to send."""
    for refund in payment.refunds.filter(status=Refund.Status.FAILED, failure_code=CHARGED_BACK):
        covered = _cover(payment, refund)
        reverse(covered, key=f"refund_covered:{refund.provider_key}:again", kind="refund_owed_again")
        refund.failure_code = "chargeback_won"
        refund.save()


def _cover(payment: Payment, refund: Refund) -> uuid.UUID:
    lines = postings.refund_covered(refund.amount_minor, refund.currency)
    return book(payment, "refund_covered", f"refund_covered:{refund.provider_key}", lines)
