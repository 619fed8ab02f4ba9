"""Who earns by a line that was sold, and how much. Pure: the same facts always give the same decision.

The last eligible touch within the market's days wins. A targeted plan beats an open one and pays no less than that
would, so there is one rate per product and creator. Nobody earns by what they buy themselves or by what their own shop
sells.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from halles.affiliates import reasons
from halles.affiliates.rates import Participant, RateFact, rate_for

BPS = 10_000
# Changes whenever the same facts could be decided otherwise.
RULE_VERSION = "2026-3"


@dataclass(frozen=True, slots=True)
class LineFact:
    """What was sold. `base_minor`: after discounts, without carriage, as the market has it; in the order's currency."""

    product_id: uuid.UUID
    seller_id: uuid.UUID
    customer_id: uuid.UUID | None
    base_minor: int
    sold_at: dt.datetime


@dataclass(frozen=True, slots=True)
class TouchFact:
    """A click on something of a creator. Without `product_id` it leads to all that the creator shows."""

    click_id: uuid.UUID
    kind: str
    creator_id: uuid.UUID
    at: dt.datetime
    product_id: uuid.UUID | None = None
    content_kind: str = ""
    content_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class PlanFact:
    """An offer of the selling shop for this product or for all; `until` is when it ends or was ended."""

    plan_id: uuid.UUID
    kind: str
    content_kind: str
    needs_approval: bool
    is_for_product: bool
    starts_at: dt.datetime
    until: dt.datetime | None
    rates: tuple[RateFact, ...]
    participants: Mapping[uuid.UUID, Participant]


