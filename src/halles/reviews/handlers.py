"""What reviews does when others announce something."""

from __future__ import annotations

import datetime as dt

from halles.kit import clock, jobs
from halles.markets.queries import get_market
from halles.moderation.events import ReportDecided, SanctionImposed, SanctionLifted
from halles.orders.events import OrderDelivered
from halles.orders.queries import get_order
from halles.reviews.models import Remark, Review
from halles.reviews.services import release_review, remove_remark_as_staff, remove_review_as_staff
from halles.reviews.services.deciding import restore_remark, restore_review
from halles.users.queries import get_user


def plan_asking(event: OrderDelivered) -> None:
    """Ask some days after delivery; a delivery that is told very late is not asked about at all."""
    market = get_market(get_order(event.order_id).group.market)
    at = event.at + dt.timedelta(days=market.review_ask_after_days)
    if clock.now() < event.at + dt.timedelta(days=market.review_days):
        wait = max(0, int((at - clock.now()).total_seconds()))
        jobs.defer("reviews.ask", in_seconds=wait, order_id=str(event.order_id))


def show_cleared(decided: ReportDecided) -> None:
    """A dismissed report shows a review again that waited for a reader."""
    if decided.kind == "review" and not decided.is_upheld and Review.objects.filter(pk=decided.target_id).exists():
        release_review(decided.target_id, by=get_user(decided.by_id), why=decided.why)


def take_away(imposed: SanctionImposed) -> None:
    """Staff decided that a review, a follow-up or a reply goes."""
    if _is_here(imposed):
        remove = remove_review_as_staff if imposed.kind == "review" else remove_remark_as_staff
        remove(imposed.target_id, by=get_user(imposed.by_id), why=imposed.why)


def bring_back(lifted: SanctionLifted) -> None:
    """An appeal pauses the decision, or it was wrong."""
    if _is_here(lifted):
        restore = restore_review if lifted.kind == "review" else restore_remark
        restore(lifted.target_id, was_held=lifted.was == "held", is_final=lifted.is_final)


def _is_here(about: SanctionImposed | SanctionLifted) -> bool:
    if about.kind == "review":
        return Review.objects.filter(pk=about.target_id).exists()
    return about.kind == "review_remark" and Remark.objects.filter(pk=about.target_id).exists()
