"""Background work of payments, the sandbox's included. Services queue these jobs by their names."""

from __future__ import annotations

import uuid

from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app
from halles.payments import services
from halles.payments.providers.sandbox import callbacks, later

# The sandbox's jobs are found by a worker because they are named here.
SANDBOX_JOBS = (
    later.finish_slow,
    later.pay_transfer,
    later.settle_refund,
    later.open_chargeback,
    later.decide_chargeback,
    later.sweep_tokens,
)


@app.task(name="payments.send_capture", queue=DEFAULT_QUEUE, retry=RETRY)
def send_capture(payment_id: str) -> None:
    """Carry out a requested capture."""
    services.send_capture(uuid.UUID(payment_id))


@app.task(name="payments.send_void", queue=DEFAULT_QUEUE, retry=RETRY)
def send_void(payment_id: str) -> None:
    """Let go of a payment that is to be void."""
    services.send_void(uuid.UUID(payment_id))


@app.task(name="payments.send_refund", queue=DEFAULT_QUEUE, retry=RETRY)
def send_refund(refund_id: str) -> None:
    """Carry out a refund."""
    services.send_refund(uuid.UUID(refund_id))


@app.periodic(cron="* * * * *")
@app.task(name="payments.resolve_due", queue=DEFAULT_QUEUE, queueing_lock="payments.resolve_due")
def resolve_due(timestamp: int) -> None:
    """Finish what died or stayed silent in between."""
    services.resolve_due()


@app.task(name="payments.sandbox.deliver", queue=DEFAULT_QUEUE, retry=RETRY)
def deliver_callback(event_id: str) -> None:
    """Bring one of the sandbox's callbacks."""
    callbacks.deliver(event_id, services.receive_event)


@app.periodic(cron="* * * * *")
@app.task(name="payments.sandbox.deliver_due", queue=DEFAULT_QUEUE, queueing_lock="payments.sandbox.deliver_due")
def deliver_due_callbacks(timestamp: int) -> None:
    """Bring the callbacks that have no job of their own."""
    for event_id in callbacks.take_due():
        callbacks.deliver(event_id, services.receive_event)
