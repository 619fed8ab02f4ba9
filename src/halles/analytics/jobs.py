"""Background work of analytics."""

from __future__ import annotations

from halles.analytics import rollup
from halles.kit.jobs import RETRY, app


@app.periodic(cron="*/2 * * * *")
@app.task(name="analytics.sum_up", queueing_lock="analytics.sum_up", retry=RETRY, pass_context=False)
def sum_up(timestamp: int) -> None:
    """Every two minutes: bring facts and sums up to now. Pages add what happened since."""
    rollup.roll_up()


@app.periodic(cron="40 3 * * *")
@app.task(name="analytics.sum_up_whole", queueing_lock="analytics.sum_up_whole", retry=RETRY, pass_context=False)
def sum_up_whole(timestamp: int) -> None:
    """Every night: make everything again from the rows themselves, so that no mistake grows old."""
    rollup.roll_up(whole=True)
