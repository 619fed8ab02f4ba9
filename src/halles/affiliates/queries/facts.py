"""What is known about the lines of a purchase: touches, plans, rates and people, as they stood when it was placed."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from halles.affiliates.deciding import CreatorFact, LineFact, PlanFact, Rules, Terms, TouchFact
from halles.affiliates.evidence import Evidence
from halles.affiliates.rates import Participant, RateFact
from halles.kit.statements import fetch
from halles.live.models import LiveProduct
from halles.markets.affiliate_rules import WITH_TAX
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.promotions.models import FlashDeal
from halles.users.models import User
from halles.videos.models import Anchor

_TOUCHES = """
SELECT click_id, kind, creator_id, at, product_id, content_kind, content_id FROM affiliates_touch
WHERE (key = %(key)s OR user_id = %(user)s) AND at BETWEEN %(since)s AND %(at)s
ORDER BY at DESC, id DESC LIMIT %(count_max)s"""
_PLANS = """
SELECT p.id, p.seller_id, p.product_id, p.kind, p.content_kind, p.needs_approval, p.starts_at,
    least(p.ends_at, p.ended_at),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(r.rate_bps, r.from_at, r.locked_until) ORDER BY r.from_at), '[]')
     FROM affiliates_rate r WHERE r.plan_id = p.id),
    (SELECT coalesce(jsonb_agg(jsonb_build_array(
        t.creator_id, t.joined_at, t.ended_at, t.lock_lost_at, t.status = 'declined')), '[]')
     FROM affiliates_participation t WHERE t.plan_id = p.id AND t.creator_id = ANY(%(creators)s))
FROM affiliates_plan p
WHERE p.seller_id = ANY(%(sellers)s) AND (p.product_id IS NULL OR p.product_id = ANY(%(products)s))
    AND p.starts_at <= %(at)s AND (p.ends_at IS NULL OR p.ends_at > %(at)s)
    AND (p.ended_at IS NULL OR p.ended_at > %(at)s)
ORDER BY p.id"""
_PEOPLE = """
SELECT c.id, c.user_id, c.status = 'active', c.seller_id, COALESCE(s.since <= %(at)s, false),
    ARRAY(
        SELECT w.seller_id FROM sellers_sellerstaff w
        WHERE w.user_id = c.user_id AND w.seller_id = ANY(%(sellers)s) AND w.added_at <= %(at)s
        UNION ALL SELECT w.seller_id FROM sellers_pastplace w
        WHERE w.user_id = c.user_id AND w.seller_id = ANY(%(sellers)s) AND w.began_at <= %(at)s AND w.ended_at > %(at)s
    )
