"""Background work of checkout."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * *")
@app.task(name="checkout.expire_unpaid", queueing_lock="checkout.expire_unpaid", retry=RETRY)
def expire_unpaid(timestamp: int) -> None:
    """Purchases unpaid for too long give their stock back."""
    from halles.checkout.services import finishing

    # As many as a rush has left behind: a batch that was full is followed by the next.
    while finishing.expire_unpaid() == finishing.BATCH_SIZE:
        continue


@app.periodic(cron="* * * * *")
@app.task(name="checkout.finish_attempts", queueing_lock="checkout.finish_attempts", retry=RETRY)
def finish_attempts(timestamp: int) -> None:
    """Purchases whose request died half-way are finished."""
    from halles.checkout import services

    services.finish_attempts()


@app.periodic(cron="17 3 * * *")
@app.task(name="checkout.sweep_attempts", queueing_lock="checkout.sweep_attempts", retry=RETRY)
def sweep_attempts(timestamp: int) -> None:
    """Idempotency keys of last week are forgotten."""
    from halles.checkout.services import attempts

    attempts.sweep()


@app.periodic(cron="* * * * *")
@app.task(name="checkout.settle_carts", queueing_lock="checkout.settle_carts", retry=RETRY)
def settle_carts(timestamp: int) -> None:
    """Carts learn what became of the purchases made from them."""
    from halles.checkout import services

    services.settle_carts()
