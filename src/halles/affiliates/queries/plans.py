"""Plans as shops and creators see them. A shop sees its own alone; a creator what is open to them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Count, F, IntegerField, Prefetch, Q, Value, When

from halles.affiliates.errors.plans import ParticipationNotFound, PlanNotFound
from halles.affiliates.models import Participation, Plan, Rate, ShowcaseItem
from halles.affiliates.rates import Participant, RateFact, rate_for
from halles.catalog.models import Product
from halles.creators.models import Creator
from halles.creators.queries import postable_by
from halles.kit import clock
from halles.live.models import LiveProduct
from halles.markets.queries import get_market
from halles.sellers.models import Seller, SellerStaff
from halles.users.models import User
from halles.videos.models import Anchor

LISTED_MAX = 200
Status = Participation.Status


@dataclass(frozen=True)
class Offered:
    """What a plan pays a person: now, and where that is about to change, from when on what."""

    rate_bps: int
    until: dt.datetime | None = None
    next_bps: int | None = None


@dataclass(frozen=True)
class PlanRow:
    """A plan of a shop with what it pays newcomers, who keeps more until when, and how many take part, ask, wait."""

    plan: Plan
    rate_bps: int
    locked_bps: int | None
    locked_until: dt.datetime | None
    active_count: int
    asked_count: int
    invited_count: int
    # Of a targeted plan: whom it is for, by handle.
    handles: Sequence[str] = ()

    @property
    def is_running(self) -> bool:
        """Whether anybody can earn by it now."""
        return self.plan.ended_at is None and (self.plan.ends_at is None or self.plan.ends_at > clock.now())


@dataclass(frozen=True)
class Part:
    """A creator's part in a plan and what it pays them."""

    participation: Participation
    offered: Offered


def running(at: dt.datetime, prefix: str = "") -> Q:
    """Plans by which somebody can earn at this instant; `prefix` leads to the plan (`plan__`)."""
    return Q(**{f"{prefix}starts_at__lte": at, f"{prefix}ended_at": None}) & (
        Q(**{f"{prefix}ends_at": None}) | Q(**{f"{prefix}ends_at__gt": at})
    )


def own_shop_among(creator_ids: Sequence[uuid.UUID], seller_id: uuid.UUID) -> set[uuid.UUID]:
    """Which of these profiles are the shop's official one, or belong to somebody who works there."""
    people = SellerStaff.objects.filter(seller=seller_id).values("user")
    mine = Q(seller=seller_id) | Q(user__in=people)
    return set(Creator.objects.filter(mine, pk__in=creator_ids).values_list("pk", flat=True))


def shows_any_of(creator_id: uuid.UUID, *, seller_id: uuid.UUID, product_id: uuid.UUID | None) -> bool:
    """Whether the creator shows the product (None: anything of the shop) in the showcase, a published video, or a show
    that is planned or on air."""
    wanted = Q(product=product_id) if product_id else Q(product__seller=seller_id)
    return (
        ShowcaseItem.objects.filter(wanted, creator=creator_id).exists()
        or Anchor.objects.filter(wanted, video__creator=creator_id, video__status="published").exists()
        or LiveProduct.objects.filter(
            wanted, session__creator=creator_id, session__status__in=["planned", "live"]
        ).exists()
    )


def facts_of(plan: Plan) -> list[RateFact]:
    """The rates of a plan as `rate_for` reads them; prefetch `rates` for many."""
    return [RateFact(one.rate_bps, one.from_at, one.locked_until) for one in plan.rates.all()]


def participant(participation: Participation) -> Participant:
    """A part in a plan as `rate_for` reads it."""
    return Participant(
        participation.joined_at,
        participation.ended_at,
        participation.lock_lost_at,
        participation.status == Status.DECLINED,
    )


def offered_to(rates: Sequence[RateFact], part: Participant | None, at: dt.datetime) -> Offered:
    """What somebody gets at `at`, and the next change that is certain already."""
    now_bps = rate_for(rates, part, at)
    for until in sorted({rate.locked_until for rate in rates if rate.locked_until > at}):
        next_bps = rate_for(rates, part, until)
        if next_bps != now_bps:
            return Offered(now_bps, until, next_bps)
    return Offered(now_bps)


def at_least(offered: Offered, floor: Offered) -> Offered:
    """What an offer pays that never pays less than another one does: now, and the next change that is certain."""
    now_bps = max(offered.rate_bps, floor.rate_bps)
    for until in sorted({one.until for one in (offered, floor) if one.until is not None}):
        next_bps = max(_then(offered, until), _then(floor, until))
        if next_bps != now_bps:
            return Offered(now_bps, until, next_bps)
    return Offered(now_bps)


def _then(offered: Offered, at: dt.datetime) -> int:
    is_over = offered.until is not None and offered.until <= at
    return offered.next_bps if is_over and offered.next_bps is not None else offered.rate_bps


