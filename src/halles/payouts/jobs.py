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
    while services.release_reserves() == services.RESERVES_AT_ONCE:
        continue


@app.periodic(cron="41 * * * *")
@app.task(name="payouts.check_money", queue=DEFAULT_QUEUE, queueing_lock="payouts.check_money", retry=RETRY)
def check_money(timestamp: int) -> None:
    """Prove the books every hour, so that nobody who looks at them has to read all of them."""
    services.check_money()