@dataclass(frozen=True, slots=True)
class CreatorFact:
    """Who stands behind a profile: a person, or the shop whose official one it is."""

    user_id: uuid.UUID
    is_active: bool
    # They sell for the shop of the line, or the profile is its official one.
    is_of_shop: bool
    # Has leave to earn with other shops' goods; a shop's own profile sells its own alone.
    may_earn: bool = True


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed and with whom, as it stood at the sale."""

    plans: tuple[PlanFact, ...]
    creators: Mapping[uuid.UUID, CreatorFact]


@dataclass(frozen=True, slots=True)
class Rules:
    """The market's."""

    attribution_days: int
    version: str = RULE_VERSION
    # For so many days an offer for one product lowers nobody's pay who took part in the shop's before it; 0 in what was
    # decided before this rule.
    cut_lock_days: int = 0
    # Whether a targeted plan pays as much as the open ones would, where they pay more; not so in what was decided
    # before this rule.
    is_targeted_lifted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A touch that was looked at; `why_not` is empty for those that could earn, else a code of `reasons`."""

    touch: TouchFact
    why_not: str
    plan_id: uuid.UUID | None = None
    plan_kind: str = ""
    rate_bps: int = 0
    beats_open: bool = False
    is_lifted: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """`winner` None: nobody earns, for the `reason` (a code of `reasons`). `candidates` newest touch first."""

    reason: str
    winner: Candidate | None
    candidates: tuple[Candidate, ...]
    base_minor: int
    amount_minor: int
    rule_version: str


def decide(line: LineFact, touches: Sequence[TouchFact], terms: Terms, rules: Rules) -> Decision:
    """Who earns by the line. The order of `touches` does not matter; the amount is never above base × rate."""
    # The newest first; of two in the same instant the one whose name is greater, so that the order is always the same.
    ordered = sorted(touches, key=lambda touch: (touch.at, touch.click_id.int), reverse=True)
    looked_at = [_look_at(touch, line, terms, rules) for touch in ordered]
    winner = next((one for one in looked_at if not one.why_not), None) if line.base_minor > 0 else None
    candidates = tuple(
        replace(one, why_not=reasons.LATER_TOUCH)
        if winner is not None and not one.why_not and one is not winner
        else one
        for one in looked_at
    )
    if winner is None:
        return Decision(_why_nobody(line, looked_at), None, candidates, line.base_minor, 0, rules.version)
    return Decision(
        reason=_why_this(winner),
        winner=winner,
        candidates=candidates,
        base_minor=line.base_minor,
        amount_minor=line.base_minor * winner.rate_bps // BPS,
        rule_version=rules.version,
    )


def kept_of(amount_minor: int, *, total_minor: int, left_minor: int, seller_left_minor: int, kept_minor: int) -> int:
    """What stays of a commission when `left_minor` of the line's `total_minor` are left, in minor units.

    In proportion, rounded down; never more than was kept before, nor than the seller's own part that is left.
    """
    if total_minor <= 0 or left_minor <= 0:
        return 0
    return max(0, min(kept_minor, seller_left_minor, amount_minor * left_minor // total_minor))


def kept_after_chargeback(kept_minor: int, *, taken_minor: int, paid_minor: int) -> int:
    """What stays of a commission when a bank has taken `taken_minor` of the `paid_minor` of its purchase back for good:
    in proportion, rounded down."""
    if taken_minor >= paid_minor:
        return 0
    return kept_minor * (paid_minor - taken_minor) // paid_minor


def _why_this(winner: Candidate) -> str:
    if winner.is_lifted:
        return reasons.TARGETED_AS_OPEN
    return reasons.TARGETED_BEATS_OPEN if winner.beats_open else reasons.LAST_TOUCH


def _why_nobody(line: LineFact, looked_at: Sequence[Candidate]) -> str:
    if line.base_minor <= 0:
        return reasons.NOTHING_PAID
    return looked_at[0].why_not if looked_at else reasons.NO_TOUCH


def _look_at(touch: TouchFact, line: LineFact, terms: Terms, rules: Rules) -> Candidate:
    why_not = _why_not(touch, line, terms, rules)
    if why_not:
        return Candidate(touch, why_not)
    why_not, plans = _plans_for(touch, line, terms)
    if not plans:
        return Candidate(touch, why_not)
    lock = dt.timedelta(days=rules.cut_lock_days)
    plan, rate_bps = _choose(plans, touch.creator_id, line.sold_at, lock)
    open_ones = [one for one in plans if one[0].kind == "open"] if plan.kind == "targeted" else []
    floor_bps = _choose(open_ones, touch.creator_id, line.sold_at, lock)[1] if open_ones else 0
    is_lifted = rules.is_targeted_lifted and floor_bps > rate_bps
    paid_bps = floor_bps if is_lifted else rate_bps
    return Candidate(touch, "", plan.plan_id, plan.kind, paid_bps, bool(open_ones), is_lifted)


def _choose(
    plans: Sequence[tuple[PlanFact, int]], creator_id: uuid.UUID, at: dt.datetime, lock: dt.timedelta
) -> tuple[PlanFact, int]:
    """A targeted plan before an open one, one for the product before one for the shop, then the better and the newer.

    A lower open offer for the product is a cut for those who took part in the shop's before it: they keep the better
    one until the lock is over.
    """
    best = max(
        plans,
        key=lambda one: (
            one[0].kind == "targeted",
            one[0].is_for_product,
            one[1],
            one[0].starts_at,
            one[0].plan_id.int,
        ),
    )
    plan, rate_bps = best
    if plan.kind != "open" or not plan.is_for_product:
        return best
    since = max((rate.from_at for rate in plan.rates if rate.from_at <= at), default=plan.starts_at)
    if at >= since + lock:
        return best
    kept = [
        one
        for one in plans
        if one[0].kind == "open" and one[1] > rate_bps and _took_part_before(one[0], creator_id, since, at)
    ]
    return max(kept, key=lambda one: one[1], default=best)


def _took_part_before(plan: PlanFact, creator_id: uuid.UUID, since: dt.datetime, at: dt.datetime) -> bool:
    part = plan.participants.get(creator_id)
    return part is not None and part.joined_at is not None and part.joined_at < since and part.keeps_lock(at)


def _why_not(touch: TouchFact, line: LineFact, terms: Terms, rules: Rules) -> str:
    if touch.at > line.sold_at:
        return reasons.AFTER_SALE
    if touch.at < line.sold_at - dt.timedelta(days=rules.attribution_days):
        return reasons.TOO_OLD
    if touch.product_id is not None and touch.product_id != line.product_id:
        return reasons.OTHER_PRODUCT
    return _why_not_them(terms.creators.get(touch.creator_id), line.customer_id)


def _why_not_them(creator: CreatorFact | None, customer_id: uuid.UUID | None) -> str:
    if creator is None or not creator.is_active:
        return reasons.CREATOR_SUSPENDED
    if creator.is_of_shop:
        return reasons.OWN_SHOP
    if not creator.may_earn:
        return reasons.NOT_ADMITTED
    if customer_id is not None and creator.user_id == customer_id:
        return reasons.OWN_PURCHASE
    return ""


def _plans_for(touch: TouchFact, line: LineFact, terms: Terms) -> tuple[str, list[tuple[PlanFact, int]]]:
    """The plans by which the touch could earn, each with its rate; when there are none, why."""
    running = [
        plan
        for plan in terms.plans
        if plan.starts_at <= line.sold_at and (plan.until is None or line.sold_at < plan.until)
    ]
    if not running:
        return reasons.NO_PLAN, []
    fitting = [plan for plan in running if plan.content_kind in ("any", touch.kind)]
    if not fitting:
        return reasons.OTHER_CONTENT, []
    open_to = [plan for plan in fitting if _may_earn(plan, touch, line)]
    if not open_to:
        return reasons.NOT_TAKING_PART, []
    paid = [(plan, rate_for(plan.rates, plan.participants.get(touch.creator_id), line.sold_at)) for plan in open_to]
    return reasons.NO_PLAN, [(plan, rate_bps) for plan, rate_bps in paid if rate_bps > 0]


def _may_earn(plan: PlanFact, touch: TouchFact, line: LineFact) -> bool:
    participation = plan.participants.get(touch.creator_id)
    if participation is not None and participation.is_active(line.sold_at):
        return True
    # A link to a creator's whole page speaks for what they have chosen to show, not for everything there is.
    if plan.kind != "open" or plan.needs_approval or touch.product_id is None:
        return False
    return participation is None or not (participation.is_out or participation.ended_at is not None)
