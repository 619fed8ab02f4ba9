"""Background work of returns."""

from __future__ import annotations

import uuid

from halles.kit import transactions
from halles.kit.jobs import RETRY, app

RECORDINGS_AT_ONCE_MAX = 200


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


@app.periodic(cron="40 3 * * *")
@app.task(name="returns.let_recordings_go", queueing_lock="returns.let_recordings_go", retry=RETRY)
def let_recordings_go(timestamp: int) -> None:
    """Every night: delete the recordings of shows about which no case can be opened any more."""
    from halles.live.services import remove_recording
    from halles.returns.proofs import list_unneeded

    transactions.try_each(remove_recording, list_unneeded(limit=RECORDINGS_AT_ONCE_MAX))


@app.periodic(cron="21 4 * * *")
@app.task(name="returns.forget_old_returns", queueing_lock="returns.forget_old_returns", retry=RETRY)
def forget_old_returns(timestamp: int) -> None:
    """Every night: names of erased people and of guests go from returns when the law's years are over."""
    from halles.returns import personal

    personal.forget_old_returns()