FROM creators_creator c LEFT JOIN creators_creatorselling s ON s.creator_id = c.id WHERE c.id = ANY(%(creators)s)"""
# The newest of one browser and person; more than that nobody clicks in the market's days without being a program.
TOUCHES_MAX = 200
KINDS_BY_CONTENT = {"video": "video", "live": "live", "showcase": "showcase", "link": "link"}


def list_evidence(group: OrderGroup, lines: Sequence[tuple[Order, OrderLine]]) -> list[Evidence]:
    """One per line, in their order. Some five statements, however many lines."""
    told = get_market(group.market).affiliates
    rules = Rules(
        attribution_days=told.attribution_days, cut_lock_days=told.rate_cut_lock_days, is_targeted_lifted=True
    )
    customer_id = _customer(group)
    recorded = _touches(group, rules)
    shown = _shown(line for _, line in lines)
    by_line = [_with_own(recorded, line, shown) for _, line in lines]
    creator_ids = {touch.creator_id for touches in by_line for touch in touches}
    plans = _plans(group.placed_at, lines, creator_ids) if creator_ids else []
    people = _people(group.placed_at, lines, creator_ids)
    found = []
    for (order, line), touches in zip(lines, by_line, strict=True):
        fact = LineFact(line.product_id, order.seller_id, customer_id, _base(line, told.base), group.placed_at)
        terms = Terms(
            plans=tuple(plan for seller_id, product_id, plan in plans if _is_about(order, line, seller_id, product_id)),
            creators=people(order.seller_id, {touch.creator_id for touch in touches}),
        )
        found.append(Evidence(fact, touches, terms, rules))
    return found


def _base(line: OrderLine, base: str) -> int:
    """What a commission is reckoned from: the line's price after discounts, by the market without its tax or with it;
    carriage is no line."""
    return line.total_minor if base == WITH_TAX else line.total_minor - line.tax_minor


def _customer(group: OrderGroup) -> uuid.UUID | None:
    """Who bought it. A guest is known by the address of an account, so that nobody earns as their own guest."""
    if group.user_id is not None:
        return group.user_id
    return User.objects.filter(email__iexact=group.email).values_list("pk", flat=True).first()


def _touches(group: OrderGroup, rules: Rules) -> list[TouchFact]:
    if group.touch_key is None and group.user_id is None:
        return []
    values = {
        "key": group.touch_key,
        "user": group.user_id,
        "since": group.placed_at - dt.timedelta(days=rules.attribution_days),
        "at": group.placed_at,
        "count_max": TOUCHES_MAX,
    }
    return [TouchFact(*row) for row in fetch(_TOUCHES, values)]


def _shown(lines: Iterable[OrderLine]) -> set[tuple[uuid.UUID, uuid.UUID]]:
    """(video or show, product) of what the contents frozen on these lines show, in a show's deals too."""
    sources = [line.source for line in lines if line.source and line.source["content_kind"] in {"video", "live"}]
    contents = {uuid.UUID(source["content_id"]) for source in sources}
    if not contents:
        return set()
    return {
        *Anchor.objects.filter(video__in=contents).values_list("video", "product"),
        # A show that never took place is a page.
        *LiveProduct.objects.filter(session__in=contents, session__started_at__isnull=False).values_list(
            "session", "product"
        ),
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
    values = {
        "at": at,
        "sellers": list({order.seller_id for order, _ in pairs}),
        "products": list({line.product_id for _, line in pairs}),
        "creators": list(creator_ids),
    }
    return [_plan_fact(row) for row in fetch(_PLANS, values)]


def _plan_fact(row: tuple[Any, ...]) -> tuple[uuid.UUID, uuid.UUID | None, PlanFact]:
    plan_id, seller_id, product_id, kind, content_kind, needs_approval, starts_at, until, *agreed = row
    rates, parts = map(json.loads, agreed)
    fact = PlanFact(
        plan_id=plan_id,
        kind=kind,
        content_kind=content_kind,
        needs_approval=needs_approval,
        is_for_product=product_id is not None,
        starts_at=starts_at,
        until=until,
        rates=tuple(RateFact(rate_bps, _instant(from_at), _instant(kept)) for rate_bps, from_at, kept in rates),
        participants={
            uuid.UUID(creator_id): Participant(_maybe(joined_at), _maybe(ended_at), _maybe(lost_at), is_out)
            for creator_id, joined_at, ended_at, lost_at, is_out in parts
        },
    )
    return seller_id, product_id, fact


_instant = dt.datetime.fromisoformat


def _maybe(value: str | None) -> dt.datetime | None:
    return _instant(value) if value else None


def _is_about(order: Order, line: OrderLine, seller_id: uuid.UUID, product_id: uuid.UUID | None) -> bool:
    return seller_id == order.seller_id and product_id in (None, line.product_id)


def _people(
    at: dt.datetime, lines: Iterable[tuple[Order, OrderLine]], creator_ids: Iterable[uuid.UUID]
) -> Callable[[uuid.UUID, Iterable[uuid.UUID]], dict[uuid.UUID, CreatorFact]]:
    """Of a shop and some creators: who stands behind their profiles, what places they had, and whether they might sell
    at that instant."""
    values = {"at": at, "creators": list(creator_ids), "sellers": list({order.seller_id for order, _ in lines})}
    rows = {row[0]: row[1:] for row in fetch(_PEOPLE, values)} if values["creators"] else {}

    def of(seller_id: uuid.UUID, some: Iterable[uuid.UUID]) -> dict[uuid.UUID, CreatorFact]:
        found = {}
        for creator_id in sorted(rows.keys() & set(some)):
            user_id, is_active, shop_id, is_admitted, sells_for = rows[creator_id]
            found[creator_id] = CreatorFact(
                user_id=user_id,
                is_active=is_active,
                is_of_shop=seller_id == shop_id or seller_id in sells_for,
                may_earn=shop_id is None and is_admitted,
            )
        return found

    return of
