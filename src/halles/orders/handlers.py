"""What orders do when the payment or the payout speaks; named in `halles.wiring`, run in the announcing transaction."""

from __future__ import annotations

from halles.kit.jobs import defer
from halles.orders import jobs, services, story
from halles.orders.services import lock_group
from halles.orders.services.locks import PAYMENT_REFERENCE
from halles.payments import events as payment_events
from halles.payments import services as payments
from halles.payouts.events import HoldReleased


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


def hold_released(event: HoldReleased) -> None:
    """The seller's money is free: the order is completed, by a job, since the hold's row is locked here before it."""
    defer(jobs.complete_order, order_id=str(event.order_id))