def list_products_to_compare(seller: Seller) -> list[uuid.UUID]:
    """Those of the shop's products by which its open plans can be told apart: each with a plan of its own, at most 99,
    and one of the others, for which the shop's plan stands."""
    own = Plan.objects.filter(running(clock.now()), seller=seller, kind=Plan.Kind.OPEN, product__isnull=False)
    priced = [one for one in own.values_list("product", flat=True)[:99] if one is not None]
    return [*priced, *Product.objects.filter(seller=seller).exclude(pk__in=priced).values_list("pk", flat=True)[:1]]


def list_product_of_shop_plan(seller: Seller) -> list[uuid.UUID]:
    """The one product by which the shop's plan for all of them is compared; none in a shop without goods."""
    return list_products_to_compare(seller)[-1:]


def get_plan_for_seller(seller: Seller, plan_id: uuid.UUID) -> Plan:
    """One of the shop's own plans with its product; refuses affiliates.plan_not_found."""
    plan = Plan.objects.filter(seller=seller, pk=plan_id).select_related("product", "seller").first()
    if plan is None:
        raise PlanNotFound
    return plan


def get_open_plan(plan_id: uuid.UUID) -> Plan:
    """A plan that any creator may look at: open and running; refuses affiliates.plan_not_found."""
    plan = (
        Plan.objects.filter(running(clock.now()), pk=plan_id, kind=Plan.Kind.OPEN)
        .select_related("product", "seller")
        .first()
    )
    if plan is None:
        raise PlanNotFound
    return plan


def list_plans_of(seller: Seller, *, is_over: bool = False) -> list[PlanRow]:
    """The shop's plans, newest first, at most 200: those that run, or those that are over."""
    now = clock.now()
    plans = Plan.objects.filter(seller=seller).select_related("product").prefetch_related("rates")
    counted = plans.annotate(
        active_count=Count("participations", filter=Q(participations__status=Status.ACTIVE)),
        asked_count=Count("participations", filter=Q(participations__status=Status.ASKED)),
        invited_count=Count("participations", filter=Q(participations__status=Status.INVITED)),
        handles=ArrayAgg(
            "participations__creator__handle",
            filter=Q(kind=Plan.Kind.TARGETED, participations__creator__isnull=False),
            order_by="participations__creator__handle",
            default=Value([]),
        ),
    )
    chosen = counted.exclude(running(now)) if is_over else counted.filter(running(now))
    return [row_of(plan, now) for plan in chosen.order_by("-pk")[:LISTED_MAX]]


def row_of(plan: Plan, now: dt.datetime) -> PlanRow:
    """The row of a plan that was loaded with its counts."""
    rates = facts_of(plan)
    newcomer = rate_for(rates, None, now)
    earliest = Participant(plan.starts_at)
    kept = offered_to(rates, earliest, now)
    has_lock = kept.rate_bps > newcomer
    return PlanRow(
        plan,
        newcomer,
        kept.rate_bps if has_lock else None,
        kept.until if has_lock else None,
        getattr(plan, "active_count", 0),
        getattr(plan, "asked_count", 0),
        getattr(plan, "invited_count", 0),
        getattr(plan, "handles", ()),
    )


def list_parts_in(plan: Plan) -> list[Part]:
    """Who takes part, asks or was invited, with what each is paid; those who ask first. At most 200."""
    order = [Status.ASKED, Status.ACTIVE, Status.INVITED, Status.LEFT, Status.DECLINED, Status.ENDED]
    found = Participation.objects.filter(plan=plan).select_related("creator__avatar")
    rows = found.order_by(_rank_in(order), "-created_at")
    now, rates = clock.now(), facts_of(plan)
    return [Part(one, offered_to(rates, participant(one), now)) for one in rows[:LISTED_MAX]]


def list_parts_of(creator: Creator) -> list[Part]:
    """The plans a creator takes part in, asked for or is invited to, invitations first; over ones last. At most 200."""
    order = [Status.INVITED, Status.ACTIVE, Status.ASKED, Status.DECLINED, Status.LEFT, Status.ENDED]
    rows = (
        Participation.objects.filter(creator=creator)
        .select_related("plan__seller", "plan__product")
        .prefetch_related(Prefetch("plan__rates", Rate.objects.order_by("from_at")))
        .order_by(_rank_in(order), "-created_at")
    )
    now = clock.now()
    return [Part(one, offered_to(facts_of(one.plan), participant(one), now)) for one in rows[:LISTED_MAX]]


def replaced_among(parts: Sequence[Part]) -> dict[uuid.UUID, Part]:
    """By part in an open plan that does not count at present: the invitation of the same shop that counts instead.
    Where the open plan pays more, it is what both pay."""
    invited = [
        one
        for one in parts
        if one.participation.status == Status.ACTIVE and one.participation.plan.kind == Plan.Kind.TARGETED
    ]
    return {
        one.participation.pk: instead
        for one in parts
        if one.participation.status in {Status.ACTIVE, Status.ASKED}
        and one.participation.plan.kind != Plan.Kind.TARGETED
        for instead in invited
        if _covers(instead.participation.plan, one.participation.plan)
        and instead.offered.rate_bps >= one.offered.rate_bps
    }


def _covers(targeted: Plan, other: Plan) -> bool:
    return (
        targeted.seller_id == other.seller_id
        and targeted.product_id in (None, other.product_id)
        and targeted.content_kind in (Plan.ContentKind.ANY, other.content_kind)
    )


