"""What reviews does when others announce something."""

from __future__ import annotations

import datetime as dt

from halles.kit import clock, jobs
from halles.markets.queries import get_market
from halles.moderation.events import ReportDecided
from halles.orders.events import OrderDelivered
from halles.orders.queries import get_order
from halles.reviews.models import Review
from halles.reviews.services import release_review, remove_review_as_staff
from halles.users.queries import get_user


def plan_asking(event: OrderDelivered) -> None:
    """Ask some days after delivery; a delivery that is told very late is not asked about at all."""
    market = get_market(get_order(event.order_id).group.market)
    at = event.at + dt.timedelta(days=market.review_ask_after_days)
    if clock.now() < event.at + dt.timedelta(days=market.review_days):
        wait = max(0, int((at - clock.now()).total_seconds()))
        jobs.defer("reviews.ask", in_seconds=wait, order_id=str(event.order_id))


def settle_review(decided: ReportDecided) -> None:
    """An upheld report takes the review away; a dismissed one shows it again when it was held."""
    if decided.kind != "review" or not Review.objects.filter(pk=decided.target_id).exists():
        return
    by = get_user(decided.by_id)
    if decided.is_upheld:
        remove_review_as_staff(decided.target_id, by=by, why=decided.why)
    else:
        release_review(decided.target_id, by=by, why=decided.why)
