"""Background work of fulfillment."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * *")
@app.task(name="fulfillment.poll_tracking", queueing_lock="fulfillment.poll_tracking", retry=RETRY)
def poll_tracking(timestamp: int) -> None:
    """Carriers are asked where parcels are."""
    from halles.fulfillment.services import tracking

    # A parcel that was asked about has its next turn later, so this ends.
    while tracking.poll_tracking() == tracking.BATCH_SIZE:
        continue


@app.periodic(cron="23 * * * *")
@app.task(name="fulfillment.assume_delivered", queueing_lock="fulfillment.assume_delivered", retry=RETRY)
def assume_delivered(timestamp: int) -> None:
    """Parcels nobody has heard of for the market's days are taken as delivered."""
    from halles.fulfillment.services import arriving

    while arriving.assume_delivered() == arriving.BATCH_SIZE:
        continue


@app.periodic(cron="41 * * * *")
@app.task(name="fulfillment.cancel_not_shipped", queueing_lock="fulfillment.cancel_not_shipped", retry=RETRY)
def cancel_not_shipped(timestamp: int) -> None:
    """What was not shipped in time is canceled for the customer."""
    from halles.fulfillment.services import overdue

    # After a holiday a whole week may be due in one hour.
    while overdue.cancel_not_shipped() == overdue.BATCH_SIZE:
        continue


@app.periodic(cron="47 * * * *")
@app.task(name="fulfillment.take_back_uncollected", queueing_lock="fulfillment.take_back_uncollected", retry=RETRY)
def take_back_uncollected(timestamp: int) -> None:
    """What nobody collected in time goes back on the shelf, and the money to the customer."""
    from halles.fulfillment.services import overdue

    while overdue.take_back_uncollected() == overdue.BATCH_SIZE:
        continue
