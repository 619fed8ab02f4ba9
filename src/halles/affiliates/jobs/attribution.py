"""Background work of attribution."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.affiliates.services import attributing, booking, touching
from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app


@app.task(name="affiliates.attribute", queue=DEFAULT_QUEUE, retry=RETRY)
def attribute(group_id: str) -> None:
    """Decide who earns by a purchase."""
    with transaction.atomic():
        attributing.attribute_group(uuid.UUID(group_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="affiliates.confirm_due", queue=DEFAULT_QUEUE, queueing_lock="affiliates.confirm_due", retry=RETRY)
def confirm_due(timestamp: int) -> None:
    """Confirm what has waited for the return days."""
    while booking.confirm_due() == booking.BATCH_SIZE:
        continue


@app.periodic(cron="23 3 * * *")
@app.task(name="affiliates.forget_touches", queue=DEFAULT_QUEUE, queueing_lock="affiliates.forget_touches", retry=RETRY)
def forget_touches(timestamp: int) -> None:
    """Every night: touches that can no longer count are removed."""
    touching.forget_touches()
