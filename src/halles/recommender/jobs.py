"""Background work of the recommender."""

from __future__ import annotations

from halles.kit.jobs import RETRY, app
from halles.markets.queries import list_markets
from halles.recommender import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="recommender.refresh", queueing_lock="recommender.refresh", retry=RETRY)
def refresh(timestamp: int) -> None:
    """Every five minutes: what is popular in each market, and which videos are no longer new."""
    for market in list_markets():
        services.refresh_popular(market.code)
    services.release_new_videos()
