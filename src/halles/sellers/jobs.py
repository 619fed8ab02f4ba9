"""Background work of sellers."""

from __future__ import annotations

from halles.kit import transactions
from halles.kit.jobs import RETRY, app


@app.periodic(cron="31 4 * * *")
@app.task(name="sellers.follow_scores", queueing_lock="sellers.follow_scores", retry=RETRY)
def follow_scores(timestamp: int) -> None:
    """Every night: shops are settled as their scores say, unless staff have decided otherwise."""
    from halles.sellers import services

    services.follow_scores()


@app.periodic(cron="13 4 * * *")
@app.task(name="sellers.forget_old_shops", queueing_lock="sellers.forget_old_shops", retry=RETRY)
def forget_old_shops(timestamp: int) -> None:
    """Every night: who stood behind closed shops of erased people is forgotten when the law's years are over."""
    from halles.sellers import personal

    while transactions.run(personal.forget_old_shops):
        continue


@app.periodic(cron="17 4 * * *")
@app.task(name="sellers.forget_invitations", queueing_lock="sellers.forget_invitations", retry=RETRY)
def forget_invitations(timestamp: int) -> None:
    """Every night: invitations that have been over for long are deleted."""
    from halles.sellers import services

    services.forget_invitations()
