"""Background work of creators."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="19 4 * * *")
@app.task(name="creators.forget_old_payees", queueing_lock="creators.forget_old_payees", retry=RETRY)
def forget_old_payees(timestamp: int) -> None:
    """Every night: who was paid is forgotten of erased people when the law's years are over."""
    from halles.creators import personal

    personal.forget_old_payees()
