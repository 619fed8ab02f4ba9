"""Background work of orders."""

from __future__ import annotations

import uuid
from functools import partial

from halles.kit import transactions
from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * *")
@app.task(name="orders.release_due", queueing_lock="orders.release_due", retry=RETRY)
def release_due(timestamp: int) -> None:
    """Orders whose cancel window is over go to their sellers, once the money is taken."""
    from halles.orders import services

    # After a rush thousands are due in one minute; a batch that was full is followed by the next.
    while services.release_due() == services.BATCH_SIZE:
        continue


@app.task(name="orders.complete_settled", retry=RETRY)
def complete_settled(run_id: str) -> None:
    """The sellers' money is free: the delivered ones of the orders that a settlement freed are completed."""
    from halles.orders import services
    from halles.payouts.queries import released_order_ids

    for order_ids in released_order_ids(uuid.UUID(run_id)):
        transactions.run(partial(services.complete_orders, order_ids))


@app.task(name="orders.complete_orders", retry=RETRY)
def complete_orders(order_ids: list[str]) -> None:
    """The sellers' money is free: the delivered ones of these orders are completed."""
    from halles.orders import services

    transactions.run(lambda: services.complete_orders([uuid.UUID(order_id) for order_id in order_ids]))


@app.task(name="orders.complete_order", retry=RETRY)
def complete_order(order_id: str) -> None:
    """The seller's money is free: the delivered order is completed."""
    from halles.orders import services

    transactions.run(lambda: services.complete_order(uuid.UUID(order_id)))


@app.periodic(cron="17 4 * * *")
@app.task(name="orders.forget_old_purchases", queueing_lock="orders.forget_old_purchases", retry=RETRY)
def forget_old_purchases(timestamp: int) -> None:
    """Every night: names of erased people and of guests go from purchases that the law wants no more."""
    from halles.orders import personal

    while transactions.run(personal.forget_old_purchases):
        continue
