"""What orders do when the payment or the payout speaks; named in `halles.wiring`, run in the announcing transaction."""

from __future__ import annotations

from halles.kit.jobs import defer
from halles.orders import jobs, services, story
from halles.orders.services import lock_group
from halles.orders.services.locks import PAYMENT_REFERENCE
from halles.payments import events as payment_events
from halles.payments import services as payments
from halles.payouts.events import HoldsReleased


def payment_authorized(event: payment_events.PaymentAuthorized) -> None:
    """The card is good: on hold for the cancel window. A group that no longer waits does not keep the money."""
    if event.reference_kind == PAYMENT_REFERENCE and not services.mark_paid(event.reference_id, at=event.at):
        payments.request_void(event.payment_id)


def payment_captured(event: payment_events.PaymentCaptured) -> None:
    """The money is here: the sale is booked."""
    if event.reference_kind == PAYMENT_REFERENCE:
        services.record_capture(event.reference_id, event.captured_minor)


def payment_capture_failed(event: payment_events.PaymentCaptureFailed) -> None:
    """The authorisation was gone when the window was over."""
    if event.reference_kind == PAYMENT_REFERENCE:
        services.record_capture_failure(event.reference_id)


def payment_gone(
    event: payment_events.PaymentDeclined | payment_events.PaymentCanceled,
) -> None:
    """No money will come: what still waits for it is canceled and the stock goes back."""
    if event.reference_kind != PAYMENT_REFERENCE:
        return
    locked = lock_group(event.reference_id)
    if locked.group.expires_at is not None:
        services.cancel_unpaid(locked, by=story.PROVIDER, reason="payment_declined")


def chargeback_opened(event: payment_events.ChargebackOpened) -> None:
    """A bank has taken the money back: what the orders earned waits."""
    if event.reference_kind == PAYMENT_REFERENCE:
        services.block_charged_back(event.reference_id, event.chargeback_id, event.amount_minor)


def chargeback_closed(event: payment_events.ChargebackClosed) -> None:
    """The bank has decided: it goes on."""
    if event.reference_kind == PAYMENT_REFERENCE:
        services.end_charged_back(event.reference_id, event.chargeback_id, is_won=event.is_won)


def holds_released(event: HoldsReleased) -> None:
    """The sellers' money is free: the orders are completed, by a job, since their holds are locked here first."""
    defer(jobs.complete_settled, run_id=str(event.run_id))
