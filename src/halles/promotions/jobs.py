"""Background work of promotions: what the clock does to offers when nobody asks."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * * */10")
@app.task(name="promotions.keep_on_time", queueing_lock="promotions.keep_on_time", retry=RETRY)
def keep_on_time(timestamp: int) -> None:
    """Every ten seconds: offers open and end, lapsed promises go to those who wait or back on sale."""
    from halles.promotions.services import deals, promises

    deals.keep_on_time()
    promises.forfeit_prizes()
    promises.tell_waiting()
