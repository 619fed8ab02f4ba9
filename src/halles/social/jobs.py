"""Background work of social."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app
from halles.social import services


@app.periodic(cron="40 3 * * *")
@app.task(name="social.forget_old_visits", queueing_lock="social.forget_old_visits", retry=RETRY)
def forget_old_visits(timestamp: int) -> None:
    """Every day: forget what visits hid that are long over."""
    services.forget_old_visits()


@app.periodic(cron="50 3 * * *")
@app.task(name="social.forget_removed_words", queueing_lock="social.forget_removed_words", retry=RETRY)
def forget_removed_words(timestamp: int) -> None:
    """Every day: empty what authors took away longer ago than their market keeps it."""
    services.forget_removed_words()


@app.periodic(cron="10 * * * *")
@app.task(name="social.measure_answer_times", queueing_lock="social.measure_answer_times", retry=RETRY)
def measure_answer_times(timestamp: int) -> None:
    """Every hour: how long shops take to answer."""
    services.measure_answer_times()


@app.periodic(cron="25 * * * *")
@app.task(name="social.lift_quotas", queueing_lock="social.lift_quotas", retry=RETRY)
def lift_quotas(timestamp: int) -> None:
    """Every hour: profiles that enough people follow by now show other shops' goods without a quota."""
    services.lift_quotas()
