"""Calling the provider: no transaction open, a time limit, and the outcome recorded in a transaction of its own."""

from __future__ import annotations

import uuid
from typing import cast

from halles.kit import transactions
from halles.kit.events import emit
from halles.kit.statements import columns_of, fetch_one, model_of
from halles.payments.errors import PaymentNotFound
from halles.payments.models import Payment, Refund
from halles.payments.providers.port import (
    TIME_LIMIT_MS,
    AuthorizeRequest,
    Method,
    OutcomeUnknownError,
    ProviderRefusedError,
)
from halles.payments.providers.registry import provider_named
from halles.payments.services.aftermath import record_refund_failed
from halles.payments.services.facts import lock
from halles.payments.services.outcomes import (
    record_capture_refused,
    record_charge,
    record_decline,
    record_never,
    record_silence,
)

_PAYMENT = f"SELECT {columns_of(Payment, 'p')} FROM payments_payment p WHERE p.id = %s"  # noqa: S608 - our own columns
_UNANSWERED = {Payment.Status.CREATED, Payment.Status.UNKNOWN}


def authorize(payment_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS, fresh: Payment | None = None) -> Payment:
    """Send a payment to its provider and return it with the outcome on it: look at `status`, nothing is raised.

    Whoever has created and committed it a moment ago gives it as `fresh`, so that it is not read again.

    One whose outcome is known is returned as it is. Asking again after a crash or a silence is safe: the provider
    knows the payment by its id and answers the same.
    """
    transactions.assert_none_open()
    payment = fresh or _get(payment_id)
    if payment.status not in _UNANSWERED or payment.void_requested_at is not None:
        return payment
    try:
        charge = provider_named(payment.provider).authorize(_request(payment), time_limit_ms=time_limit_ms)
    except OutcomeUnknownError:
        return transactions.run(lambda: record_silence(payment_id))
    except ProviderRefusedError as refused:
        code = refused.code
        return transactions.run(lambda: record_decline(payment_id, code))
    return transactions.run(lambda: record_charge(payment_id, charge, known=payment))


def refresh(payment_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS) -> Payment:
    """Ask the provider what became of the payment (after a redirect, or when in doubt) and return it up to date.

    A provider that is silent or never heard of it leaves it as it is.
    """
    payment = _get(payment_id)
    try:
        charge = provider_named(payment.provider).find_charge(str(payment_id), time_limit_ms=time_limit_ms)
    except (OutcomeUnknownError, ProviderRefusedError):
        return payment
    if charge is None:
        return payment
    return transactions.run(lambda: record_charge(payment_id, charge))


def send_capture(payment_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS) -> Payment:
    """Carry out a requested capture; one that is done, was not asked for or became void is left alone."""
    payment = _get(payment_id)
    wanted = payment.capture_requested_minor
    if wanted is None or payment.status != Payment.Status.AUTHORIZED or payment.void_requested_at is not None:
        return payment
    provider = provider_named(payment.provider)
    try:
        charge = provider.capture(
            payment.provider_ref, wanted, key=f"{payment_id}:capture", time_limit_ms=time_limit_ms
        )
    except OutcomeUnknownError:
        return payment
    except ProviderRefusedError as refused:
        code = refused.code
        return transactions.run(lambda: record_capture_refused(payment_id, code))
    return transactions.run(lambda: record_charge(payment_id, charge))


def send_void(payment_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS) -> Payment:
    """Tell the provider to let go of a payment that is to be void; what it captured before is then given back."""
    payment = _get(payment_id)
    if payment.void_requested_at is None or payment.canceled_at is not None or payment.captured_minor:
        return payment
    return cancel_at_provider(payment, time_limit_ms=time_limit_ms)


def cancel_at_provider(payment: Payment, *, time_limit_ms: int = TIME_LIMIT_MS) -> Payment:
    """Cancel the charge and record what the provider says it is now; a silent provider is asked again later."""
    transactions.assert_none_open()
    try:
        charge = provider_named(payment.provider).cancel(str(payment.id), time_limit_ms=time_limit_ms)
    except (OutcomeUnknownError, ProviderRefusedError):
        return payment
    if charge is None:
        return transactions.run(lambda: record_never(payment.id))
    return transactions.run(lambda: record_charge(payment.id, charge))


def send_refund(refund_id: uuid.UUID, *, time_limit_ms: int = TIME_LIMIT_MS) -> Refund:
    """Carry out a refund, or ask how it stands: the provider knows it by its key and pays it once."""
    transactions.assert_none_open()
    refund = Refund.objects.select_related("payment").get(id=refund_id)
    if refund.status not in {Refund.Status.CREATED, Refund.Status.PENDING}:
        return refund
    payment = refund.payment
    try:
        charge = provider_named(payment.provider).refund(
            payment.provider_ref, refund.amount_minor, key=refund.provider_key, time_limit_ms=time_limit_ms
        )
    except OutcomeUnknownError:
        return refund
    except ProviderRefusedError as refused:
        code = refused.code
        transactions.run(lambda: _refund_refused(payment.id, refund, code))
    else:
        transactions.run(lambda: record_charge(payment.id, charge))
    return Refund.objects.get(id=refund_id)


def _refund_refused(payment_id: uuid.UUID, asked: Refund, code: str) -> None:
    payment = lock(payment_id)
    refund = Refund.objects.get(id=asked.id)
    is_open = refund.status in {Refund.Status.CREATED, Refund.Status.PENDING}
    if is_open and refund.provider_key == asked.provider_key:
        emit(record_refund_failed(payment, refund, code))


def _get(payment_id: uuid.UUID) -> Payment:
    transactions.assert_none_open()
    row = fetch_one(_PAYMENT, [payment_id])
    if row is None:
        raise PaymentNotFound
    return model_of(Payment, row)


def _request(payment: Payment) -> AuthorizeRequest:
    return AuthorizeRequest(
        key=str(payment.id),
        method=cast("Method", payment.method),
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        token=payment.token,
        should_save_card=payment.should_save_card,
        customer=str(payment.user_id or ""),
        reference_number=payment.reference_number,
        return_url=payment.return_url,
    )
