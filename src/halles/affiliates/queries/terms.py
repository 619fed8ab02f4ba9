"""What products pay creators now, and what a label has to say about it: for a page of things in one statement."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from halles.affiliates.queries.plans import Offered, at_least, offered_to
from halles.affiliates.rates import Participant, RateFact
from halles.kit import clock
from halles.kit.statements import fetch
from halles.markets.queries import get_market

Pair = tuple[uuid.UUID, uuid.UUID]
PAIRS_MAX = 2_000

# A creator's plans for a product: those open to all without asking, and those they take or took part in. The past
# ones count for the label: what was made under a contract goes on being advertising. Beside them, whether the creator
# holds the product, by a delivered order of theirs: a sample's line is discounted as "sample".
_TERMS = """
SELECT wanted.creator_id, wanted.product_id, own.is_own, held.is_bought, held.is_received, plan.kind,
       plan.content_kind, plan.product_id IS NOT NULL, plan.needs_approval, plan.starts_at,
       LEAST(plan.ended_at, plan.ends_at), part.status, part.joined_at, part.ended_at, part.lock_lost_at, plan.id,
       rates.told, shop.market
FROM unnest(%(creators)s::uuid[], %(products)s::uuid[]) AS wanted (creator_id, product_id)
JOIN catalog_product product ON product.id = wanted.product_id
JOIN sellers_seller shop ON shop.id = product.seller_id
JOIN creators_creator creator ON creator.id = wanted.creator_id
CROSS JOIN LATERAL (
    SELECT creator.seller_id IS NOT DISTINCT FROM product.seller_id OR EXISTS (
        SELECT 1 FROM sellers_sellerstaff place
        WHERE place.seller_id = product.seller_id AND place.user_id = creator.user_id
    ) AS is_own
) own
CROSS JOIN LATERAL (
    SELECT COALESCE(bool_or(NOT got.is_sample), false) AS is_bought,
           COALESCE(bool_or(got.is_sample), false) AS is_received
    FROM (
        SELECT line.discounts @> '[{"kind": "sample"}]' AS is_sample
        FROM orders_ordergroup purchase
        JOIN orders_order ordered ON ordered.group_id = purchase.id AND ordered.delivered_at IS NOT NULL
        JOIN orders_orderline line ON line.order_id = ordered.id AND line.product_id = product.id
        WHERE purchase.user_id = creator.user_id AND line.quantity > line.canceled_quantity
          AND (line.refunded_minor < line.total_minor OR line.total_minor = 0)
    ) got
) held
LEFT JOIN affiliates_plan plan ON plan.seller_id = product.seller_id AND NOT own.is_own
    AND creator.seller_id IS NULL
    AND EXISTS (SELECT 1 FROM creators_creatorselling admitted WHERE admitted.creator_id = creator.id)
    AND (plan.product_id = product.id OR plan.product_id IS NULL) AND plan.starts_at <= %(at)s
    AND (plan.kind = 'open' AND COALESCE(LEAST(plan.ended_at, plan.ends_at) > %(at)s, true) OR EXISTS (
        SELECT 1 FROM affiliates_participation invited
        WHERE invited.plan_id = plan.id AND invited.creator_id = wanted.creator_id
    ))
LEFT JOIN affiliates_participation part ON part.plan_id = plan.id AND part.creator_id = wanted.creator_id
LEFT JOIN LATERAL (
    SELECT json_agg(json_build_array(rate.rate_bps, rate.from_at, rate.locked_until))::text AS told
    FROM affiliates_rate rate WHERE rate.plan_id = plan.id
) rates ON true
"""


@dataclass(frozen=True)
class Term:
    """What one product pays one creator for a kind of content; `is_past`: it paid once and does no longer."""

    plan_id: uuid.UUID
    kind: str
    offered: Offered
    is_past: bool = False


@dataclass(frozen=True)
class _Plan:
    kind: str
    content_kind: str
    is_for_product: bool
    needs_approval: bool
    starts_at: dt.datetime
    until: dt.datetime | None
    part: Participant | None
    plan_id: uuid.UUID
    rates: tuple[RateFact, ...]
    market: str


@dataclass(frozen=True)
class Standing:
    """How a creator stands to a product: their own shop's or not, bought, received as a sample, and what it pays."""

    is_own: bool
    is_bought: bool
    is_received: bool
    term: Term | None


