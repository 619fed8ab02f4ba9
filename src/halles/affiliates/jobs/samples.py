"""Background work about samples."""

from __future__ import annotations

import uuid

from halles.kit.jobs import RETRY, app


@app.task(name="affiliates.send_sample", retry=RETRY)
def send_sample(sample_id: str) -> None:
    """An approved sample becomes an order."""
    from halles.affiliates.services.samples import sending

    sending.send_sample(uuid.UUID(sample_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="affiliates.keep_sample_days", queueing_lock="affiliates.keep_sample_days", retry=RETRY)
def keep_sample_days(timestamp: int) -> None:
    """Every ten minutes: silence declines, what is stuck ends, what was sent is found shown, reminded of, or missed."""
    from halles.affiliates.services.samples import deciding, duty, sending

    while deciding.decline_silently() == deciding.BATCH_SIZE:
        continue
    sending.cancel_stuck()
    duty.look_at_duties()
