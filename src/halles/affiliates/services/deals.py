"""Flash deals that a shop offers with a targeted plan, for the shows of the creator; `live` keeps and begins them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db import transaction

from halles.affiliates.errors.plans import (
    DealElsewhere,
    DealGone,
    DealPastPlan,
    DealsFull,
    DealWithoutShows,
    PlanOver,
)
from halles.affiliates.events.plans import DealPrepared, DealTakenBack
from halles.affiliates.models import Participation, Plan
from halles.affiliates.services.locking import lock_part
from halles.catalog.models import Variant
from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.live.acts import prepared
from halles.live.models import PreparedDeal
from halles.markets.queries import get_market
from halles.users.models import User

REFERENCE = "participation"
# Prepared and not begun, of one creator in one plan.
DEALS_MAX = 5
# To one creator in one plan: each is a mail, and so is taking it back.
DEALS_A_DAY_MAX = 30


@dataclass(frozen=True)
class DealTerms:
    """What a shop offers: a price in minor units of its market, so many pieces, until the end of a day on its clock."""

    variant_id: uuid.UUID
    price_minor: int
    quota: int
    last_on: dt.date
    per_customer_max: int = 1
    minutes: int = 5


@transaction.atomic
def offer_deal(participation_id: uuid.UUID, terms: DealTerms, *, by: User) -> PreparedDeal:
    """A flash deal more for the shows of a creator who takes part in a targeted plan, or is invited to it; its pieces
    are kept from now on. Refuses what `prepare` refuses, affiliates.plan_over, and kit.too_often."""
    part = lock_part(participation_id)
    is_on = part.status in {Participation.Status.INVITED, Participation.Status.ACTIVE}
    if not is_on or part.plan.ended_at is not None:
        raise PlanOver
    made = prepare(part, terms, by=by)
    rate_limits.take(f"plan-deal:{part.pk}", limit=DEALS_A_DAY_MAX, per_seconds=24 * 3600)
    if part.status == Participation.Status.ACTIVE:
        emit(DealPrepared(part.pk, made.pk))
    return made


@transaction.atomic
def take_back_deal(participation_id: uuid.UUID, prepared_id: uuid.UUID) -> bool:
    """The shop takes a deal back that has not begun: nobody can begin it, its pieces are on sale again.

    False when a show counts down to it at this moment: it runs, but called off it does not wait for another show.
    Refuses affiliates.deal_gone.
    """
    part = lock_part(participation_id)
    if not prepared.withdraw_prepared([part.pk], prepared_id=prepared_id):
        if prepared.is_counting_down(part.pk, prepared_id):
            return False
        raise DealGone
    if part.status == Participation.Status.ACTIVE:
        emit(DealTakenBack(part.pk, prepared_id))
    return True


def prepare(part: Participation, terms: DealTerms, *, by: User) -> PreparedDeal:
    """The deal of a part in a plan that the caller has locked: ready when it is agreed, else with the answer.

    Refuses affiliates.deal_without_shows, deal_elsewhere, deal_past_plan, deals_full, and what live's prepare_deal
    refuses.
    """
    plan = part.plan
    if plan.kind != Plan.Kind.TARGETED or plan.content_kind == Plan.ContentKind.VIDEO:
        raise DealWithoutShows
    variant = Variant.objects.filter(pk=terms.variant_id, product__seller=plan.seller_id).first()
    if variant is None or plan.product_id not in (None, variant.product_id):
        raise DealElsewhere
    # Days far beyond the plan's end first: the last one there is has no day after it.
    if plan.ends_at is not None and terms.last_on > plan.ends_at.date():
        raise DealPastPlan
    zone = ZoneInfo(get_market(plan.seller.market).time_zone)
    until = dt.datetime.combine(terms.last_on + dt.timedelta(days=1), dt.time(), zone)
    if plan.ends_at is not None and until > plan.ends_at:
        raise DealPastPlan
    waiting = PreparedDeal.objects.filter(reference_id=part.pk, status__in=prepared.WAITING, until__gt=clock.now())
    if waiting.count() >= DEALS_MAX:
        raise DealsFull(count_max=DEALS_MAX)
    draft = prepared.PreparedDraft(
        variant_id=variant.pk,
        market=plan.seller.market,
        price_minor=terms.price_minor,
        quota=terms.quota,
        until=until,
        per_customer_max=terms.per_customer_max,
        duration_seconds=terms.minutes * 60,
    )
    return prepared.prepare_deal(
        draft,
        creator_id=part.creator_id,
        reference=(REFERENCE, part.pk),
        is_agreed=part.status == Participation.Status.ACTIVE,
        by=by,
    )


def answer_with(part: Participation, *, yes: bool) -> None:
    """The invitation is answered: so are the deals that came with it."""
    if yes:
        prepared.accept_prepared(part.pk)
    else:
        prepared.withdraw_prepared([part.pk])


def end_deals(participation_ids: Sequence[uuid.UUID]) -> None:
    """These parts are over: what has not begun never will."""
    prepared.withdraw_prepared(participation_ids)


def end_deals_by(participation_ids: Sequence[uuid.UUID], at: dt.datetime) -> None:
    """These parts are over at an instant: nothing begins later."""
    prepared.shorten_prepared(participation_ids, at)
