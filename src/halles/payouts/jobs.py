"""Background work of payouts."""

from __future__ import annotations

from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app
from halles.payouts import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="payouts.release_due", queue=DEFAULT_QUEUE, queueing_lock="payouts.release_due", retry=RETRY)
def release_due(timestamp: int) -> None:
    """Free what has waited long enough."""
    while services.release_due() == services.BATCH_SIZE:
        continue
