"""Opening plans, changing what they pay, ending them: what is promised, refused, and kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import transaction
from django.utils import translation

from halles.affiliates.errors.plans import (
    AlreadyInvited,
    BelowOpen,
    EndNotPossible,
    NobodyChosen,
    OwnShop,
    PlanNotFound,
    PlanOver,
    PlanRuns,
    ProductNotYours,
    RateOutside,
    RateUnchanged,
    ShopNotSelling,
)
from halles.affiliates.evidence import decide_again
from halles.affiliates.models import Attribution, Participation, Plan, Rate
from halles.affiliates.queries import plans as queries
from halles.affiliates.queries.invitations import list_invited, list_lifted
from halles.affiliates.queries.terms import terms_for
from halles.affiliates.services import participating, plans
from halles.catalog.models import Variant
from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.sellers.models import Seller, SellerStaff
from tests.affiliates.makers import make_led, make_touch
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_an_open_plan_pays_every_creator_at_once() -> None:
    bowl, anybody = make_variant(), make_creator()
    plan = make_open_plan(bowl, rate_bps=1_200)
    term = terms_for([(anybody.pk, bowl.product_id)])[anybody.pk, bowl.product_id]
    assert (term.plan_id, term.kind, term.offered) == (plan.pk, "open", queries.Offered(1_200))
    assert [(row.plan.pk, row.rate_bps, row.active_count) for row in queries.list_plans_of(bowl.seller)] == [
        (plan.pk, 1_200, 0)
    ]


@pytest.mark.parametrize("rate_bps", [99, 8_001])
def test_a_rate_outside_the_markets_bounds_opens_nothing(rate_bps: int) -> None:
    bowl = make_variant()
    with pytest.raises(RateOutside) as said, translation.override("en"):
        make_open_plan(bowl, rate_bps=rate_bps)
    assert "between 1 and 80 percent" in str(said.value)
    assert (Plan.objects.count(), Rate.objects.count()) == (0, 0)


def test_there_is_one_open_plan_per_product_and_one_per_shop() -> None:
    bowl = make_variant()
    make_open_plan(bowl)
    make_open_plan(bowl, whole_shop=True, rate_bps=500)
    for whole_shop in (True, False):
        with pytest.raises(PlanRuns):
            make_open_plan(bowl, whole_shop=whole_shop)
    assert (Plan.objects.count(), Rate.objects.count()) == (2, 2)


def test_nobody_opens_a_plan_for_anothers_goods_or_before_approval() -> None:
    bowl, other = make_variant(), make_seller()
    with pytest.raises(ProductNotYours):
        plans.open_plan(other, product_id=bowl.product_id, rate_bps=1_000)
    Seller.objects.filter(pk=other.pk).update(status="suspended")
    other.refresh_from_db()
    with pytest.raises(ShopNotSelling):
        plans.open_plan(other, product_id=None, rate_bps=1_000)
    assert Plan.objects.count() == 0


def test_the_product_s_plan_comes_before_the_shop_s_and_a_targeted_one_before_both() -> None:
    bowl, invited, anybody = make_variant(), make_creator(), make_creator()
    make_open_plan(bowl, whole_shop=True, rate_bps=2_000)
    make_open_plan(bowl, rate_bps=900)
    make_invitation(bowl, invited, rate_bps=1_500)
    part = Participation.objects.get(creator=invited)
    pairs = [(invited.pk, bowl.product_id), (anybody.pk, bowl.product_id)]
    assert [terms_for(pairs)[pair].offered.rate_bps for pair in pairs] == [900, 900]
    participating.answer_invitation(part.pk, yes=True)
    assert [terms_for(pairs)[pair].offered.rate_bps for pair in pairs] == [1_500, 900]


def test_a_raise_counts_at_once_and_a_cut_after_thirty_days_for_those_who_take_part() -> None:
    bowl, early, late = make_variant(), make_creator(), make_creator()
    plan = make_open_plan(bowl, rate_bps=900)
    participating.join(early, plan.pk)
    pair, at = (early.pk, bowl.product_id), clock.now()
    with clock.travel(at + DAY):
        plans.set_rate(plan.pk, 1_200)
        assert terms_for([pair])[pair].offered == queries.Offered(1_200)
    with clock.travel(at + 2 * DAY):
        cut = plans.set_rate(plan.pk, 800)
        participating.join(late, plan.pk)
        until = at + 32 * DAY
        assert (cut.from_at, cut.locked_until) == (at + 2 * DAY, until)
        assert terms_for([pair])[pair].offered == queries.Offered(1_200, until, 800)
        newcomer = (late.pk, bowl.product_id)
        assert terms_for([newcomer])[newcomer].offered == queries.Offered(800)
        row = queries.list_plans_of(bowl.seller)[0]
        assert (row.rate_bps, row.locked_bps, row.locked_until) == (800, 1_200, until)
    with clock.travel(at + 33 * DAY):
        assert terms_for([pair])[pair].offered == queries.Offered(800)


def test_the_same_rate_again_writes_nothing() -> None:
    plan = make_open_plan(make_variant(), rate_bps=900)
    with pytest.raises(RateUnchanged):
        plans.set_rate(plan.pk, 900)
    assert Rate.objects.count() == 1


def test_what_is_offered_for_one_thing_changes_twenty_times_a_day() -> None:
    bowl, jug = make_variant(), make_variant()
    morning = clock.now().replace(hour=8)
    with clock.travel(morning):
        plan = make_open_plan(bowl, rate_bps=1_000)
    for number in range(1, plans.CHANGES_A_DAY_MAX):
        with clock.travel(morning + dt.timedelta(minutes=number)):
            plans.set_rate(plan.pk, 1_000 + number)
    with clock.travel(morning + dt.timedelta(hours=1)):
        for change in (lambda: plans.set_rate(plan.pk, 500), lambda: plans.end_plan(plan.pk)):
            with pytest.raises(TooOften), transaction.atomic():
                change()
        make_open_plan(jug)
    plan.refresh_from_db()
    assert (plan.rates.count(), plan.ended_at, Plan.objects.count()) == (20, None, 2)


def test_a_plan_in_which_nobody_takes_part_ends_at_once() -> None:
    bowl = make_variant()
    plan = make_open_plan(bowl)
    plans.end_plan(plan.pk)
    assert queries.list_plans_of(bowl.seller) == []
    with pytest.raises(PlanOver):
        plans.end_plan(plan.pk)
    with pytest.raises(PlanOver):
        plans.set_rate(plan.pk, 2_000)
    make_open_plan(bowl, rate_bps=700)


def test_an_end_waits_as_long_as_a_cut_for_those_who_take_part() -> None:
    bowl, early, late = make_variant(), make_creator(), make_creator()
    plan = make_open_plan(bowl)
    participating.join(early, plan.pk)
    at = clock.now()
    with clock.travel(at):
        ended = plans.end_plan(plan.pk)
        assert (ended.ends_at, ended.ended_at) == (at + 30 * DAY, None)
        with pytest.raises(PlanOver):
            participating.join(late, plan.pk)
    with clock.travel(at + 29 * DAY):
        assert (early.pk, bowl.product_id) in terms_for([(early.pk, bowl.product_id)])
        plans.finish_plan(plan.pk)
    with clock.travel(at + 31 * DAY):
        assert terms_for([(early.pk, bowl.product_id)]) == {}
        plans.finish_plan(plan.pk)
        plans.finish_plan(plan.pk)
    assert Participation.objects.get(creator=early).status == "ended"
    plan.refresh_from_db()
    assert plan.ended_at == at + 30 * DAY


def test_an_announced_end_can_be_taken_back() -> None:
    bowl, early, late = make_variant(), make_creator(), make_creator()
    plan = make_open_plan(bowl)
    participating.join(early, plan.pk)
    plans.end_plan(plan.pk)
    plans.keep_plan(plan.pk)
    participating.join(late, plan.pk)
    assert Participation.objects.filter(status="active").count() == 2


def test_invitations_are_refused_to_ones_own_people_twice_and_without_an_end() -> None:
    bowl, chosen = make_variant(), make_creator()
    helper = make_creator()
    SellerStaff.objects.create(seller=bowl.seller, user=helper.user, role="packer", added_at=clock.now())
    for refusal, creators, days in (
        (OwnShop, [chosen, helper], 30),
        (EndNotPossible, [chosen], 0),
        (EndNotPossible, [chosen], 400),
        (NobodyChosen, [], 30),
    ):
        with pytest.raises(refusal):
            make_invitation(bowl, *creators, days=days)
    assert (Plan.objects.count(), Participation.objects.count()) == (0, 0)
    make_invitation(bowl, chosen)
    with pytest.raises(AlreadyInvited):
        make_invitation(bowl, make_creator(), chosen)
    assert Plan.objects.count() == 1


def test_a_targeted_plan_is_nobodys_but_of_those_invited() -> None:
    bowl, chosen, stranger = make_variant(), make_creator(), make_creator()
    plan = make_invitation(bowl, chosen)
    with pytest.raises(PlanNotFound):
        participating.join(stranger, plan.pk)
    with pytest.raises(PlanNotFound):
        queries.get_open_plan(plan.pk)
    assert terms_for([(stranger.pk, bowl.product_id)]) == {}


def test_a_shop_reads_its_own_plans_and_parts_alone() -> None:
    bowl, chosen, other = make_variant(), make_creator(), make_seller()
    plan = make_invitation(bowl, chosen)
    part = Participation.objects.get(plan=plan)
    with pytest.raises(PlanNotFound):
        queries.get_plan_for_seller(other, plan.pk)
    with pytest.raises(queries.ParticipationNotFound):
        queries.get_participation_for_seller(other, part.pk)
    with pytest.raises(queries.ParticipationNotFound):
        queries.get_participation_for_creator(make_creator().user, part.pk)
    assert queries.list_plans_of(other) == []
    assert queries.get_participation_for_creator(chosen.user, part.pk) == part


def test_an_invitation_below_what_the_open_plan_pays_is_refused_by_name() -> None:
    bowl, jug, camille = make_variant(), make_variant(), make_creator(handle="camille")
    make_open_plan(bowl, rate_bps=1_250)
    make_open_plan(bowl, whole_shop=True, rate_bps=2_000)
    with pytest.raises(BelowOpen) as said, translation.override("en"):
        make_invitation(bowl, camille, rate_bps=1_000)
    assert f"for {bowl.product.title} pays @camille 12.5 percent" in str(said.value)
    # No product is left for which the shop's own plan would stand.
    ends_on = clock.today("Europe/Paris") + 30 * DAY
    with pytest.raises(BelowOpen):
        plans.invite(bowl.seller, creator_ids=[camille.pk], product_id=None, rate_bps=1_200, ends_on=ends_on)
    assert not Plan.objects.filter(kind="targeted").exists()
    plan = make_invitation(bowl, camille, rate_bps=1_500)
    with pytest.raises(BelowOpen):
        plans.set_rate(plan.pk, 1_200)
    assert [rate.rate_bps for rate in plan.rates.all()] == [1_500]
    # A creator keeps an earlier rate of the open plan: that is what an invitation must reach.
    open_plan = make_open_plan(jug, rate_bps=1_800)
    participating.join(camille, open_plan.pk)
    plans.set_rate(open_plan.pk, 500)
    with pytest.raises(BelowOpen):
        make_invitation(jug, camille, rate_bps=1_700)


def test_one_dear_product_is_in_no_invitations_way() -> None:
    bowl, camille = make_variant(), make_creator()
    jug = make_variant(seller=bowl.seller)
    make_open_plan(bowl, rate_bps=2_000)
    make_open_plan(jug, whole_shop=True, rate_bps=800)
    ends_on = clock.today("Europe/Paris") + 30 * DAY
    asked = {"creator_ids": [camille.pk], "product_id": None, "ends_on": ends_on}
    with pytest.raises(BelowOpen):
        plans.invite(bowl.seller, rate_bps=700, **asked)
    assert not Plan.objects.filter(kind="targeted").exists()
    plans.invite(bowl.seller, rate_bps=1_500, **asked)
    participating.answer_invitation(Participation.objects.get(creator=camille).pk, yes=True)
    assert [paid(camille, one).rate_bps for one in (bowl, jug)] == [2_000, 1_500]


def paid(creator: Creator, variant: Variant) -> queries.Offered:
    pair = (creator.pk, variant.product_id)
    return terms_for([pair])[pair].offered


def test_an_invitation_pays_no_less_than_the_open_plans_in_whatever_order_they_come() -> None:
    bowl, camille = make_variant(), make_creator()
    jug = make_variant(seller=bowl.seller)
    for_shop = make_open_plan(bowl, whole_shop=True, rate_bps=1_000)
    ends_on = clock.today("Europe/Paris") + 200 * DAY
    invited = plans.invite(bowl.seller, creator_ids=[camille.pk], product_id=None, rate_bps=1_500, ends_on=ends_on)
    part = participating.answer_invitation(invited.participations.get().pk, yes=True)
    assert paid(camille, bowl) == queries.Offered(1_500)
    at = clock.now()
    with clock.travel(at + DAY):
        # A later offer for one product lifts that alone, a raise of the shop's plan the rest.
        for_bowl = make_open_plan(bowl, rate_bps=2_500)
        assert (paid(camille, bowl), paid(camille, jug)) == (queries.Offered(2_500), queries.Offered(1_500))
        assert [(one.product, one.rate_bps) for one in list_lifted(part)] == [(bowl.product, 2_500)]
        plans.set_rate(for_shop.pk, 1_800)
        assert (paid(camille, bowl), paid(camille, jug)) == (queries.Offered(2_500), queries.Offered(1_800))
        assert [(one.product, one.rate_bps) for one in list_lifted(part)] == [(bowl.product, 2_500), (None, 1_800)]
        assert [one.rate_bps for one in list_invited(bowl.seller, jug.product_id)] == [1_500]
        participating.join(camille, for_bowl.pk)
    with clock.travel(at + 2 * DAY):
        # Cut again, who takes part keeps it as long as everybody does, then the agreement stands.
        plans.set_rate(for_bowl.pk, 700)
        assert paid(camille, bowl) == queries.Offered(2_500, at + 32 * DAY, 1_500)
    with clock.travel(at + 33 * DAY):
        assert paid(camille, bowl) == queries.Offered(1_500)
        assert [rate.rate_bps for rate in invited.rates.all()] == [1_500]


def test_a_sale_by_an_invitation_is_paid_as_the_open_plan_pays_and_says_so() -> None:
    bowl, camille = make_variant(), make_creator()
    invitation = make_invitation(bowl, camille, rate_bps=1_500)
    participating.answer_invitation(invitation.participations.get().pk, yes=True)
    before = make_led(make_touch(camille, bowl), (bowl, 1))
    make_open_plan(bowl, rate_bps=3_000)
    after = make_led(make_touch(camille, bowl), (bowl, 1))
    told = {one.line.order_id: one for one in Attribution.objects.select_related("line")}
    first, second = told[before.order.pk], told[after.order.pk]
    assert (first.plan_id, first.rate_bps, first.reason) == (invitation.pk, 1_500, "last_touch")
    assert (second.plan_id, second.rate_bps, second.reason) == (invitation.pk, 3_000, "targeted_as_open")
    for one in (first, second):
        assert decide_again(one.evidence).amount_minor == one.amount_minor


def test_a_plan_that_is_over_but_not_closed_yet_is_in_nobodys_way() -> None:
    bowl, camille = make_variant(), make_creator()
    first = make_invitation(bowl, camille, days=2)
    with pytest.raises(AlreadyInvited):
        make_invitation(bowl, camille)
    assert Plan.objects.count() == 1
    with clock.travel(clock.now() + 4 * DAY):
        make_invitation(bowl, camille)
    first.refresh_from_db()
    assert (first.ended_at, Participation.objects.get(plan=first).status) == (first.ends_at, "ended")
