"""Background work of the search."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.kit import clock
from halles.kit.jobs import RETRY, app
from halles.search import services

# Longer than the pause between two sweeps, so that a late worker misses nothing.
SWEPT = dt.timedelta(minutes=30)


@app.task(name="search.index", retry=RETRY)
def index(kind: str, thing_id: str) -> None:
    """Write what can be found of one thing."""
    services.index(kind, [uuid.UUID(thing_id)])


@app.task(name="search.index_shop", retry=RETRY)
def index_shop(seller_id: str) -> None:
    """Write a shop, all its products and its shows."""
    services.index_shop(uuid.UUID(seller_id))


@app.task(name="search.index_creator", retry=RETRY)
def index_creator(creator_id: str) -> None:
    """Write a profile, all its videos and its shows."""
    services.index_creator(uuid.UUID(creator_id))


@app.periodic(cron="*/10 * * * *")
@app.task(name="search.sweep", queueing_lock="search.sweep", retry=RETRY)
def sweep(timestamp: int) -> None:
    """Every ten minutes: what was changed without an event, and what is counted about everything."""
    services.index_changed(clock.now() - SWEPT)
    services.refresh_standing()


@app.periodic(cron="40 3 * * *")
@app.task(name="search.rebuild", queueing_lock="search.rebuild", retry=RETRY)
def rebuild(timestamp: int) -> None:
    """Every night: everything anew, and the words counted."""
    services.index_all()
    services.count_words()
