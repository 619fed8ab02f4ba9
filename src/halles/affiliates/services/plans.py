"""What a shop offers to creators: opening plans, changing their rates, ending them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from halles.affiliates.errors.plans import (
    AlreadyInvited,
    BelowOpen,
    DealForOne,
    EndNotPossible,
    NobodyChosen,
    OwnShop,
    PlanOver,
    PlanRuns,
    ProductNotYours,
    RateOutside,
    RateUnchanged,
    ShopNotSelling,
    WordsTooLong,
)
from halles.affiliates.events.plans import CreatorInvited, PlanChanged
from halles.affiliates.models import Participation, Plan, Rate
from halles.affiliates.queries.plans import list_product_of_shop_plan, own_shop_among, running
from halles.affiliates.queries.terms import terms_for
from halles.affiliates.services import deals
from halles.affiliates.services.locking import lock_plan
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.kit import clock, jobs, rate_limits
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.sellers.models import Seller
from halles.users.models import User

MESSAGE_LENGTH_MAX = 500
INVITED_AT_ONCE_MAX = 20
TARGETED_DAYS_MAX = 366
# What a shop offers for one thing changes so often a day: each rate is kept for good and read with every label.
CHANGES_A_DAY_MAX = 20


@transaction.atomic
def open_plan(
    seller: Seller,
    *,
    product_id: uuid.UUID | None,
    rate_bps: int,
    needs_approval: bool = False,
    content_kind: str = Plan.ContentKind.ANY,
    message: str = "",
) -> Plan:
    """Offer every creator a commission on one product, or (None) on the whole shop, from now on.

    Refuses affiliates.shop_not_selling, product_not_yours, rate_outside, words_too_long, plan_runs where an open plan
    for the same thing runs already, and kit.too_often.
    """
    _check(seller, product_id, rate_bps, message)
    _take_turn(seller.pk, product_id)
    now = clock.now()
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                seller=seller,
                kind=Plan.Kind.OPEN,
                product_id=product_id,
                content_kind=content_kind,
                needs_approval=needs_approval,
                message=message.strip(),
                starts_at=now,
                created_at=now,
            )
    except IntegrityError as taken:
        raise PlanRuns from taken
    rate = _write_rate(plan, rate_bps, from_at=now, locked_until=now)
    _tell_in_time(plan, rate)
    _tell_invited(plan, rate)
    return plan


@transaction.atomic
def invite(
    seller: Seller,
    *,
    creator_ids: Sequence[uuid.UUID],
    product_id: uuid.UUID | None,
    rate_bps: int,
    ends_on: dt.date,
    content_kind: str = Plan.ContentKind.ANY,
    message: str = "",
    deal: deals.DealTerms | None = None,
    by: User | None = None,
) -> Plan:
    """Offer chosen creators a commission until the end of a day on the shop's clock; each of them is told and decides.

    With `deal`, for one creator alone, a flash deal for their shows, offered by this person (None: the owner). Refuses
    what `open_plan` refuses, and affiliates.nobody_chosen, end_not_possible, own_shop, already_invited, below_open,
    deal_for_one, what `deals.prepare` refuses, and kit.too_often beyond the market's invitations a day.
    """
    _check(seller, product_id, rate_bps, message)
    market = get_market(seller.market)
    now = clock.now()
    days_ahead = (ends_on - clock.today(market.time_zone)).days
    if not 1 <= days_ahead <= TARGETED_DAYS_MAX:
        raise EndNotPossible
    creators = list(Creator.objects.filter(pk__in=creator_ids, status=Creator.Status.ACTIVE).select_related("user"))
    if not creators or len(creators) != len(set(creator_ids)) or len(creators) > INVITED_AT_ONCE_MAX:
        raise NobodyChosen(count_max=INVITED_AT_ONCE_MAX)
    if deal is not None and len(creators) > 1:
        raise DealForOne
    _check_invited(seller, creators, product_id, now)
    _check_better(seller, creators, product_id, rate_bps, content_kind)
    for _one in creators:
        rate_limits.take(f"invite:{seller.pk}", limit=market.affiliates.invitations_per_day_max, per_seconds=24 * 3600)
    plan = Plan.objects.create(
        seller=seller,
        kind=Plan.Kind.TARGETED,
        product_id=product_id,
        content_kind=content_kind,
        message=message.strip(),
        starts_at=now,
        ends_at=dt.datetime.combine(ends_on + dt.timedelta(days=1), dt.time(), ZoneInfo(market.time_zone)),
        created_at=now,
    )
    _write_rate(plan, rate_bps, from_at=now, locked_until=now)
    for creator in creators:
        invited = _invite(plan, creator, now)
        if deal is not None:
            deals.prepare(invited, deal, by=by or seller.owner)
        emit(CreatorInvited(invited.pk))
    return plan


@transaction.atomic
def set_rate(plan_id: uuid.UUID, rate_bps: int) -> Rate:
    """Change what a running plan pays. More counts for everybody at once, of an open plan also for those invited to a
    lower rate; less counts at once for newcomers, and for those who take part after the market's days, of which they
    are told in time.

    Refuses affiliates.rate_outside, rate_unchanged, plan_over, of a targeted plan below_open, and kit.too_often.
    """
    plan = lock_plan(plan_id)
    now = clock.now()
    if plan.ended_at is not None or (plan.ends_at is not None and plan.ends_at <= now):
        raise PlanOver
    _check_rate(plan.seller, rate_bps)
    newest = plan.rates.order_by("-from_at").first()
    assert newest is not None, "a plan is written with its first rate"
    if newest.rate_bps == rate_bps:
        raise RateUnchanged
    _take_turn(plan.seller_id, plan.product_id)
    rules = get_market(plan.seller.market).affiliates
    is_cut = rate_bps < newest.rate_bps
    if is_cut and plan.kind == Plan.Kind.TARGETED:
        here = Creator.objects.filter(participations__plan=plan, participations__status__in=["invited", "active"])
        _check_better(plan.seller, list(here), plan.product_id, rate_bps, plan.content_kind)
    lock = dt.timedelta(days=rules.rate_cut_lock_days if is_cut else 0)
    rate = _write_rate(plan, rate_bps, from_at=now, locked_until=now + lock)
    _tell_in_time(plan, rate, is_cut=is_cut)
    if not is_cut:
        _tell_invited(plan, rate)
    return rate


@transaction.atomic
def end_plan(plan_id: uuid.UUID) -> Plan:
    """Stop a plan: at once where nobody takes part, else after the days for which a cut would wait, since an end is
    the deepest cut. Nobody new can take part from now on. Refuses affiliates.plan_over and kit.too_often."""
    plan = lock_plan(plan_id)
    now = clock.now()
    if plan.ended_at is not None:
        raise PlanOver
    _take_turn(plan.seller_id, plan.product_id)
    if plan.participations.filter(status=Participation.Status.ACTIVE).exists():
        lock = dt.timedelta(days=get_market(plan.seller.market).affiliates.rate_cut_lock_days)
        plan.ends_at = min(plan.ends_at or now + lock, now + lock)
        plan.save(update_fields=["ends_at"])
        deals.end_deals_by(list(plan.participations.values_list("pk", flat=True)), plan.ends_at)
        emit(PlanChanged(plan.pk))
        return plan
    return _finish(plan, now)


@transaction.atomic
def keep_plan(plan_id: uuid.UUID) -> Plan:
    """Take back the announced end of an open plan. Refuses affiliates.plan_over when it has come, and kit.too_often."""
    plan = lock_plan(plan_id)
    is_over = plan.ends_at is not None and plan.ends_at <= clock.now()
    if plan.ended_at is not None or is_over or plan.kind != Plan.Kind.OPEN:
        raise PlanOver
    _take_turn(plan.seller_id, plan.product_id)
    plan.ends_at = None
    plan.save(update_fields=["ends_at"])
    emit(PlanChanged(plan.pk))
    return plan


@transaction.atomic
def finish_plan(plan_id: uuid.UUID) -> None:
    """Close a plan whose last instant has come; closing it twice changes nothing."""
    plan = lock_plan(plan_id)
    if plan.ended_at is None and plan.ends_at is not None and plan.ends_at <= clock.now():
        _finish(plan, plan.ends_at)


def _finish(plan: Plan, at: dt.datetime) -> Plan:
    plan.ended_at = at
    plan.save(update_fields=["ended_at"])
    open_ends = plan.participations.filter(status__in=["asked", "invited", "active"])
    deals.end_deals(list(open_ends.values_list("pk", flat=True)))
    open_ends.update(status=Participation.Status.ENDED, ended_at=at)
    emit(PlanChanged(plan.pk))
    return plan


def _check(seller: Seller, product_id: uuid.UUID | None, rate_bps: int, message: str) -> None:
    if seller.status != Seller.Status.APPROVED:
        raise ShopNotSelling
    if len(message.strip()) > MESSAGE_LENGTH_MAX:
        raise WordsTooLong(length_max=MESSAGE_LENGTH_MAX)
    _check_rate(seller, rate_bps)
    here = ["draft", "active", "paused"]
    if product_id and not Product.objects.filter(pk=product_id, seller=seller, status__in=here).exists():
        raise ProductNotYours


def _take_turn(seller_id: uuid.UUID, product_id: uuid.UUID | None) -> None:
    thing = product_id or seller_id
    rate_limits.take(f"plan:{thing}", limit=CHANGES_A_DAY_MAX, per_seconds=24 * 3600)


def _check_rate(seller: Seller, rate_bps: int) -> None:
    rules = get_market(seller.market).affiliates
    if not rules.rate_bps_min <= rate_bps <= rules.rate_bps_max:
        raise RateOutside(low=f"{rules.rate_bps_min / 100:g}", high=f"{rules.rate_bps_max / 100:g}")


def _tell_in_time(plan: Plan, rate: Rate, *, is_cut: bool = False) -> None:
    """Those whom a cut binds later are told some days before. What one product pays, be it a raise, may lie below what
    those in the shop's plan get: for them it is a cut that begins now."""
    for_shop = Plan.objects.filter(running(rate.from_at), seller=plan.seller_id, kind=Plan.Kind.OPEN, product=None)
    is_beside = plan.kind == Plan.Kind.OPEN and plan.product_id is not None and for_shop.exists()
    rules = get_market(plan.seller.market).affiliates
    ahead = dt.timedelta(days=rules.rate_cut_lock_days - rules.rate_cut_notice_days)
    if (is_cut or is_beside) and rules.rate_cut_lock_days:
        jobs.defer("affiliates.tell_of_cut", in_seconds=int(ahead.total_seconds()), rate_id=rate.pk)


