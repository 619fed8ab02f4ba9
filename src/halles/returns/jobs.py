"""Background work of returns."""

from __future__ import annotations

import uuid

from halles.kit.jobs import RETRY, app


@app.task(name="returns.make_label", retry=RETRY)
def make_label(return_id: str) -> None:
    """The label of an approved return."""
    from halles.returns import services

    services.make_label(uuid.UUID(return_id))


@app.periodic(cron="* * * * *")
@app.task(name="returns.keep_deadlines", queueing_lock="returns.keep_deadlines", retry=RETRY)
def keep_deadlines(timestamp: int) -> None:
    """What silence decides: approved, received, refunded, closed."""
    from halles.returns.services import deadlines

    # A return whose deadline was kept has another one or none, so this ends.
    while deadlines.keep_deadlines() == deadlines.BATCH_SIZE:
        continue


@app.periodic(cron="* * * * *")
@app.task(name="returns.poll_parcels", queueing_lock="returns.poll_parcels", retry=RETRY)
def poll_parcels(timestamp: int) -> None:
    """Carriers are asked where parcels back are."""
    from halles.returns.services import sending

    while sending.poll_parcels() == sending.BATCH_SIZE:
        continue
