"""Taking part in a plan: asking, being invited, answering, leaving, and what keeps a rate."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection

from django.db import transaction

from halles.affiliates.errors.plans import (
    AskedTooSoon,
    NothingToAnswer,
    OwnShop,
    PlanNotFound,
    PlanOver,
    TakesPartAlready,
)
from halles.affiliates.events.plans import CreatorAsked, ParticipationAnswered
from halles.affiliates.models import Participation, Plan, ShowcaseItem
from halles.affiliates.queries.plans import own_shop_among, shows_any_of
from halles.affiliates.services import deals
from halles.affiliates.services.locking import lock_part, lock_plan
from halles.affiliates.services.showcase import put_in_showcase
from halles.catalog.models import Product
from halles.creators.errors import NotSelling
from halles.creators.models import Creator
from halles.creators.queries import sells_for_others
from halles.kit import clock, rate_limits
from halles.kit.events import emit

Status = Participation.Status
ASK_AGAIN_DAYS = 30
ASKED_A_DAY_MAX = 30


@transaction.atomic
def join(creator: Creator, plan_id: uuid.UUID, *, shown_id: uuid.UUID | None = None) -> Participation:
    """Take part in an open plan from now on, or ask the shop where it wants to agree first. Its product goes into the
    showcase; of a plan for the whole shop the one it was found by (`shown_id`), if it is the shop's.

    Refuses affiliates.plan_not_found, plan_over, own_shop, takes_part_already, asked_too_soon, creators.not_selling,
    and kit.too_often."""
    plan = lock_plan(plan_id)
    now = clock.now()
    if plan.kind != Plan.Kind.OPEN:
        raise PlanNotFound
    if plan.ended_at is not None or plan.ends_at is not None:
        raise PlanOver
    _check_creator(creator, plan)
    if plan.needs_approval:
        # Who asks and takes it back, over and over, would write to the shop each time.
        rate_limits.take(f"plan-ask:{creator.pk}", limit=ASKED_A_DAY_MAX, per_seconds=24 * 3600)
    found = Participation.objects.filter(plan=plan, creator=creator).first()
    if found is not None:
        _check_again(found, now)
    status = Status.ASKED if plan.needs_approval else Status.ACTIVE
    participation = found or Participation(plan=plan, creator=creator)
    participation.status = status
    participation.created_at = now
    participation.joined_at = now if status == Status.ACTIVE else None
    participation.ended_at = participation.lock_lost_at = None
    participation.save()
    if status == Status.ACTIVE:
        _show(creator, plan, shown_id)
    else:
        emit(CreatorAsked(participation.pk))
    return participation


@transaction.atomic
def answer_invitation(participation_id: uuid.UUID, *, yes: bool) -> Participation:
    """A creator takes or declines what a shop offered them, its flash deals included.

    Refuses affiliates.nothing_to_answer, plan_over, and creators.not_selling.
    """
    participation = lock_part(participation_id)
    if participation.status != Status.INVITED:
        raise NothingToAnswer
    _check_running(participation.plan)
    if yes:
        _check_creator(participation.creator, participation.plan)
    deals.answer_with(participation, yes=yes)
    return _answer(participation, yes=yes)


@transaction.atomic
def answer_request(participation_id: uuid.UUID, *, yes: bool) -> Participation:
    """A shop agrees to a creator who asked, or declines. Refuses affiliates.nothing_to_answer and plan_over."""
    participation = lock_part(participation_id)
    if participation.status != Status.ASKED:
        raise NothingToAnswer
    _check_running(participation.plan)
    return _answer(participation, yes=yes)


@transaction.atomic
def leave(participation_id: uuid.UUID) -> Participation:
    """A creator takes part no longer; what was sold before stays theirs. Refuses affiliates.nothing_to_answer."""
    participation = lock_part(participation_id)
    if participation.status not in {Status.ACTIVE, Status.ASKED}:
        raise NothingToAnswer
    participation.status = Status.LEFT
    participation.ended_at = clock.now()
    participation.save(update_fields=["status", "ended_at"])
    deals.end_deals([participation.pk])
    return participation


def leave_all(creator_ids: Collection[uuid.UUID]) -> None:
    """These profiles are no more: they take part in nothing, wait for no answer, and what shops kept ready for their
    shows is on sale again. In one transaction per plan; run again it ends the same."""
    open_parts = Participation.objects.filter(
        creator__in=creator_ids, status__in=[Status.ASKED, Status.INVITED, Status.ACTIVE]
    )
    for participation_id in list(open_parts.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            participation = lock_part(participation_id)
            if participation.status in {Status.ASKED, Status.INVITED, Status.ACTIVE}:
                participation.status, participation.ended_at = Status.LEFT, clock.now()
                participation.save(update_fields=["status", "ended_at"])
            deals.end_deals([participation_id])


@transaction.atomic
def join_by_showing(creator: Creator, product_ids: Collection[uuid.UUID]) -> int:
    """Who shows a product takes part from now on in the open plans for it that need no approval; returns in how many
    more. Nothing happens for their own shop, for profiles that may not sell, and for plans they left or were declined.
    """
    if not product_ids or not sells_for_others(creator):
        return 0
    now = clock.now()
    shops = set(Product.objects.filter(pk__in=product_ids).values_list("seller", flat=True))
    shops -= {shop for shop in shops if own_shop_among([creator.pk], shop)}
    plans = Plan.objects.filter(
        kind=Plan.Kind.OPEN, needs_approval=False, ended_at=None, ends_at=None, starts_at__lte=now, seller__in=shops
    )
    for_these = [plan for plan in plans if plan.product_id is None or plan.product_id in product_ids]
    known = set(Participation.objects.filter(creator=creator, plan__in=for_these).values_list("plan", flat=True))
    made = [
        Participation(plan=plan, creator=creator, status=Status.ACTIVE, joined_at=now, created_at=now)
        for plan in for_these
        if plan.pk not in known
    ]
    Participation.objects.bulk_create(made, ignore_conflicts=True)
    return len(made)


@transaction.atomic
def check_locks(creator_id: uuid.UUID) -> int:
    """Kept rates of a creator end where nothing of theirs shows the goods any more; returns how many ended.

    A lock is for who goes on promoting. Only plans whose cut still waits are looked at.
    """
    now = clock.now()
    kept = Participation.objects.select_for_update(of=("self",)).filter(
        creator=creator_id,
        status=Status.ACTIVE,
        lock_lost_at=None,
        plan__rates__locked_until__gt=now,
    )
    lost = [
        one.pk
        for one in kept.select_related("plan")
        if not shows_any_of(creator_id, seller_id=one.plan.seller_id, product_id=one.plan.product_id)
    ]
    Participation.objects.filter(pk__in=lost).update(lock_lost_at=now)
    return len(set(lost))


def _answer(participation: Participation, *, yes: bool) -> Participation:
    now = clock.now()
    participation.status = Status.ACTIVE if yes else Status.DECLINED
    participation.joined_at = now if yes else None
    participation.ended_at = None if yes else now
    participation.save(update_fields=["status", "joined_at", "ended_at"])
    if yes:
        _show(participation.creator, participation.plan)
    emit(ParticipationAnswered(participation.pk))
    return participation


def _check_creator(creator: Creator, plan: Plan) -> None:
    if own_shop_among([creator.pk], plan.seller_id):
        raise OwnShop
    if not sells_for_others(creator):
        raise NotSelling


def _check_running(plan: Plan) -> None:
    if plan.ended_at is not None or (plan.ends_at is not None and plan.ends_at <= clock.now()):
        raise PlanOver


def _check_again(found: Participation, now: dt.datetime) -> None:
    if found.status in {Status.ACTIVE, Status.ASKED, Status.INVITED}:
        raise TakesPartAlready
    wait = dt.timedelta(days=ASK_AGAIN_DAYS)
    if found.status == Status.DECLINED and found.ended_at is not None and now < found.ended_at + wait:
        raise AskedTooSoon(days=ASK_AGAIN_DAYS)


def _show(creator: Creator, plan: Plan, shown_id: uuid.UUID | None = None) -> None:
    """Into the showcase, unless it is full: that is no reason to refuse the plan."""
    product_id = plan.product_id
    if product_id is None and shown_id and Product.objects.filter(pk=shown_id, seller=plan.seller_id).exists():
        product_id = shown_id
    if product_id is not None and not ShowcaseItem.objects.filter(creator=creator, product=product_id).exists():
        put_in_showcase(creator, product_id, is_full_fine=True)
