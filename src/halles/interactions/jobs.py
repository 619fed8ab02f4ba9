"""Background work of interactions."""

from __future__ import annotations

from halles.interactions import rollup, services
from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * *")
@app.task(name="interactions.sum_up", queueing_lock="interactions.sum_up", retry=RETRY, pass_context=False)
def sum_up(timestamp: int) -> None:
    """Every minute: bring the hourly sums up to now."""
    rollup.roll_up()


@app.periodic(cron="20 3 * * *")
@app.task(name="interactions.keep_months", queueing_lock="interactions.keep_months", retry=RETRY, pass_context=False)
def keep_months(timestamp: int) -> None:
    """Every day: make the months to come, drop those that are too old."""
    services.make_months()
    services.drop_old_months()
