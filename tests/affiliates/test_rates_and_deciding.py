"""The rules by themselves: which rate, whose touch, how much; the same facts always give the same answer."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.affiliates import reasons
from halles.affiliates.deciding import (
    CreatorFact,
    LineFact,
    PlanFact,
    Rules,
    Terms,
    TouchFact,
    decide,
    kept_of,
)
from halles.affiliates.evidence import Evidence, decide_again, pack, unpack
from halles.affiliates.rates import Participant, RateFact, rate_for

AT = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)
PRODUCT, OTHER, SELLER, CUSTOMER = (uuid.UUID(int=number) for number in range(1, 5))
ANNE, BASILE = uuid.UUID(int=11), uuid.UUID(int=12)


def day(number: float) -> dt.datetime:
    return AT + dt.timedelta(days=number)


def make_rate(rate_bps: int, from_day: float, locked_day: float | None = None) -> RateFact:
    return RateFact(rate_bps, day(from_day), day(from_day if locked_day is None else locked_day))


def make_line(**changes: Any) -> LineFact:
    return replace(LineFact(PRODUCT, SELLER, CUSTOMER, 10_000, AT), **changes)


def make_touch(creator_id: uuid.UUID = ANNE, days_before: float = 1, **changes: Any) -> TouchFact:
    touch = TouchFact(uuid.uuid4(), "video", creator_id, day(-days_before), PRODUCT, "video", uuid.uuid4())
    return replace(touch, **changes)


def make_plan(rate_bps: int = 1_000, **changes: Any) -> PlanFact:
    plan = PlanFact(uuid.uuid4(), "open", "any", False, True, day(-90), None, (make_rate(rate_bps, -90),), {})
    return replace(plan, **changes)


def make_terms(*plans: PlanFact, **creators: CreatorFact) -> Terms:
    people = {ANNE: CreatorFact(uuid.UUID(int=21), True, False), BASILE: CreatorFact(uuid.UUID(int=22), True, False)}
    return Terms(plans, {**people, **{{"anne": ANNE, "basile": BASILE}[name]: one for name, one in creators.items()}})


RULES = Rules(attribution_days=14)


def test_a_lower_plan_for_the_product_is_a_cut_for_those_in_the_shops_plan() -> None:
    part = {ANNE: Participant(day(-60))}
    shop = make_plan(is_for_product=False, rates=(make_rate(2_000, -90),), participants=part)
    product = make_plan(starts_at=day(-2), rates=(make_rate(100, -2),))
    rules = Rules(attribution_days=14, cut_lock_days=30)

    def amount(creator_id: uuid.UUID, *plans: PlanFact, rules: Rules = rules) -> int:
        return decide(make_line(), [make_touch(creator_id)], make_terms(*plans), rules).amount_minor

    # Anne took part in the shop's plan before; Basile did not.
    assert (amount(ANNE, shop, product), amount(BASILE, shop, product)) == (2_000, 100)
    # The lock is over, or the goods are shown no longer, or the product pays more: the product's own offer.
    old = replace(product, starts_at=day(-40), rates=(make_rate(100, -40),))
    lost = replace(shop, participants={ANNE: Participant(day(-60), lock_lost_at=day(-1))})
    more = replace(product, rates=(make_rate(3_000, -2),))
    assert (amount(ANNE, shop, old), amount(ANNE, lost, product), amount(ANNE, shop, more)) == (100, 100, 3_000)
    # Opened high and cut weeks later is the same cut.
    later = replace(product, starts_at=day(-40), rates=(make_rate(3_000, -40), make_rate(100, -2, 28)))
    assert amount(ANNE, shop, later) == 2_000
    # What was decided before the rule is decided the same again.
    assert amount(ANNE, shop, product, rules=RULES) == 100


def test_an_offer_for_videos_is_earned_by_what_the_touch_was_not_by_whose_it_was() -> None:
    videos = make_plan(2_000, kind="targeted", content_kind="video", participants={ANNE: Participant(day(-60))})
    # A page that carries the token of a video which does not show the product, a link, a show.
    for kind, content_kind in (("line", "video"), ("link", "link"), ("live", "live")):
        found = decide(make_line(), [make_touch(kind=kind, content_kind=content_kind)], make_terms(videos), RULES)
        assert (found.winner, found.reason, found.amount_minor) == (None, reasons.OTHER_CONTENT, 0)
    assert decide(make_line(), [make_touch()], make_terms(videos), RULES).amount_minor == 2_000


def test_a_raise_counts_at_once_and_a_cut_only_after_its_lock_for_those_who_took_part() -> None:
    rates = [make_rate(1_000, 0), make_rate(500, 10, 40), make_rate(800, 20)]
    early, late = Participant(day(1)), Participant(day(12))

    assert rate_for(rates, None, day(-1)) == 0
    assert [rate_for(rates, early, day(at)) for at in (1, 10, 19, 20, 39.9, 40)] == [
        1_000,
        1_000,
        1_000,
        1_000,
        1_000,
        800,
    ]
    assert [rate_for(rates, late, day(at)) for at in (12, 19, 20, 40)] == [500, 500, 800, 800]
    assert [rate_for(rates, None, day(at)) for at in (0, 10, 20)] == [1_000, 500, 800]


def test_two_cuts_in_a_row_keep_each_rate_for_its_own_lock() -> None:
    rates = [make_rate(1_000, 0), make_rate(500, 10, 40), make_rate(300, 15, 45)]
    assert [rate_for(rates, Participant(day(1)), day(at)) for at in (20, 40, 44, 45)] == [1_000, 500, 500, 300]
    assert [rate_for(rates, Participant(day(11)), day(at)) for at in (20, 45)] == [500, 300]


def test_who_takes_the_product_out_of_the_showcase_loses_the_lock() -> None:
    rates = [make_rate(1_000, 0), make_rate(500, 10, 40)]
    left = Participant(day(1), lock_lost_at=day(15))
    assert [rate_for(rates, left, day(at)) for at in (14, 15)] == [1_000, 500]


def test_the_last_eligible_touch_wins_and_the_earlier_ones_say_why_not() -> None:
    first, last, old = make_touch(ANNE, 3), make_touch(BASILE, 1), make_touch(ANNE, 14.01)
    decision = decide(make_line(), [old, first, last], make_terms(make_plan(1_250)), RULES)

    assert decision.winner is not None
    assert (decision.winner.touch, decision.reason) == (last, reasons.LAST_TOUCH)
    assert (decision.base_minor, decision.winner.rate_bps, decision.amount_minor) == (10_000, 1_250, 1_250)
    assert [one.why_not for one in decision.candidates] == ["", reasons.LATER_TOUCH, reasons.TOO_OLD]


def test_a_targeted_plan_replaces_the_open_one_whatever_pays_more() -> None:
    targeted = make_plan(500, kind="targeted", is_for_product=False, participants={ANNE: Participant(day(-20))})
    decision = decide(make_line(), [make_touch()], make_terms(make_plan(3_000), targeted), RULES)

    assert decision.winner is not None
    assert (decision.winner.plan_id, decision.amount_minor) == (targeted.plan_id, 500)
    assert decision.reason == reasons.TARGETED_BEATS_OPEN
    # To somebody who was not invited, only the open plan is offered.
    other = decide(make_line(), [make_touch(BASILE)], make_terms(make_plan(3_000), targeted), RULES)
    assert (other.amount_minor, other.reason) == (3_000, reasons.LAST_TOUCH)


def test_a_targeted_plan_pays_no_less_than_the_open_ones_would() -> None:
    rules = Rules(attribution_days=14, cut_lock_days=30, is_targeted_lifted=True)
    part = {ANNE: Participant(day(-20))}
    targeted = make_plan(1_500, kind="targeted", is_for_product=False, participants=part)
    decision = decide(make_line(), [make_touch()], make_terms(make_plan(2_500), targeted), rules)
    assert decision.winner is not None
    assert (decision.winner.plan_id, decision.winner.rate_bps) == (targeted.plan_id, 2_500)
    assert (decision.reason, decision.amount_minor) == (reasons.TARGETED_AS_OPEN, 2_500)

    def amount(*open_ones: PlanFact, **touch: Any) -> int:
        found = decide(make_line(), [make_touch(**touch)], make_terms(targeted, *open_ones), rules)
        return found.amount_minor

    # Less, for others, for another kind of content, after a no, or not there at the sale: the agreement as it is.
    assert amount(make_plan(1_000)) == 1_500
    assert amount(make_plan(2_500, needs_approval=True)) == 1_500
    assert amount(make_plan(2_500, content_kind="live")) == 1_500
    assert amount(make_plan(2_500, content_kind="live"), kind="live") == 2_500
    assert amount(make_plan(2_500, participants={ANNE: Participant(None, is_out=True)})) == 1_500
    assert amount(make_plan(2_500, until=day(-1))) == 1_500
    # As the open ones choose among themselves: the product's before the shop's, and what a cut leaves for a while.
    shop = make_plan(2_500, is_for_product=False, participants={ANNE: Participant(day(-60))})
    lower = make_plan(1_600, starts_at=day(-40), rates=(make_rate(1_600, -40),))
    assert amount(shop, lower) == 1_600
    assert amount(shop, replace(lower, starts_at=day(-2), rates=(make_rate(1_600, -2),))) == 2_500


def test_nobody_earns_by_their_own_purchase_or_shop() -> None:
    own = make_terms(make_plan(), anne=CreatorFact(CUSTOMER, True, False))
    assert decide(make_line(), [make_touch()], own, RULES).reason == reasons.OWN_PURCHASE
    shop = make_terms(make_plan(), anne=CreatorFact(uuid.UUID(int=21), True, True))
    assert decide(make_line(), [make_touch()], shop, RULES).reason == reasons.OWN_SHOP
    gone = make_terms(make_plan(), anne=CreatorFact(uuid.UUID(int=21), False, False))
    assert decide(make_line(), [make_touch()], gone, RULES).reason == reasons.CREATOR_SUSPENDED
    # Another creator's earlier click then counts.
    both = decide(make_line(), [make_touch(), make_touch(BASILE, 5)], own, RULES)
    assert both.winner is not None
    assert both.winner.touch.creator_id == BASILE


def test_what_speaks_against_a_touch_is_said() -> None:
    cases: list[tuple[dict[str, Any], Terms, str]] = [
        ({"product_id": OTHER}, make_terms(make_plan()), reasons.OTHER_PRODUCT),
        ({"at": day(0.1)}, make_terms(make_plan()), reasons.AFTER_SALE),
        ({}, make_terms(), reasons.NO_PLAN),
        ({}, make_terms(make_plan(until=day(-1))), reasons.NO_PLAN),
        ({}, make_terms(make_plan(starts_at=day(1))), reasons.NO_PLAN),
        ({}, make_terms(make_plan(content_kind="live")), reasons.OTHER_CONTENT),
        ({}, make_terms(make_plan(needs_approval=True)), reasons.NOT_TAKING_PART),
        ({}, make_terms(make_plan(kind="targeted")), reasons.NOT_TAKING_PART),
        ({}, make_terms(make_plan(participants={ANNE: Participant(None, is_out=True)})), reasons.NOT_TAKING_PART),
        ({}, make_terms(make_plan(participants={ANNE: Participant(day(-9), day(-2))})), reasons.NOT_TAKING_PART),
        ({"product_id": None, "kind": "link"}, make_terms(make_plan()), reasons.NOT_TAKING_PART),
    ]
    for changes, terms, reason in cases:
        decision = decide(make_line(), [make_touch(**changes)], terms, RULES)
        assert (decision.reason, decision.winner, decision.amount_minor) == (reason, None, 0), reason
    assert decide(make_line(), [], make_terms(make_plan()), RULES).reason == reasons.NO_TOUCH
    assert (
        decide(make_line(base_minor=0), [make_touch()], make_terms(make_plan()), RULES).reason == reasons.NOTHING_PAID
    )


def test_a_link_to_a_whole_page_counts_for_what_its_creator_promotes() -> None:
    link = make_touch(product_id=None, kind="link")
    plan = make_plan(participants={ANNE: Participant(day(-5))})
    assert decide(make_line(), [link], make_terms(plan), RULES).amount_minor == 1_000


instants = st.integers(-40, 40).map(day)
rate_facts = st.lists(
    st.builds(
        lambda bps, at, lock: make_rate(bps, at, at + lock),
        st.integers(100, 8_000),
        st.integers(-60, 20),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda rate: rate.from_at,
)
participants = st.builds(Participant, st.none() | instants, st.none() | instants, st.none() | instants, st.booleans())
plan_facts = st.builds(
    PlanFact,
    plan_id=st.uuids(),
    kind=st.sampled_from(["open", "targeted"]),
    content_kind=st.sampled_from(["any", "video", "live"]),
    needs_approval=st.booleans(),
    is_for_product=st.booleans(),
    starts_at=instants,
    until=st.none() | instants,
    rates=rate_facts.map(tuple),
    participants=st.dictionaries(st.sampled_from([ANNE, BASILE]), participants),
)
touch_facts = st.builds(
    TouchFact,
    click_id=st.uuids(),
    kind=st.sampled_from(["video", "live", "showcase", "link", "line"]),
    creator_id=st.sampled_from([ANNE, BASILE]),
    at=instants,
    product_id=st.sampled_from([PRODUCT, PRODUCT, OTHER, None]),
    content_kind=st.sampled_from(["video", "live"]),
    content_id=st.none() | st.uuids(),
)
creator_facts = st.builds(
    CreatorFact,
    user_id=st.sampled_from([CUSTOMER, uuid.UUID(int=21)]),
    is_active=st.booleans(),
    is_of_shop=st.booleans(),
    may_earn=st.booleans(),
)
evidences = st.builds(
    Evidence,
    line=st.builds(make_line, base_minor=st.integers(0, 10**9), customer_id=st.sampled_from([CUSTOMER, None])),
    touches=st.lists(touch_facts, max_size=6, unique_by=lambda touch: touch.click_id).map(tuple),
    terms=st.builds(
        Terms,
        plans=st.lists(plan_facts, max_size=3, unique_by=lambda plan: plan.plan_id).map(tuple),
        creators=st.dictionaries(st.sampled_from([ANNE, BASILE]), creator_facts),
    ),
    rules=st.sampled_from([RULES, Rules(14, cut_lock_days=20), Rules(14, cut_lock_days=20, is_targeted_lifted=True)]),
)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(evidence=evidences, seed=st.randoms())
def test_a_decision_is_the_same_in_any_order_and_from_its_kept_evidence(
    evidence: Evidence, seed: random.Random
) -> None:
    decision = decide(evidence.line, evidence.touches, evidence.terms, evidence.rules)

    shuffled = seed.sample(evidence.touches, len(evidence.touches))
    assert decide(evidence.line, shuffled, evidence.terms, evidence.rules) == decision
    assert unpack(pack(evidence)) == evidence
    assert decide_again(pack(evidence)) == decision


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(evidence=evidences)
def test_a_commission_is_never_negative_nor_above_the_rate_and_each_touch_is_accounted_for(evidence: Evidence) -> None:
    decision = decide(evidence.line, evidence.touches, evidence.terms, evidence.rules)

    assert len(decision.candidates) == len(evidence.touches)
    assert sum(not one.why_not for one in decision.candidates if evidence.line.base_minor) == (
        decision.winner is not None
    )
    if decision.winner is None:
        assert decision.amount_minor == 0
        return
    agreed = {rate.rate_bps for plan in evidence.terms.plans for rate in plan.rates}
    assert decision.winner.rate_bps in agreed
    assert 0 <= decision.amount_minor * 10_000 <= evidence.line.base_minor * decision.winner.rate_bps
    assert evidence.line.sold_at - dt.timedelta(days=14) <= decision.winner.touch.at <= evidence.line.sold_at


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(evidence=evidences)
def test_no_invitation_lowers_what_a_touch_earns(evidence: Evidence) -> None:
    rules = replace(evidence.rules, is_targeted_lifted=True)
    open_ones = replace(evidence.terms, plans=tuple(plan for plan in evidence.terms.plans if plan.kind == "open"))
    for touch in evidence.touches:
        without = decide(evidence.line, [touch], open_ones, rules)
        assert decide(evidence.line, [touch], evidence.terms, rules).amount_minor >= without.amount_minor


@given(rates=rate_facts, participation=participants, at=instants)
def test_nobody_is_paid_less_than_a_newcomer_nor_a_rate_that_was_never_offered(
    rates: list[RateFact], participation: Participant, at: dt.datetime
) -> None:
    mine, newcomer = rate_for(rates, participation, at), rate_for(rates, None, at)
    assert mine >= newcomer
    assert mine in {0} | {rate.rate_bps for rate in rates}


@given(amount=st.integers(0, 10_000), steps=st.lists(st.integers(0, 5_000), max_size=6), total=st.integers(1, 20_000))
def test_what_is_kept_only_shrinks_and_ends_at_nothing(amount: int, steps: list[int], total: int) -> None:
    amount, left, kept = min(amount, total), total, min(amount, total)
    for step in [*steps, total]:
        left = max(0, left - step)
        now = kept_of(amount, total_minor=total, left_minor=left, seller_left_minor=left, kept_minor=kept)
        assert 0 <= now <= kept
        assert now * total <= amount * left
        kept = now
    assert kept == 0
