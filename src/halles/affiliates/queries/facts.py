"""What is known about the lines of a purchase: touches, plans, rates and people, as they stood when it was placed."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from halles.affiliates.deciding import CreatorFact, LineFact, PlanFact, Rules, Terms, TouchFact
from halles.affiliates.evidence import Evidence
from halles.affiliates.models import Participation, Plan, Touch
from halles.affiliates.rates import Participant, RateFact
from halles.creators.models import Creator, CreatorSelling
from halles.live.models import LiveProduct
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.promotions.models import FlashDeal
from halles.sellers.models import SellerStaff
from halles.users.models import User
from halles.videos.models import Anchor

# The newest of one browser and person; more than that nobody clicks in the market's days without being a program.
TOUCHES_MAX = 200
KINDS_BY_CONTENT = {"video": "video", "live": "live", "showcase": "showcase", "link": "link"}


def list_evidence(group: OrderGroup, lines: Sequence[tuple[Order, OrderLine]]) -> list[Evidence]:
    """One per line, in their order. Some twelve statements, however many lines."""
    told = get_market(group.market).affiliates
    rules = Rules(attribution_days=told.attribution_days, cut_lock_days=told.rate_cut_lock_days)
    customer_id = _customer(group)
    recorded = _touches(group, rules)
    shown = _shown(line for _, line in lines)
    by_line = [_with_own(recorded, line, shown) for _, line in lines]
    creator_ids = {touch.creator_id for touches in by_line for touch in touches}
    plans = _plans(group.placed_at, lines, creator_ids) if creator_ids else []
    creators = {creator.pk: creator for creator in Creator.objects.filter(pk__in=creator_ids)}
    admitted = set(CreatorSelling.objects.filter(creator__in=creator_ids).values_list("creator", flat=True))
    workers = _workers(lines, creators.values())
    found = []
    for (order, line), touches in zip(lines, by_line, strict=True):
        fact = LineFact(line.product_id, order.seller_id, customer_id, _base(line), group.placed_at)
        terms = Terms(
            plans=tuple(plan for seller_id, product_id, plan in plans if _is_about(order, line, seller_id, product_id)),
            creators={
                creator_id: CreatorFact(
                    user_id=creators[creator_id].user_id,
                    is_active=creators[creator_id].status == Creator.Status.ACTIVE,
                    is_of_shop=creators[creator_id].seller_id == order.seller_id
                    or (order.seller_id, creators[creator_id].user_id) in workers,
                    may_earn=creators[creator_id].seller_id is None and creator_id in admitted,
                )
                for creator_id in sorted({touch.creator_id for touch in touches})
                if creator_id in creators
            },
        )
        found.append(Evidence(fact, touches, terms, rules))
    return found


def _base(line: OrderLine) -> int:
    """What a commission is reckoned from: the line's price after discounts, without tax; carriage is no line."""
    return line.total_minor - line.tax_minor


def _customer(group: OrderGroup) -> uuid.UUID | None:
    """Who bought it. A guest is known by the address of an account, so that nobody earns as their own guest."""
    if group.user_id is not None:
        return group.user_id
    return User.objects.filter(email__iexact=group.email).values_list("pk", flat=True).first()


def _touches(group: OrderGroup, rules: Rules) -> list[TouchFact]:
    whose = Q()
    if group.touch_key is not None:
        whose |= Q(key=group.touch_key)
    if group.user_id is not None:
        whose |= Q(user=group.user_id)
    if not whose:
        return []
    since = group.placed_at - dt.timedelta(days=rules.attribution_days)
    rows = Touch.objects.filter(whose, at__gte=since, at__lte=group.placed_at).order_by("-at", "-pk")[:TOUCHES_MAX]
    return [
        TouchFact(
            click_id=row.click_id,
            kind=row.kind,
            creator_id=row.creator_id,
            at=row.at,
            product_id=row.product_id,
            content_kind=row.content_kind,
            content_id=row.content_id,
        )
        for row in rows
    ]


