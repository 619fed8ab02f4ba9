"""Background work about flat fees."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="*/10 * * * *")
@app.task(name="affiliates.keep_fee_days", queueing_lock="affiliates.keep_fee_days", retry=RETRY)
def keep_fee_days(timestamp: int) -> None:
    """Every ten minutes: what was not delivered is given back, what was not refused is paid, and so is what waited for
    the end of a hold."""
    from halles.affiliates.services.fees import calendar

    while calendar.end_overdue() == calendar.BATCH_SIZE:
        continue
    while calendar.accept_silently() == calendar.BATCH_SIZE:
        continue
    while calendar.pay_accepted() == calendar.BATCH_SIZE:
        continue
