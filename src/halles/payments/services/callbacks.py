"""Callbacks of providers: verified, kept as they came, applied once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping

from halles.kit import clock, transactions
from halles.payments.errors import CallbackRefused
from halles.payments.models import Payment, ProviderEvent
from halles.payments.providers.port import Notice, NotSignedError
from halles.payments.providers.registry import provider_named
from halles.payments.services.outcomes import ChargeMismatchError, record_charge


def receive_event(provider: str, headers: Mapping[str, str], body: bytes) -> ProviderEvent:
    """Verify a callback, keep it, and join what it says into its payment; no transaction open.

    The same event again changes nothing. One that cannot be true is kept with its `problem` for staff and not
    applied. CallbackRefused when it is not signed by the provider, ProviderUnknown.
    """
    try:
        notice = provider_named(provider).read_notice(headers, body)
    except NotSignedError:
        raise CallbackRefused from None
    return transactions.run(lambda: _keep_and_apply(provider, notice, json.loads(body)))


def _keep_and_apply(provider: str, notice: Notice, body: object) -> ProviderEvent:
    ProviderEvent.objects.bulk_create(
        [
            ProviderEvent(
                provider=provider,
                event_id=notice.event_id,
                kind=notice.kind,
                body=body,
                received_at=clock.now(),
            )
        ],
        ignore_conflicts=True,
    )
    # The second copy waits here until the first one is applied, then has nothing left to do.
    event = ProviderEvent.objects.select_for_update().get(provider=provider, event_id=notice.event_id)
    if event.applied_at is not None or event.problem:
        return event
    event.problem = _apply(event, provider, notice)
    event.applied_at = None if event.problem else clock.now()
    event.save()
    return event


def _apply(event: ProviderEvent, provider: str, notice: Notice) -> str:
    """Join the notice; returns the problem that kept it from being believed, or nothing."""
    payment_id = _payment_id(notice)
    if payment_id is None or not Payment.objects.filter(id=payment_id, provider=provider).exists():
        return "payment_unknown"
    try:
        event.payment = record_charge(payment_id, notice.charge)
    except ChargeMismatchError:
        return "charge_mismatch"
    return ""


def _payment_id(notice: Notice) -> uuid.UUID | None:
    try:
        return uuid.UUID(notice.charge.key)
    except ValueError:
        return None