def _shown(lines: Iterable[OrderLine]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(video or show, product) of what the contents frozen on these lines show, in a show's deals too."""
    sources = [line.source for line in lines if line.source and line.source["content_kind"] in {"video", "live"}]
    contents = {uuid.UUID(source["content_id"]) for source in sources}
    if not contents:
        return set()
    return {
        *Anchor.objects.filter(video__in=contents).values_list("video", "product"),
        *LiveProduct.objects.filter(session__in=contents).values_list("session", "product"),
        # What was sold out may have left the bag since.
        *FlashDeal.objects.filter(reference_id__in=contents).values_list("reference_id", "variant__product"),
    }


def _with_own(
    recorded: Sequence[TouchFact], line: OrderLine, shown: set[tuple[uuid.UUID, uuid.UUID]]
) -> tuple[TouchFact, ...]:
    """The touches and the one frozen on the line, unless it is among them. Its token tells where it was made, not what
    it was put beside: of a video or a show that does not show the product it is a page's."""
    source = line.source
    if not source or not source.get("creator_id"):
        return tuple(recorded)
    kind = KINDS_BY_CONTENT.get(source["content_kind"], "line")
    if kind in {"video", "live"} and (uuid.UUID(source["content_id"]), line.product_id) not in shown:
        kind = "line"
    own = TouchFact(
        click_id=uuid.UUID(source["click_id"]),
        kind=kind,
        creator_id=uuid.UUID(source["creator_id"]),
        at=dt.datetime.fromisoformat(source["at"]),
        product_id=line.product_id,
        content_kind=source["content_kind"],
        content_id=uuid.UUID(source["content_id"]),
    )
    if any((touch.click_id, touch.product_id) == (own.click_id, own.product_id) for touch in recorded):
        return tuple(recorded)
    return (*recorded, own)


def _plans(
    at: dt.datetime, lines: Iterable[tuple[Order, OrderLine]], creator_ids: Iterable[uuid.UUID]
) -> list[tuple[uuid.UUID, uuid.UUID | None, PlanFact]]:
    """(shop, product or None for all, plan) of all plans that had begun, with rates and these creators' parts."""
    pairs = list(lines)
    running = Plan.objects.filter(
        Q(product=None) | Q(product__in={line.product_id for _, line in pairs}),
        seller__in={order.seller_id for order, _ in pairs},
        starts_at__lte=at,
    )
    running = running.filter(Q(ends_at=None) | Q(ends_at__gt=at), Q(ended_at=None) | Q(ended_at__gt=at))
    participants: dict[uuid.UUID, dict[uuid.UUID, Participant]] = defaultdict(dict)
    for row in Participation.objects.filter(plan__in=running, creator__in=creator_ids):
        is_out = row.status == Participation.Status.DECLINED
        participants[row.plan_id][row.creator_id] = Participant(row.joined_at, row.ended_at, row.lock_lost_at, is_out)
    return [
        (plan.seller_id, plan.product_id, _plan_fact(plan, participants[plan.pk]))
        for plan in running.prefetch_related("rates").order_by("pk")
    ]


def _plan_fact(plan: Plan, participants: Mapping[uuid.UUID, Participant]) -> PlanFact:
    ends = [end for end in (plan.ends_at, plan.ended_at) if end is not None]
    return PlanFact(
        plan_id=plan.pk,
        kind=plan.kind,
        content_kind=plan.content_kind,
        needs_approval=plan.needs_approval,
        is_for_product=plan.product_id is not None,
        starts_at=plan.starts_at,
        until=min(ends) if ends else None,
        rates=tuple(
            RateFact(rate.rate_bps, rate.from_at, rate.locked_until)
            for rate in sorted(plan.rates.all(), key=lambda rate: rate.from_at)
        ),
        participants=dict(participants),
    )


def _is_about(order: Order, line: OrderLine, seller_id: uuid.UUID, product_id: uuid.UUID | None) -> bool:
    return seller_id == order.seller_id and product_id in (None, line.product_id)


def _workers(lines: Sequence[tuple[Order, OrderLine]], creators: Iterable[Creator]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(shop, person) of those behind the profiles who sell for one of the shops."""
    people = {creator.user_id for creator in creators}
    if not people:
        return set()
    places = SellerStaff.objects.filter(seller__in={order.seller_id for order, _ in lines}, user__in=people)
    return set(places.values_list("seller_id", "user_id"))