def _tell_invited(plan: Plan, rate: Rate) -> None:
    """Invitations pay no less than the open plans (`deciding`): whose pay rises by that is told at once."""
    if plan.kind == Plan.Kind.OPEN:
        jobs.defer("affiliates.tell_of_lift", rate_id=rate.pk)


def _check_invited(seller: Seller, creators: Sequence[Creator], product_id: uuid.UUID | None, now: dt.datetime) -> None:
    if own_shop_among([creator.pk for creator in creators], seller.pk):
        raise OwnShop
    over = Plan.objects.filter(seller=seller, kind=Plan.Kind.TARGETED, ended_at=None, ends_at__lte=now)
    for plan_id in over.filter(participations__creator__in=list(creators)).distinct().values_list("pk", flat=True):
        finish_plan(plan_id)
    taken = Participation.objects.filter(
        running(now, "plan__"),
        plan__seller=seller,
        plan__kind=Plan.Kind.TARGETED,
        plan__product=product_id,
        creator__in=list(creators),
        status__in=[Participation.Status.INVITED, Participation.Status.ACTIVE],
    )
    first = taken.select_related("creator").first()
    if first is not None:
        raise AlreadyInvited(handle=first.creator.handle)


def _check_better(
    seller: Seller, creators: Sequence[Creator], product_id: uuid.UUID | None, rate_bps: int, content_kind: str
) -> None:
    """A targeted plan replaces the open one: below what that pays a creator it would be a cut that nobody sees.

    For the whole shop its own plan counts; where a single product pays more, the sale lifts the invitation."""
    products = [product_id] if product_id else list_product_of_shop_plan(seller)
    pairs = [(creator.pk, product) for creator in creators for product in products]
    paid = terms_for(pairs, content_kind=content_kind, is_open_only=True)
    more = {pair: term.offered.rate_bps for pair, term in paid.items() if term.offered.rate_bps > rate_bps}
    if more:
        creator_id, best_for = max(more, key=lambda pair: more[pair])
        handle = next(creator.handle for creator in creators if creator.pk == creator_id)
        what = Product.objects.values_list("title", flat=True).get(pk=best_for)
        raise BelowOpen(what=what, handle=handle, rate=f"{more[creator_id, best_for] / 100:g}")


def _invite(plan: Plan, creator: Creator, now: dt.datetime) -> Participation:
    try:
        with transaction.atomic():
            return Participation.objects.create(
                plan=plan,
                creator=creator,
                status=Participation.Status.INVITED,
                # Two invitations at once meet here: the shop's looking before did not see the other one.
                target_id=plan.product_id or plan.seller_id,
                created_at=now,
            )
    except IntegrityError as twin:
        raise AlreadyInvited(handle=creator.handle) from twin


def _write_rate(plan: Plan, rate_bps: int, *, from_at: dt.datetime, locked_until: dt.datetime) -> Rate:
    rate = Rate.objects.create(
        plan=plan, rate_bps=rate_bps, from_at=from_at, locked_until=locked_until, announced_at=from_at
    )
    emit(PlanChanged(plan.pk))
    return rate
