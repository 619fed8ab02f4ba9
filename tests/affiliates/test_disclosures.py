"""What a label says is derived from contracts and parcels, for a whole page in one statement."""

from __future__ import annotations

from typing import Any

import pytest

from halles.affiliates.models import Participation
from halles.affiliates.queries.disclosures import Disclosure, disclosures_for, label_words, strongest
from halles.affiliates.services import participating, plans
from halles.kit import clock, ids
from halles.markets.queries import get_market
from halles.sellers.models import SellerStaff
from tests.affiliates.plan_makers import make_delivered, make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant

pytestmark = pytest.mark.django_db


def told(creator: Any, variant: Any, **asked: Any) -> Disclosure:
    return disclosures_for([(creator.pk, variant.product_id)], **asked)[creator.pk, variant.product_id]


def test_a_running_plan_is_a_commission_and_nobody_has_held_what_never_arrived() -> None:
    bowl, camille = make_variant(), make_creator()
    assert told(camille, bowl) == Disclosure(bowl.product_id, "", 0, "not_held")
    make_open_plan(bowl, rate_bps=1_000)
    found = told(camille, bowl)
    assert found == Disclosure(bowl.product_id, "commission", 1_000, "not_held")
    assert found.about_minor(2_490) == 200
    assert found.label(get_market("FR"), "fr") == "Collaboration commerciale\u00a0: touche une commission"


def test_bought_is_said_after_delivery_alone_and_a_sample_is_a_gift() -> None:
    bowl, plate = make_variant(), make_variant()
    camille = make_creator()
    make_delivered(camille.user, bowl)
    assert told(camille, bowl).holding == "bought"
    make_delivered(camille.user, plate, is_sample=True)
    assert told(camille, plate) == Disclosure(plate.product_id, "gift", 0, "received")
    assert label_words("gift", get_market("FR"), "fr") == "Collaboration commerciale\u00a0: produit offert"
    assert told(make_creator(), bowl).holding == "not_held"


def test_their_own_shop_s_goods_have_another_label() -> None:
    bowl, helper = make_variant(), make_creator()
    SellerStaff.objects.create(seller=bowl.seller, user=helper.user, role="manager", added_at=clock.now())
    make_open_plan(bowl)
    assert disclosures_for([(helper.pk, bowl.product_id)]) == {}


def test_what_was_made_under_a_contract_stays_advertising_when_it_is_over() -> None:
    bowl, camille, stranger = make_variant(), make_creator(), make_creator()
    plan = make_open_plan(bowl)
    part = participating.join(camille, plan.pk)
    participating.leave(part.pk)
    plans.end_plan(plan.pk)
    assert told(camille, bowl) == Disclosure(bowl.product_id, "commission", 0, "not_held")
    assert told(stranger, bowl).kind == ""


def test_a_plan_for_shows_says_nothing_about_a_video() -> None:
    bowl, camille = make_variant(), make_creator()
    make_open_plan(bowl, content_kind="live")
    assert told(camille, bowl, content_kind="video").kind == ""
    assert told(camille, bowl, content_kind="live").rate_bps == 1_000


def test_an_invitation_counts_when_it_was_taken() -> None:
    bowl, camille = make_variant(), make_creator()
    make_invitation(bowl, camille, rate_bps=2_000)
    assert told(camille, bowl).kind == ""
    participating.answer_invitation(Participation.objects.get().pk, yes=True)
    assert told(camille, bowl).rate_bps == 2_000


def test_one_label_carries_the_strongest() -> None:
    key = ids.uuid7()
    gift = Disclosure(key, "gift", 0, "received")
    low, high = (Disclosure(key, "commission", rate_bps, "bought") for rate_bps in (500, 900))
    assert strongest([gift, low, high]) is high
    assert strongest([gift]) is gift
    assert strongest([Disclosure(gift.product_id, "", 0, "bought")]) is None


def test_a_page_costs_one_statement(django_assert_num_queries: Any) -> None:
    goods, creators = [make_variant() for _ in range(4)], [make_creator() for _ in range(3)]
    for bowl in goods:
        make_open_plan(bowl)
    pairs = [(creator.pk, bowl.product_id) for creator in creators for bowl in goods]
    for several in (pairs[:1], pairs):
        with django_assert_num_queries(1):
            assert len(disclosures_for(several)) == len(several)
