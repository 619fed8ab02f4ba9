"""Background work of scores."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from halles.kit import clock, transactions
from halles.kit.jobs import RETRY, app
from halles.markets.queries import all_markets
from halles.scores import services
from halles.scores.models import Score


@app.periodic(cron="10 3 * * *")
@app.task(name="scores.score_all", queueing_lock="scores.score_all", retry=RETRY)
def score_all(timestamp: int) -> None:
    """Every night: the score of every shop and creator; one tried again goes on where it ended."""
    today = clock.now().astimezone(dt.UTC).date()
    _each(lambda after: services.list_shops_due(before=today, after=after), services.score_shop)
    _each(lambda after: services.list_creators_due(before=today, after=after), services.score_creator)
    transactions.run(services.forget_lines)


def _each(due: Callable[[uuid.UUID | None], list[uuid.UUID]], work: Callable[[uuid.UUID], Score]) -> None:
    after = None
    while ids := due(after):
        transactions.run_each(work, ids)
        after = ids[-1]


@app.periodic(cron="40 3 * * *")
@app.task(name="scores.look_for_signals", queueing_lock="scores.look_for_signals", retry=RETRY)
def look_for_signals(timestamp: int) -> None:
    """Every night, market by market: patterns that staff should look at."""
    transactions.run_each(services.look_for_signals, list(all_markets()))
