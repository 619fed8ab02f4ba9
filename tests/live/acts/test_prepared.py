"""Deals that a shop prepares for a creator's shows: who may begin them, on whose terms, and where the pieces are."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from halles.inventory.errors import SoldOut
from halles.kit import clock
from halles.live.acts import offers, prepared
from halles.live.acts.errors import ActUnknown, NotYourShop, PreparedElsewhere, PreparedLate, PreparedOver
from halles.live.acts.queries import list_prepared, list_ready
from halles.live.errors import NotInBag, NotLive
from halles.live.models import LiveProduct, LiveSession, PreparedDeal, ShowAct
from halles.promotions.errors import NotLower, OutOfRange
from halles.promotions.models import FlashDeal
from tests.live.acts.makers import Stage, claim, make_stage
from tests.live.acts.test_api import post, speaker
from tests.live.makers import make_session
from tests.orders.makers import stock_of
from tests.promotions.makers import make_customer
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def make_guest_show(stage: Stage, **changes: Any) -> LiveSession:
    """A creator's own show with the shop's bowl in its bag."""
    session = make_session(**{"status": "live", **changes})
    LiveProduct.objects.create(session=session, product=stage.variant.product, position=0)
    return session


def make_prepared(stage: Stage, session: LiveSession, *, is_agreed: bool = True, **changes: Any) -> PreparedDeal:
    facts = {"price_minor": 1990, "quota": 3, "until": clock.now() + dt.timedelta(days=9), **changes}
    draft = prepared.PreparedDraft(variant_id=stage.variant.pk, market="FR", **facts)
    reference = ("participation", uuid.uuid4())
    return prepared.prepare_deal(
        draft, creator_id=session.creator_id, reference=reference, is_agreed=is_agreed, by=stage.host
    )


def test_the_host_begins_it_on_the_shops_terms_and_no_better_ones() -> None:
    stage = make_stage()
    show = make_guest_show(stage)
    one = make_prepared(stage, show, per_customer_max=2, duration_seconds=600)
    assert (stock_of(stage.variant), [ready.pk for ready in list_ready(show)]) == ((10, 3), [one.pk])
    with pytest.raises(NotYourShop):
        offers.create_offer(show, offers.OfferDraft(stage.variant.pk, 990, quota=9), by=show.created_by)
    deal = offers.begin_prepared(show, one.pk, by=show.created_by, is_open=True)
    assert (deal.price_minor, deal.quota, deal.per_customer_max, deal.duration_seconds) == (1990, 3, 2, 600)
    assert (deal.status, deal.seller_id, deal.reference_id) == ("open", stage.variant.product.seller_id, show.pk)
    assert (stock_of(stage.variant), list_ready(show)) == ((10, 3), [])
    assert claim(Stage(show, show.created_by, stage.variant), deal, make_customer())[0]["ok"] is True
    offers.end_offer(show, deal.pk)
    assert stock_of(stage.variant) == (10, 1)
    (row,) = list_prepared(one.reference_id)
    assert (row.prepared.status, row.claimed_count, row.sold_count, row.is_running) == ("begun", 1, 0, False)
    with pytest.raises(PreparedOver):
        offers.begin_prepared(show, one.pk, by=show.created_by)


def test_it_begins_in_a_show_of_that_creator_on_air_with_the_product_in_the_bag() -> None:
    stage = make_stage()
    show = make_guest_show(stage, status="planned")
    one, unanswered = make_prepared(stage, show), make_prepared(stage, show, is_agreed=False)
    others, abroad = make_guest_show(stage), make_guest_show(stage, creator=show.creator, market="BE")
    empty = make_session(creator=show.creator, status="live")
    for session, which, refusal in (
        (show, one, NotLive),
        (others, one, ActUnknown),
        (abroad, one, PreparedElsewhere),
        (empty, one, NotInBag),
        (empty, unanswered, ActUnknown),
    ):
        with pytest.raises(refusal):
            offers.begin_prepared(session, which.pk, by=session.created_by)
    assert (FlashDeal.objects.count(), ShowAct.objects.count(), stock_of(stage.variant)) == (0, 0, (10, 6))
    assert PreparedDeal.objects.filter(status="ready").get() == one


def test_what_the_shop_takes_back_or_the_calendar_ends_begins_no_more() -> None:
    stage = make_stage()
    show = make_guest_show(stage)
    back, late = make_prepared(stage, show), make_prepared(stage, show)
    assert prepared.withdraw_prepared([back.reference_id]) == 1
    PreparedDeal.objects.filter(pk=late.pk).update(until=clock.now() - dt.timedelta(seconds=1))
    for one in (back, late):
        with pytest.raises(PreparedOver):
            offers.begin_prepared(show, one.pk, by=show.created_by)
    assert (stock_of(stage.variant), FlashDeal.objects.count()) == ((10, 3), 0)
    assert (prepared.lapse_prepared(), prepared.lapse_prepared()) == (1, 0)
    assert stock_of(stage.variant) == (10, 0)
    assert set(PreparedDeal.objects.values_list("status", flat=True)) == {"withdrawn", "lapsed"}


def test_called_off_in_its_countdown_it_waits_again_unless_the_shop_took_it_back() -> None:
    stage = make_stage()
    show = make_guest_show(stage)
    one = make_prepared(stage, show)
    deal = offers.begin_prepared(show, one.pk, by=show.created_by)
    assert (deal.status, stock_of(stage.variant)) == ("announced", (10, 3))
    offers.end_offer(show, deal.pk)
    assert ([ready.pk for ready in list_ready(show)], stock_of(stage.variant)) == ([one.pk], (10, 3))
    again = offers.begin_prepared(show, one.pk, by=show.created_by)
    # What has begun runs on; called off, it does not come back.
    assert prepared.withdraw_prepared([one.reference_id]) == 0
    assert FlashDeal.objects.get(pk=again.pk).status == "announced"
    offers.end_offer(show, again.pk)
    assert (list_ready(show), stock_of(stage.variant)) == ([], (10, 0))


def test_a_deal_that_no_show_could_begin_is_not_prepared() -> None:
    stage = make_stage(stock=2)
    show = make_guest_show(stage)
    for refusal, changes in (
        (PreparedLate, {"until": clock.now()}),
        (NotLower, {"price_minor": 10**7}),
        (OutOfRange, {"quota": 2, "per_customer_max": 3}),
        (SoldOut, {"quota": 3}),
    ):
        with pytest.raises(refusal):
            make_prepared(stage, show, **changes)
    assert (PreparedDeal.objects.count(), stock_of(stage.variant)) == (0, (2, 0))


def test_programs_of_the_host_see_it_and_begin_it() -> None:
    stage = make_stage()
    show = make_guest_show(stage)
    one = make_prepared(stage, show)
    mine, others = speaker(show.created_by), speaker(make_user())
    base = f"/api/v1/live-sessions/{show.pk}"
    (told,) = mine.get(f"{base}/acts/mine").json()
    assert (told["act"], told["status"], told["price_minor"], told["quota"]) == (str(one.pk), "prepared", 1990, 3)
    assert mine.get(f"{base}/acts").json() == []
    assert post(others, show, f"flash-deals/{one.pk}/open")[0] == 404
    status, begun = post(mine, show, f"flash-deals/{one.pk}/open")
    assert (status, begun["status"], begun["act"]) == (200, "open", str(FlashDeal.objects.get().pk))
    status, refused = post(mine, show, f"flash-deals/{one.pk}/announce")
    assert (status, refused["code"], FlashDeal.objects.count()) == (409, "live.prepared_over", 1)
