"""Background work of payouts."""

from __future__ import annotations

import uuid

from halles.kit import transactions
from halles.kit.jobs import DEFAULT_QUEUE, RETRY, app
from halles.payouts import sandbox, services


@app.periodic(cron="*/5 * * * *")
@app.task(name="payouts.release_due", queue=DEFAULT_QUEUE, queueing_lock="payouts.release_due", retry=RETRY)
def release_due(timestamp: int) -> None:
    """Free what has waited long enough."""
    while services.release_due():
        continue
    while services.release_reserves() == services.RESERVES_AT_ONCE:
        continue


@app.periodic(cron="41 * * * *")
@app.task(name="payouts.check_money", queue=DEFAULT_QUEUE, queueing_lock="payouts.check_money", retry=RETRY)
def check_money(timestamp: int) -> None:
    """Prove the books every hour, so that nobody who looks at them has to read all of them."""
    services.check_money()


@app.periodic(cron="*/10 * * * *")
@app.task(name="payouts.plan_runs", queue=DEFAULT_QUEUE, queueing_lock="payouts.plan_runs", retry=RETRY)
def plan_runs(timestamp: int) -> None:
    """Plan the payouts of the markets whose day and hour have come, and close the holds that are over."""
    services.end_holds()
    services.plan_due_runs()


@app.periodic(cron="27 4 * * *")
@app.task(name="payouts.forget_old_payouts", queueing_lock="payouts.forget_old_payouts", retry=RETRY)
def forget_old_payouts(timestamp: int) -> None:
    """Every night: who was paid is forgotten of erased people when the law's years are over."""
    from halles.payouts import personal

    while transactions.run(personal.forget_old_payouts):
        continue


@app.task(name="payouts.send_run", queue=DEFAULT_QUEUE, retry=RETRY)
def send_run(run_id: str) -> None:
    """Give a run to the bank."""
    services.send_run(uuid.UUID(run_id))


@app.task(name="payouts.send_payout", queue=DEFAULT_QUEUE, retry=RETRY)
def send_payout(payout_id: str) -> None:
    """Give one payout to the bank."""
    services.send_payout(uuid.UUID(payout_id))


@app.periodic(cron="* * * * *")
@app.task(name="payouts.resolve_due", queue=DEFAULT_QUEUE, queueing_lock="payouts.resolve_due")
def resolve_due(timestamp: int) -> None:
    """Finish what died or stayed silent in between, and read what the bank says."""
    services.resolve_due()
    sandbox.move_due()
    while services.read_feed() == services.FEED_SIZE:
        continue
