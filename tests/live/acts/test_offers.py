"""Offers of a show: who may make them, what the chain says of them, what the room is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid

import pytest

from halles.checkout.services import OneTap, place_one_tap
from halles.interactions.sources import issue_source
from halles.kit import clock
from halles.live.acts import offers
from halles.live.acts.errors import NotYourShop
from halles.live.acts.on_time import keep_acts_on_time
from halles.live.errors import NotInBag, NotLive
from halles.live.models import ActRecord, LiveProduct, LiveSession, Restriction, RoomEvent, ShowAct
from halles.orders.models import OrderLine
from halles.promotions.models import FlashDeal, PricePromise
from tests.live.acts.makers import claim, make_offer, make_stage
from tests.live.makers import make_session
from tests.orders.makers import make_saved_card, make_variant, stock_of
from tests.promotions.makers import let_time_pass, make_customer
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db


def kinds(session: LiveSession) -> list[str]:
    return list(ActRecord.objects.filter(session=session).order_by("number").values_list("kind", flat=True))


def test_an_offer_from_its_plan_to_its_end() -> None:
    stage = make_stage()
    draft = offers.OfferDraft(stage.variant.pk, 1990, quota=2, countdown_seconds=30)
    deal = offers.create_offer(stage.session, draft, by=stage.host)
    assert ActRecord.objects.count() == 0
    offers.announce_offer(stage.session, deal.pk)
    let_time_pass(deal, seconds=31)
    first, second, third = (make_customer() for _ in range(3))
    answers = claim(stage, deal, first, second, third)
    assert [answer.get("code") for answer in answers] == [None, None, "promotions.sold_out"]
    offers.end_offer(stage.session, deal.pk)

    assert kinds(stage.session) == ["offer_announced", "offer_open", "claims", "offer_ended"]
    claims = json.loads(ActRecord.objects.get(kind="claims").text)["body"]
    promises = [answer["promise"] for answer in answers[:2]]
    expected = [hashlib.sha256(promise.encode()).hexdigest()[:32] for promise in promises]
    assert sorted(claims["receipts"]) == sorted(expected) == sorted(answer["receipt"] for answer in answers[:2])
    assert (claims["pieces"], claims["claimed"], claims["quota"]) == (2, 2, 2)
    stage.session.refresh_from_db()
    state = stage.session.room_state
    assert state["acts"][str(deal.pk)]["status"] == "ended"
    assert state["chain"] == {"number": 4, "head": ActRecord.objects.get(number=4).hash}
    told = RoomEvent.objects.filter(session=stage.session, kind="act").order_by("offset")
    assert [event.body["status"] for event in told] == ["announced", "open", "ended"]
    assert told[1].body["claimed"] == 2
    assert "user" not in json.dumps(state)


def test_only_on_air_only_from_the_bag_only_by_the_shop() -> None:
    stage = make_stage(status="planned")
    deal = offers.create_offer(stage.session, offers.OfferDraft(stage.variant.pk, 1990, quota=2), by=stage.host)
    with pytest.raises(NotLive):
        offers.announce_offer(stage.session, deal.pk)
    with pytest.raises(NotInBag):
        offers.create_offer(stage.session, offers.OfferDraft(make_variant().pk, 1990, quota=2), by=stage.host)
    guest = make_session(status="live")
    LiveProduct.objects.create(session=guest, product=stage.variant.product, position=0)
    with pytest.raises(NotYourShop):
        offers.create_offer(guest, offers.OfferDraft(stage.variant.pk, 1990, quota=2), by=guest.created_by)
    assert FlashDeal.objects.count() == 1
    assert stock_of(stage.variant) == (10, 0)


def test_the_banned_claim_nothing() -> None:
    stage = make_stage()
    deal = make_offer(stage)
    banned, other, welcome = (make_customer() for _ in range(3))
    facts = {"creator": stage.session.creator, "made_by": stage.host, "reason": "x", "kind": "ban"}
    Restriction.objects.create(user=banned, name="B", device="d" * 64, **facts)
    answers = claim(stage, deal, banned, welcome)
    assert [answer.get("code") for answer in answers] == ["live.banned", None]
    assert claim(stage, deal, other, device="d" * 64)[0]["code"] == "live.banned"
    assert PricePromise.objects.count() == 1


def test_a_deal_of_another_show_and_one_after_the_show() -> None:
    stage, other = make_stage(), make_stage()
    deal = make_offer(stage)
    assert claim(other, deal, make_customer())[0]["code"] == "promotions.deal_unknown"
    LiveSession.objects.filter(pk=stage.session.pk).update(status="ended", ended_at=clock.now())
    assert claim(stage, deal, make_customer())[0]["code"] == "live.ended"
    assert keep_acts_on_time() == 1
    assert ShowAct.objects.get(pk=deal.pk).status == "ended"
    assert stock_of(stage.variant) == (10, 0)


def test_the_clock_opens_and_ends_and_a_promise_of_the_waitlist_is_in_the_chain() -> None:
    stage = make_stage()
    deal = make_offer(stage, quota=1, duration_seconds=1_200)
    first, second = make_customer(), make_customer()
    claim(stage, deal, first, second)
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    keep_acts_on_time()
    assert PricePromise.objects.get(status="open").user == second
    let_time_pass(deal, seconds=1_201)
    keep_acts_on_time()
    assert kinds(stage.session) == ["offer_open", "claims", "claims", "offer_ended"]


def test_counts_are_told_at_most_four_times_a_second_and_the_last_one_always() -> None:
    stage = make_stage()
    deal = make_offer(stage, quota=9)
    for _ in range(3):
        claim(stage, deal, make_customer())
    told = RoomEvent.objects.filter(session=stage.session, kind="act").count()
    assert told < 4
    assert ShowAct.objects.get(pk=deal.pk).is_stale
    keep_acts_on_time()
    stage.session.refresh_from_db()
    assert stage.session.room_state["acts"][str(deal.pk)]["claimed"] == 3
    assert not ShowAct.objects.get(pk=deal.pk).is_stale


@pytest.mark.parametrize("token", [None, "forged", "elsewhere"])
def test_what_is_claimed_in_a_show_is_bought_in_it_whatever_the_page_said(token: str | None) -> None:
    stage = make_stage()
    deal = make_offer(stage)
    person = make_customer()
    make_address(person)
    make_saved_card(person)
    (yes,) = claim(stage, deal, person)
    other = make_stage().session
    elsewhere = issue_source(content_kind="live", content_id=other.pk, creator_id=other.creator_id, surface="live")
    tap = OneTap(
        stage.variant.pk,
        claim_id=uuid.UUID(yes["promise"]),
        source=elsewhere if token == "elsewhere" else token,
    )
    placed = place_one_tap(person, tap, key="key-of-a-test", language="en")
    assert placed.status == "paid"
    source = OrderLine.objects.get().source
    assert source is not None
    assert (source["content_kind"], source["content_id"], source["creator_id"]) == (
        "live",
        str(stage.session.pk),
        str(stage.session.creator_id),
    )
