"""Two people at the same instant: one invitation for a creator and a product, and an end that is an end."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.errors.plans import AlreadyInvited, NothingToAnswer, PlanOver
from halles.affiliates.models import Participation, Plan
from halles.affiliates.services import participating, plans
from halles.kit import clock, transactions
from halles.sellers.models import Seller
from tests.affiliates.makers import make_creator
from tests.affiliates.plan_makers import make_invitation
from tests.orders.makers import make_seller, make_variant
from tests.races.test_orders_meet import AT, together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.mark.parametrize("for_shop", [False, True])
def test_two_invitations_at_once_are_one(for_shop: bool) -> None:
    seller = make_seller()
    product_id = None if for_shop else make_variant(seller).product_id
    creator = make_creator()

    def invite(rate_bps: int) -> Plan:
        return plans.invite(
            Seller.objects.get(pk=seller.pk),
            creator_ids=[creator.pk],
            product_id=product_id,
            rate_bps=rate_bps,
            ends_on=AT.date() + dt.timedelta(days=30),
        )

    told = together(*(lambda rate=rate: transactions.run(lambda: invite(rate)) for rate in (1_000, 1_500, 2_000)))
    assert sorted(type(one) is AlreadyInvited for one in told) == [False, True, True]
    assert (Plan.objects.count(), Participation.objects.get().status) == (1, "invited")


def test_a_yes_beside_the_end_is_refused_or_keeps_its_thirty_days() -> None:
    with clock.travel(AT - dt.timedelta(days=1)):
        plan = make_invitation(make_variant(), make_creator(), days=300)
    part = Participation.objects.get()
    yes, ended = together(
        lambda: transactions.run(lambda: participating.answer_invitation(part.pk, yes=True)),
        lambda: transactions.run(lambda: plans.end_plan(plan.pk)),
    )
    part.refresh_from_db()
    plan.refresh_from_db()
    assert isinstance(ended, Plan)
    if isinstance(yes, Participation):
        assert (part.status, plan.ended_at is None, plan.ends_at is not None) == ("active", True, True)
    else:
        assert isinstance(yes, NothingToAnswer | PlanOver)
        assert (part.status, plan.ended_at is None) == ("ended", False)
