"""What happens to plans and the marketplace by the clock."""

from __future__ import annotations

import uuid

from halles.affiliates.events.plans import RateCutNears, RateLifted
from halles.affiliates.models import Participation, Rate
from halles.affiliates.queries.invitations import list_lifted_by
from halles.affiliates.queries.plans import (
    binds_at,
    list_kept_beside,
    list_kept_by,
    list_plans_to_finish,
    part_of,
)
from halles.affiliates.queries.terms import PAIRS_MAX, terms_for
from halles.affiliates.services import marketplace, participating, plans, talking
from halles.catalog.models import Product
from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.kit.jobs import RETRY, app, defer

AT_ONCE_MAX = 500


@app.task(name="affiliates.tell_of_cut", retry=RETRY)
def tell_of_cut(rate_id: int) -> None:
    """Some days before a cut binds those who take part: each whose pay really falls then is told. A lower offer for one
    product is a cut for those in the shop's plan."""
    rate = Rate.objects.select_related("plan").get(pk=rate_id)
    told = set()
    for kept in list_kept_by(rate):
        if part_of(kept).offered.until == rate.locked_until:
            emit(RateCutNears(rate.pk, kept.pk))
            told.add(kept.creator_id)
    product_id = rate.plan.product_id
    beside = [kept for kept in list_kept_beside(rate) if kept.creator_id not in told]
    for at in range(0, len(beside), PAIRS_MAX):
        some = beside[at : at + PAIRS_MAX]
        terms = terms_for([(kept.creator_id, product_id) for kept in some]) if product_id else {}
        for kept in some:
            term = terms.get((kept.creator_id, product_id)) if product_id else None
            if term and term.plan_id == kept.plan_id and term.offered.until == binds_at(rate, kept):
                emit(RateCutNears(rate.pk, kept.pk))


@app.task(name="affiliates.tell_of_lift", retry=RETRY)
def tell_of_lift(rate_id: int) -> None:
    """What an open plan pays has risen above some invitations: each creator whose pay rises with it is told."""
    rate = Rate.objects.select_related("plan__seller").get(pk=rate_id)
    for part in list_lifted_by(rate):
        emit(RateLifted(rate.pk, part.pk))


@app.task(name="affiliates.check_locks", retry=RETRY)
def check_locks(creator_id: str) -> None:
    """Kept rates end where a creator shows the goods no longer."""
    participating.check_locks(uuid.UUID(creator_id))


@app.periodic(cron="23 * * * *")
@app.task(name="affiliates.keep_plans", queueing_lock="affiliates.keep_plans", retry=RETRY)
def keep_plans(timestamp: int) -> None:
    """Every hour: close plans whose last instant has come, and count clicks into the marketplace."""
    list(transactions.try_each(plans.finish_plan, list_plans_to_finish(limit=AT_ONCE_MAX)))
    marketplace.count_clicks()


@app.periodic(cron="41 3 * * *")
@app.task(name="affiliates.keep_locks", queueing_lock="affiliates.keep_locks", retry=RETRY)
def keep_locks(timestamp: int) -> None:
    """Every night: a kept rate ends where the goods left a creator's showcase, videos and shows."""
    kept = Participation.objects.filter(status="active", lock_lost_at=None, plan__rates__locked_until__gt=clock.now())
    creators = kept.order_by("creator").values_list("creator", flat=True).distinct()
    list(transactions.try_each(participating.check_locks, list(creators[:AT_ONCE_MAX])))


@app.periodic(cron="52 3 * * *")
@app.task(name="affiliates.forget_removed_messages", queueing_lock="affiliates.forget_removed_messages", retry=RETRY)
def forget_removed_messages(timestamp: int) -> None:
    """Every night: empty what the staff took out of talks longer ago than the market keeps it."""
    talking.forget_removed_messages()


@app.task(name="affiliates.refresh_products", retry=RETRY)
def refresh_products(product_ids: list[str]) -> None:
    """The marketplace follows some products."""
    marketplace.refresh_products([uuid.UUID(one) for one in product_ids])


@app.task(name="affiliates.refresh_shop", retry=RETRY)
def refresh_shop(seller_id: str, after: str = "") -> None:
    """The marketplace follows everything of a shop, 500 products at a time."""
    rows = Product.objects.filter(seller=uuid.UUID(seller_id)).order_by("pk")
    keys = list((rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[: marketplace.AT_ONCE])
    marketplace.refresh_products(keys)
    if len(keys) == marketplace.AT_ONCE:
        defer(refresh_shop, seller_id=seller_id, after=str(keys[-1]))
