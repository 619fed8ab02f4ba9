"""Background work of payments. Services queue these jobs, so each looks its service up when it runs."""

from __future__ import annotations

import uuid

from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app
from halles.payments.providers.sandbox import callbacks, later

# The sandbox's jobs are found by a worker because they are named here.
SANDBOX_JOBS = (
    callbacks.deliver,
    callbacks.deliver_due,
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
    from halles.payments import services

    services.send_capture(uuid.UUID(payment_id))


@app.task(name="payments.send_void", queue=DEFAULT_QUEUE, retry=RETRY)
def send_void(payment_id: str) -> None:
    """Let go of a payment that is to be void."""
    from halles.payments import services

    services.send_void(uuid.UUID(payment_id))


@app.task(name="payments.send_refund", queue=DEFAULT_QUEUE, retry=RETRY)
def send_refund(refund_id: str) -> None:
    """Carry out a refund."""
    from halles.payments import services

    services.send_refund(uuid.UUID(refund_id))


@app.periodic(cron="* * * * *")
@app.task(name="payments.resolve_due", queue=DEFAULT_QUEUE, queueing_lock="payments.resolve_due")
def resolve_due(timestamp: int) -> None:
    """Finish what died or stayed silent in between."""
    from halles.payments import services

    services.resolve_due()
