"""Taking part in plans: asking, answering, leaving, showing, and keeping a rate by showing."""

from __future__ import annotations

import datetime as dt

import pytest

from halles.affiliates.errors.plans import (
    AskedTooSoon,
    NothingToAnswer,
    OwnShop,
    ShowcaseFull,
    TakesPartAlready,
)
from halles.affiliates.jobs.plans import check_locks
from halles.affiliates.models import Participation, ShowcaseItem
from halles.affiliates.queries.plans import Offered, list_parts_in
from halles.affiliates.queries.showcase import list_showcase
from halles.affiliates.queries.terms import terms_for
from halles.affiliates.services import participating, plans, showcase
from halles.creators.errors import NotSelling
from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.sellers.models import SellerStaff
from halles.videos import services as videos
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def test_joining_puts_the_product_into_the_showcase() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl)
    part = participating.join(camille, plan.pk)
    assert (part.status, list_showcase(camille.pk)) == ("active", [bowl.product_id])
    with pytest.raises(TakesPartAlready):
        participating.join(camille, plan.pk)
    assert Participation.objects.count() == 1


def test_nobody_takes_part_in_the_plans_of_a_shop_they_work_for() -> None:
    bowl, helper = make_variant(), make_creator()
    SellerStaff.objects.create(seller=bowl.seller, user=helper.user, role="packer", added_at=clock.now())
    plan = make_open_plan(bowl)
    with pytest.raises(OwnShop):
        participating.join(helper, plan.pk)
    assert (Participation.objects.count(), ShowcaseItem.objects.count()) == (0, 0)
    assert terms_for([(helper.pk, bowl.product_id)]) == {}


def test_a_profile_without_leave_to_sell_takes_part_in_nothing() -> None:
    bowl, newcomer = make_variant(), make_creator(selling="none")
    plan = make_open_plan(bowl)
    with pytest.raises(NotSelling):
        participating.join(newcomer, plan.pk)
    assert participating.join_by_showing(newcomer, [bowl.product_id]) == 0
    assert Participation.objects.count() == 0


def test_where_the_shop_agrees_first_nothing_is_paid_until_it_did() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl, needs_approval=True)
    part = participating.join(camille, plan.pk)
    pair = (camille.pk, bowl.product_id)
    assert (part.status, part.joined_at, terms_for([pair])) == ("asked", None, {})
    participating.answer_request(part.pk, yes=True)
    assert terms_for([pair])[pair].offered == Offered(1_000)
    with pytest.raises(NothingToAnswer):
        participating.answer_request(part.pk, yes=False)


def test_a_no_can_be_asked_again_a_month_later() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl, needs_approval=True)
    part = participating.join(camille, plan.pk)
    participating.answer_request(part.pk, yes=False)
    with pytest.raises(AskedTooSoon):
        participating.join(camille, plan.pk)
    with clock.travel(clock.now() + 31 * DAY):
        assert participating.join(camille, plan.pk).status == "asked"


def test_an_invitation_is_the_creators_to_answer_once() -> None:
    bowl, yes, no = make_variant(), make_creator(), make_creator()
    make_invitation(bowl, yes, no)
    for creator, answer in ((yes, True), (no, False)):
        part = Participation.objects.get(creator=creator)
        participating.answer_invitation(part.pk, yes=answer)
        with pytest.raises(NothingToAnswer):
            participating.answer_invitation(part.pk, yes=True)
    assert list(Participation.objects.order_by("pk").values_list("status", flat=True)) == ["active", "declined"]


def test_who_leaves_is_paid_no_longer_and_may_come_back_as_a_newcomer() -> None:
    bowl, camille = make_variant(), make_creator()
    plan, at = make_open_plan(bowl, rate_bps=1_200), clock.now()
    part = participating.join(camille, plan.pk)
    pair = (camille.pk, bowl.product_id)
    with clock.travel(at + DAY):
        plans.set_rate(plan.pk, 800)
        participating.leave(part.pk)
        assert terms_for([pair]) == {}
    with clock.travel(at + 2 * DAY):
        participating.join(camille, plan.pk)
        assert terms_for([pair])[pair].offered == Offered(800)


def test_who_shows_a_product_takes_part_by_itself() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl)
    asked = make_open_plan(bowl, whole_shop=True, needs_approval=True)
    video = make_video(camille, status="draft", published_at=None, shows=bowl)
    assert Participation.objects.count() == 0
    videos.publish(video.pk)
    assert Participation.objects.get(creator=camille).plan_id == plan.pk
    assert not Participation.objects.filter(plan=asked).exists()
    assert participating.join_by_showing(camille, [bowl.product_id]) == 0


def test_a_kept_rate_is_lost_where_nothing_shows_the_product_any_more() -> None:
    bowl, camille = make_variant(), make_creator()
    plan, at = make_open_plan(bowl, rate_bps=1_200), clock.now()
    participating.join(camille, plan.pk)
    video = make_video(camille, shows=bowl)
    pair = (camille.pk, bowl.product_id)
    with clock.travel(at + DAY):
        plans.set_rate(plan.pk, 800)
        showcase.take_out_of_showcase(camille, bowl.product_id)
        check_locks(str(camille.pk))
        assert terms_for([pair])[pair].offered.rate_bps == 1_200
        videos.unpublish(video.pk)
        check_locks(str(camille.pk))
        assert terms_for([pair])[pair].offered == Offered(800)


def test_a_showcase_is_sorted_and_has_an_end() -> None:
    camille, several = make_creator(), [make_variant() for _ in range(3)]
    keys = [one.product_id for one in several]
    for key in keys:
        showcase.put_in_showcase(camille, key)
    showcase.put_in_showcase(camille, keys[0])
    showcase.sort_showcase(camille, [keys[2]])
    assert list_showcase(camille.pk) == [keys[2], keys[0], keys[1]]
    extra = make_variant()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(showcase, "SHOWCASE_MAX", 3)
        with pytest.raises(ShowcaseFull):
            showcase.put_in_showcase(camille, extra.product_id)
    assert ShowcaseItem.objects.count() == 3


def test_asking_and_taking_it_back_over_and_over_writes_to_the_shop_a_bounded_number_of_times(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(participating, "ASKED_A_DAY_MAX", 2)
    creator, plan = make_creator(), make_open_plan(make_variant(), needs_approval=True)
    for _ in range(2):
        participating.leave(participating.join(creator, plan.pk).pk)
    with pytest.raises(TooOften):
        participating.join(creator, plan.pk)
    assert Participation.objects.get().status == "left"


def test_who_asks_is_not_lost_behind_those_who_joined_since(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.affiliates.queries.plans.LISTED_MAX", 2)
    variant = make_variant()
    plan = make_open_plan(variant, needs_approval=True)
    asked = participating.join(make_creator(), plan.pk)
    for _ in range(2):
        participating.answer_request(participating.join(make_creator(), plan.pk).pk, yes=True)
    first, second = list_parts_in(plan)
    assert (first.participation, second.participation.status) == (asked, "active")
