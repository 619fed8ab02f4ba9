"""Background work of reviews."""

from __future__ import annotations

import logging
import uuid

from django.db import transaction

from halles.kit.jobs import RETRY, app
from halles.reviews import services

log = logging.getLogger(__name__)


@app.task(name="reviews.ask", retry=RETRY)
def ask(order_id: str) -> None:
    """The market's days after delivery: ask how it was."""
    with transaction.atomic():
        services.ask_for_review(uuid.UUID(order_id))


@app.periodic(cron="55 3 * * *")
@app.task(name="reviews.forget_removed", queueing_lock="reviews.forget_removed", retry=RETRY)
def forget_removed(timestamp: int) -> None:
    """Every night: empty what authors took away longer ago than their market keeps it."""
    services.forget_removed_reviews()


@app.periodic(cron="20 4 * * *")
@app.task(name="reviews.check_ratings", queueing_lock="reviews.check_ratings", retry=RETRY)
def check_ratings(timestamp: int) -> None:
    """Every night: compare the summaries with the reviews, say what was wrong, and mend it."""
    with transaction.atomic():
        wrong = services.check_ratings()
        if wrong:
            log.error("%d numbers of the summary by stars were wrong, e.g. %s", len(wrong), wrong[0])
            services.mend_ratings()