def part_of(participation: Participation) -> Part:
    """One part in a plan with what it pays now."""
    return Part(participation, offered_to(facts_of(participation.plan), participant(participation), clock.now()))


def get_participation_for_seller(seller: Seller, participation_id: uuid.UUID) -> Participation:
    """A creator's part in one of the shop's plans; refuses affiliates.participation_not_found."""
    return _participation(Q(pk=participation_id, plan__seller=seller))


def get_participation_for_creator(person: User, participation_id: uuid.UUID) -> Participation:
    """A part in a plan of one of the profiles this person posts with; refuses affiliates.participation_not_found."""
    return _participation(Q(pk=participation_id, creator__in=postable_by(person)))


def list_parts_between(seller: Seller, creator: Creator) -> list[Participation]:
    """The creator's parts in plans of the shop, the latest first, with their plans and products; at most 200."""
    rows = Participation.objects.filter(plan__seller=seller, creator=creator).select_related("plan__product")
    return list(rows.order_by("-created_at")[:LISTED_MAX])


def count_asking(seller: Seller) -> int:
    """How many creators wait for the shop's answer."""
    return Participation.objects.filter(plan__seller=seller, status=Status.ASKED, plan__ended_at=None).count()


def count_invitations(creator: Creator) -> int:
    """How many invitations wait for the creator's answer."""
    return Participation.objects.filter(running(clock.now(), "plan__"), creator=creator, status=Status.INVITED).count()


def list_asking(seller: Seller) -> list[Participation]:
    """Who waits for the shop's answer, the longest first; at most 200."""
    waiting = Participation.objects.filter(plan__seller=seller, status=Status.ASKED, plan__ended_at=None)
    return list(waiting.order_by("created_at")[:LISTED_MAX])


def list_invitations(creator: Creator) -> list[Participation]:
    """Invitations that wait for the creator's answer, the plan that ends first before the others; at most 200."""
    rows = Participation.objects.filter(running(clock.now(), "plan__"), creator=creator, status=Status.INVITED)
    chosen = rows.select_related("plan__seller", "plan__product")
    return list(chosen.order_by(F("plan__ends_at").asc(nulls_last=True), "pk")[:LISTED_MAX])


def list_plans_to_finish(*, limit: int) -> list[uuid.UUID]:
    """Plans whose last instant has come and which were not closed yet."""
    due = Plan.objects.filter(ended_at=None, ends_at__lte=clock.now()).order_by("ends_at")
    return list(due.values_list("pk", flat=True)[:limit])


def list_kept_by(rate: Rate) -> list[Participation]:
    """Who keeps a higher rate until the lock of this cut ends, with their creators."""
    rows = Participation.objects.filter(
        plan=rate.plan_id, status=Status.ACTIVE, joined_at__lt=rate.from_at, lock_lost_at=None
    )
    return list(rows.select_related("creator__user", "plan__seller", "plan__product").order_by(F("pk")))


def binds_at(rate: Rate, part: Participation) -> dt.datetime:
    """When a rate binds somebody who took part before it: at the end of its lock; where it is one product's beside the
    shop's plan of this part, after the same days."""
    if rate.plan_id == part.plan_id:
        return rate.locked_until
    return rate.from_at + dt.timedelta(days=get_market(part.plan.seller.market).affiliates.rate_cut_lock_days)


def list_kept_beside(rate: Rate) -> list[Participation]:
    """Who takes part in the shop's open plan since before this rate of an open plan for one product, and keeps that
    plan's for the product as long as a cut would wait, with their creators."""
    if rate.plan.kind != Plan.Kind.OPEN or rate.plan.product_id is None:
        return []
    rows = Participation.objects.filter(
        running(clock.now(), "plan__"),
        plan__seller=rate.plan.seller_id,
        plan__kind=Plan.Kind.OPEN,
        plan__product=None,
        status=Status.ACTIVE,
        joined_at__lt=rate.from_at,
        lock_lost_at=None,
    )
    return list(rows.select_related("creator__user", "plan__seller").order_by("pk"))


def _participation(which: Q) -> Participation:
    rows = Participation.objects.filter(which).select_related("plan__seller", "plan__product", "creator")
    found = rows.prefetch_related("plan__rates").first()
    if found is None:
        raise ParticipationNotFound
    return found


def get_part(participation_id: uuid.UUID) -> Participation:
    """Any part in a plan with its shop, product and creator, for mails; refuses affiliates.participation_not_found."""
    return _participation(Q(pk=participation_id))


def get_rate(rate_id: int) -> Rate:
    """A rate, for the mail that announces it; refuses affiliates.plan_not_found."""
    found = Rate.objects.select_related("plan__product").filter(pk=rate_id).first()
    if found is None:
        raise PlanNotFound
    return found


def _rank_in(order: Sequence[Status]) -> Case:
    """Sorts parts as their statuses stand in `order`, in the database: who waits is not lost behind 200 others."""
    ranks = (When(status=status, then=Value(rank)) for rank, status in enumerate(order))
    return Case(*ranks, output_field=IntegerField())
