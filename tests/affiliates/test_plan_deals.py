"""Flash deals that come with a targeted plan: offered, accepted, taken back, sold by the creator, over with it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import transaction
from django.utils import translation

from halles.affiliates import personal as affiliates_personal
from halles.affiliates.errors.plans import (
    DealElsewhere,
    DealForOne,
    DealGone,
    DealPastPlan,
    DealsFull,
    DealWithoutShows,
    PlanOver,
)
from halles.affiliates.models import Attribution, Participation, Plan
from halles.affiliates.services import deals, participating, plans
from halles.affiliates.services.deals import DealTerms
from halles.catalog.models import Variant
from halles.checkout.services import OneTap, place_one_tap
from halles.creators.models import Creator
from halles.kit import clock
from halles.kit.rate_limits import TooOften
from halles.live.acts import offers
from halles.live.acts.errors import PreparedOver
from halles.live.acts.queries import list_prepared, list_ready
from halles.live.models import LiveProduct, LiveSession, PreparedDeal
from halles.notifications.models import Mail
from halles.orders.models import OrderGroup
from tests.affiliates.makers import decide_now, make_creator
from tests.affiliates.plan_makers import make_invitation, make_open_plan
from tests.live.acts.makers import Stage, claim
from tests.live.makers import make_session
from tests.notifications.makers import tell_all
from tests.orders.makers import make_saved_card, make_variant, stock_of
from tests.promotions.makers import make_customer
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def make_terms(variant: Variant, **changes: Any) -> DealTerms:
    facts = {"price_minor": 1990, "quota": 3, "last_on": clock.today("Europe/Paris") + 20 * DAY, **changes}
    return DealTerms(variant.pk, **facts)


def make_show(creator: Creator, variant: Variant) -> LiveSession:
    session = make_session(creator=creator, status="live")
    LiveProduct.objects.create(session=session, product=variant.product, position=0)
    return session


def test_a_deal_comes_with_the_invitation_and_sells_for_the_creator_who_accepts() -> None:
    bowl, camille = make_variant(stock=10), make_creator()
    make_open_plan(bowl, rate_bps=500)
    plan = make_invitation(bowl, camille, rate_bps=2_000, deal=make_terms(bowl))
    part, show = Participation.objects.get(plan=plan), make_show(camille, bowl)
    # Its pieces are kept; until the answer nobody can begin it.
    assert (stock_of(bowl), list_ready(show)) == ((10, 3), [])
    participating.answer_invitation(part.pk, yes=True)
    (one,) = list_ready(show)
    deal = offers.begin_prepared(show, one.pk, by=camille.user, is_open=True)

    buyer = make_customer()
    make_address(buyer)
    make_saved_card(buyer)
    (yes,) = claim(Stage(show, camille.user, bowl), deal, buyer)
    place_one_tap(buyer, OneTap(bowl.pk, claim_id=uuid.UUID(yes["promise"])), key="one-tap-key", language="fr")
    group = OrderGroup.objects.get(user=buyer)
    decide_now(group)
    decision = Attribution.objects.get(line__order__group=group)
    assert (decision.creator_id, decision.plan_id, decision.rate_bps) == (camille.pk, plan.pk, 2_000)
    (row,) = list_prepared(part.pk)
    assert (row.claimed_count, row.sold_count, row.sold_minor, row.is_running) == (1, 1, 1990, True)


def test_declined_left_ended_or_taken_back_it_cannot_begin_and_its_pieces_are_on_sale() -> None:
    bowl = make_variant(stock=40)
    people = [make_creator() for _ in range(4)]
    parts = [Participation.objects.get(plan=make_invitation(bowl, one, deal=make_terms(bowl))) for one in people]
    assert stock_of(bowl) == (40, 12)
    participating.answer_invitation(parts[0].pk, yes=False)
    for part in parts[1:]:
        participating.answer_invitation(part.pk, yes=True)
    participating.leave(parts[1].pk)
    (mine,) = PreparedDeal.objects.filter(reference_id=parts[2].pk)
    deals.take_back_deal(parts[2].pk, mine.pk)
    with clock.travel(parts[3].plan.ends_at + DAY):  # type: ignore[operator]
        plans.finish_plan(parts[3].plan_id)
    assert stock_of(bowl) == (40, 0)
    for part in parts[1:]:
        show = make_show(part.creator, bowl)
        with pytest.raises(PreparedOver):
            offers.begin_prepared(show, PreparedDeal.objects.get(reference_id=part.pk).pk, by=part.creator.user)
    with pytest.raises(DealGone):
        deals.take_back_deal(parts[2].pk, mine.pk)


def test_taken_back_while_a_show_counts_down_it_runs_and_called_off_it_does_not_come_back() -> None:
    bowl, camille = make_variant(stock=10), make_creator()
    part = Participation.objects.get(plan=make_invitation(bowl, camille, deal=make_terms(bowl)))
    participating.answer_invitation(part.pk, yes=True)
    show, one = make_show(camille, bowl), PreparedDeal.objects.get()
    deal = offers.begin_prepared(show, one.pk, by=camille.user)
    assert deals.take_back_deal(part.pk, one.pk) is False
    assert (PreparedDeal.objects.get().status, stock_of(bowl)) == ("begun", (10, 3))
    offers.end_offer(show, deal.pk)
    assert (list_ready(show), stock_of(bowl)) == ([], (10, 0))


def test_a_deal_that_has_opened_cannot_be_taken_back() -> None:
    bowl, camille = make_variant(stock=10), make_creator()
    part = Participation.objects.get(plan=make_invitation(bowl, camille, deal=make_terms(bowl)))
    participating.answer_invitation(part.pk, yes=True)
    one = PreparedDeal.objects.get()
    offers.begin_prepared(make_show(camille, bowl), one.pk, by=camille.user, is_open=True)
    with pytest.raises(DealGone), transaction.atomic():
        deals.take_back_deal(part.pk, one.pk)
    after = PreparedDeal.objects.get()
    assert (after.status, after.until, stock_of(bowl)) == ("begun", one.until, (10, 3))


def test_whoever_is_erased_leaves_their_plans_and_what_was_kept_for_their_shows_is_on_sale() -> None:
    bowl, cup = make_variant(stock=40), make_variant(stock=40)
    gone, other = make_creator(), make_creator()
    for one in (gone, other):
        part = Participation.objects.get(plan=make_invitation(bowl, one, deal=make_terms(bowl)))
        participating.answer_invitation(part.pk, yes=True)
    make_invitation(cup, gone, deal=make_terms(cup))
    assert (stock_of(bowl), stock_of(cup)) == ((40, 6), (40, 3))
    now = clock.now()
    for again in (1, 2):
        with clock.travel(now + again * DAY):
            affiliates_personal.erase(gone.user)
        left = Participation.objects.filter(creator=gone).values_list("status", "ended_at")
        assert list(left) == [("left", now + DAY), ("left", now + DAY)]
        assert (stock_of(bowl), stock_of(cup)) == ((40, 3), (40, 0))
        assert Participation.objects.get(creator=other).status == "active"
        assert set(PreparedDeal.objects.filter(creator=gone).values_list("status", flat=True)) == {"withdrawn"}
        assert PreparedDeal.objects.get(creator=other).status == "ready"


def test_an_announced_end_of_the_plan_is_the_last_instant_of_its_deals() -> None:
    bowl, camille = make_variant(stock=10), make_creator()
    plan = make_invitation(bowl, camille, days=200, deal=make_terms(bowl, last_on=clock.today() + 150 * DAY))
    participating.answer_invitation(Participation.objects.get(plan=plan).pk, yes=True)
    ends_at = plans.end_plan(plan.pk).ends_at
    assert PreparedDeal.objects.get().until == ends_at


@pytest.mark.parametrize(
    ("refusal", "invited", "changes"),
    [
        (DealWithoutShows, {"content_kind": "video"}, {}),
        (DealPastPlan, {"days": 10}, {}),
        (DealPastPlan, {}, {"last_on": dt.date.max}),
        (DealElsewhere, {}, {"elsewhere": True}),
        (DealForOne, {"two": True}, {}),
    ],
)
def test_what_cannot_be_offered_invites_nobody(
    refusal: type[Exception], invited: dict[str, Any], changes: dict[str, Any]
) -> None:
    bowl, people = make_variant(stock=10), [make_creator(), make_creator()]
    offered = make_variant(bowl.seller, stock=10) if changes.pop("elsewhere", False) else bowl
    count = 2 if invited.pop("two", False) else 1
    with pytest.raises(refusal), translation.override("en"):
        make_invitation(bowl, *people[:count], deal=make_terms(offered, **changes), **invited)
    assert (Plan.objects.count(), PreparedDeal.objects.count(), stock_of(bowl)) == (0, 0, (10, 0))


def test_on_a_running_plan_the_shop_offers_more_and_the_creator_is_told() -> None:
    bowl, camille = make_variant(stock=40), make_creator()
    part = participating.answer_invitation(Participation.objects.get(plan=make_invitation(bowl, camille)).pk, yes=True)
    one = deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner)
    assert one.status == "ready"
    deals.take_back_deal(part.pk, one.pk)
    tell_all()
    told = Mail.objects.filter(to=camille.user.email).order_by("pk")
    assert list(told.values_list("kind", flat=True))[-2:] == ["deal_prepared", "deal_taken_back"]
    text = Mail.objects.get(kind="deal_prepared").text
    assert f"3 pieces of {bowl.product.title} at €19.90" in text
    for _ in range(deals.DEALS_MAX):
        deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner)
    with pytest.raises(DealsFull):
        deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner)
    participating.leave(part.pk)
    with pytest.raises(PlanOver):
        deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner)
    assert stock_of(bowl) == (40, 0)


def test_deals_offered_and_taken_back_over_and_over_write_to_nobody() -> None:
    bowl = make_variant(stock=10)
    part = Participation.objects.get(plan=make_invitation(bowl, make_creator()))
    for _ in range(deals.DEALS_A_DAY_MAX):
        deals.take_back_deal(part.pk, deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner).pk)
    with pytest.raises(TooOften), transaction.atomic():
        deals.offer_deal(part.pk, make_terms(bowl), by=bowl.seller.owner)
    assert PreparedDeal.objects.count() == deals.DEALS_A_DAY_MAX
    assert stock_of(bowl) == (10, 0)
