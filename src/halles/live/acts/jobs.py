"""Background work of acts; `halles.live.jobs` makes it known."""

from __future__ import annotations

import uuid

from halles.kit import transactions
from halles.kit.jobs import RETRY, app


@app.periodic(cron="* * * * * */5")
@app.task(name="live.keep_acts_on_time", queueing_lock="live.keep_acts_on_time", retry=RETRY)
def keep_acts_on_time(timestamp: int) -> None:
    """Every five seconds: offers and polls open and end, giveaways close and are drawn, rooms hear the last counts."""
    from halles.live.acts import on_time

    on_time.keep_acts_on_time()


@app.periodic(cron="*/5 * * * *")
@app.task(name="live.lapse_prepared", queueing_lock="live.lapse_prepared", retry=RETRY)
def lapse_prepared(timestamp: int) -> None:
    """Every five minutes: pieces of prepared deals whose time is over go back on sale."""
    from halles.live.acts import prepared

    prepared.lapse_prepared()


@app.task(name="live.draw_giveaway", retry=RETRY)
def draw_giveaway(session_id: str, act_id: str) -> None:
    """The list is out: now the seed."""
    from halles.live.acts import giveaways

    transactions.run(lambda: giveaways.draw_giveaway(uuid.UUID(session_id), uuid.UUID(act_id)))