def standings_for(
    pairs: Iterable[Pair], *, content_kind: str = "any", is_open_only: bool = False
) -> dict[Pair, Standing]:
    """By creator and product, how the one stands to the other now; unknown ones are left out.

    The term is the choice `deciding.decide` makes: targeted before open and no less than that would pay, the product's
    before the shop's, then the better; `is_past` where it paid once and does no longer. One statement for up to 2,000
    pairs.
    """
    wanted = list(dict.fromkeys(pairs))[:PAIRS_MAX]
    if not wanted:
        return {}
    now = clock.now()
    values = {"creators": [one[0] for one in wanted], "products": [one[1] for one in wanted], "at": now}
    known: dict[Pair, tuple[bool, bool, bool]] = {}
    plans: dict[Pair, list[_Plan]] = {}
    for row in fetch(_TERMS, values):
        known[row[0], row[1]] = (row[2], row[3], row[4])
        if row[5] is not None and (row[5] == "open" or not is_open_only):
            plans.setdefault((row[0], row[1]), []).append(_read(row[5:]))
    return {
        pair: Standing(*known[pair], _choose(plans.get(pair, []), content_kind, now))
        for pair in wanted
        if pair in known
    }


def terms_for(pairs: Iterable[Pair], *, content_kind: str = "any", is_open_only: bool = False) -> dict[Pair, Term]:
    """What a sale would pay now, by creator and product; those that pay nothing now are left out. With `is_open_only`
    as if no targeted plan were there. One statement."""
    found = standings_for(pairs, content_kind=content_kind, is_open_only=is_open_only)
    return {pair: one.term for pair, one in found.items() if one.term is not None and not one.term.is_past}


def _read(row: Sequence[Any]) -> _Plan:
    part = Participant(row[7], row[8], row[9], row[6] == "declined") if row[6] else None
    rates = tuple(
        RateFact(bps, dt.datetime.fromisoformat(from_at), dt.datetime.fromisoformat(until))
        for bps, from_at, until in json.loads(row[11] or "[]")
    )
    return _Plan(row[0], row[1], row[2], row[3], row[4], row[5], part, row[10], rates, row[12])


def _choose(plans: Sequence[_Plan], content_kind: str, now: dt.datetime) -> Term | None:
    paying = [
        (plan, offered)
        for plan in plans
        if _pays(plan, content_kind, now) and (offered := offered_to(plan.rates, plan.part, now)).rate_bps > 0
    ]
    if paying:
        plan, offered = _best(paying, now)
        open_ones = [one for one in paying if one[0].kind == "open"]
        if plan.kind == "targeted" and open_ones:
            offered = at_least(offered, _best(open_ones, now)[1])
        return Term(plan.plan_id, plan.kind, offered)
    once = [plan for plan in plans if plan.part is not None and plan.part.joined_at is not None]
    return Term(once[0].plan_id, once[0].kind, Offered(0), is_past=True) if once else None


def _best(paying: Sequence[tuple[_Plan, Offered]], now: dt.datetime) -> tuple[_Plan, Offered]:
    plan, offered = max(
        paying,
        key=lambda one: (
            one[0].kind == "targeted",
            one[0].is_for_product,
            one[1].rate_bps,
            one[0].starts_at,
            one[0].plan_id.int,
        ),
    )
    return _with_lock(plan, offered, paying, now)


def _with_lock(
    plan: _Plan, offered: Offered, paying: Sequence[tuple[_Plan, Offered]], now: dt.datetime
) -> tuple[_Plan, Offered]:
    """As `deciding` does: a lower open offer for the product is a cut for who took part in the shop's before it."""
    since = max((rate.from_at for rate in plan.rates if rate.from_at <= now), default=plan.starts_at)
    until = since + dt.timedelta(days=get_market(plan.market).affiliates.rate_cut_lock_days)
    if plan.kind != "open" or not plan.is_for_product or now >= until:
        return plan, offered
    kept = [
        (other, its)
        for other, its in paying
        if other.kind == "open"
        and its.rate_bps > offered.rate_bps
        and other.part is not None
        and other.part.joined_at is not None
        and other.part.joined_at < since
        and other.part.keeps_lock(now)
    ]
    if not kept:
        return plan, offered
    better, its = max(kept, key=lambda one: one[1].rate_bps)
    return better, Offered(its.rate_bps, until, offered.rate_bps)


def _pays(plan: _Plan, content_kind: str, now: dt.datetime) -> bool:
    if plan.until is not None and plan.until <= now:
        return False
    if "any" not in (plan.content_kind, content_kind) and plan.content_kind != content_kind:
        return False
    if plan.part is not None and plan.part.is_active(now):
        return True
    if plan.kind != "open" or plan.needs_approval:
        return False
    return plan.part is None or not (plan.part.is_out or plan.part.ended_at is not None)
