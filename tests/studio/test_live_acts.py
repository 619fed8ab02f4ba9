"""Acts at the cockpit: small posts that answer with the list."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from halles.kit import clock
from halles.live import services as showing
from halles.live.acts import offers
from halles.live.models import Figure, Poll, RoomEvent, ShowAct
from halles.promotions.models import Coupon, FlashDeal
from halles.studio.live_strip import strip_of
from tests.live.acts.makers import make_offer, make_stage
from tests.live.makers import make_session
from tests.orders.makers import stock_of
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


def test_each_act_is_marked_on_the_time_strip_while_the_show_runs() -> None:
    stage = make_stage(started_at=clock.now() - dt.timedelta(minutes=10))
    client = Client(headers=ENGLISH)
    client.force_login(stage.host)
    strip = f"/studio/live/{stage.session.pk}/figures/"
    assert "Acts on the time line" not in client.get(strip).content.decode()
    deal = make_offer(stage, title="Bowls")
    begun = stage.session.started_at
    assert begun is not None
    RoomEvent.objects.filter(session=stage.session, kind="act").update(at=begun + dt.timedelta(minutes=5))
    Figure.objects.create(session=stage.session, minute_at=begun, viewer_max=4)
    Figure.objects.create(session=stage.session, minute_at=begun + dt.timedelta(minutes=5), viewer_max=8)
    found = strip_of(stage.session)
    assert found is not None
    (mark,) = found.marks
    assert (mark.words, mark.is_open) == ("Flash deal · Bowls", True)
    assert mark.ms == 300_000
    assert 300 <= mark.x <= 360
    assert found.line.split()[0] == "1.0,20.0"
    assert found.line.split()[1].endswith(",1.0")
    page = client.get(strip).content.decode()
    assert "Acts on the time line" in page
    assert "Flash deal · Bowls" in page
    offers.end_offer(stage.session, deal.pk)
    found = strip_of(stage.session)
    assert found is not None
    assert [one.is_open for one in found.marks] == [False]
    assert strip_of(make_session()) is None


def test_a_host_may_look_at_what_viewers_see_and_a_moderator_films_nothing() -> None:
    stage, helper = make_stage(), make_user()
    showing.set_member(stage.session.pk, email=helper.email, role="moderator")
    for person, has_preview in ((stage.host, True), (helper, False)):
        client = Client(headers=ENGLISH)
        client.force_login(person)
        page = client.get(f"/studio/live/{stage.session.pk}/cockpit/").content.decode()
        assert ("data-preview" in page) is has_preview
        assert "s behind the camera" in page


def test_a_host_makes_and_ends_acts_from_forms() -> None:
    stage = make_stage()
    client = Client(headers=ENGLISH)
    client.force_login(stage.host)
    desk = f"/studio/live/{stage.session.pk}/acts/"
    assert "Begin the countdown" in client.get(desk, {"all": ""}).content.decode()
    offer = {
        "offer-variant": str(stage.variant.pk),
        "offer-price": "19.90",
        "offer-quota": "3",
        "offer-per_customer_max": "1",
        "offer-countdown_seconds": "10",
        "offer-minutes": "5",
    }
    told = client.post(f"{desk}offer/", offer)
    assert told.status_code == 200
    deal = FlashDeal.objects.get()
    assert (deal.status, deal.price_minor, deal.duration_seconds) == ("announced", 1990, 300)
    assert "0 of 3 claimed" in told.content.decode()
    again = client.post(f"{desk}offer/", {**offer, "offer-price": "24.90"})
    assert (again.status_code, FlashDeal.objects.count()) == (409, 1)
    assert "below the present one" in again.content.decode()
    assert client.post(f"{desk}offer/", {**offer, "offer-price": "x"}).status_code == 422
    assert client.post(f"{desk}{deal.pk}/open/").status_code == 200
    assert client.post(f"{desk}{deal.pk}/end/").status_code == 200
    deal.refresh_from_db()
    assert deal.status == "ended"
    assert stock_of(stage.variant) == (10, 0)

    poll = {"poll-question": "Which?", "poll-answers": "Red\n*White\n\n", "poll-seconds": "60"}
    assert client.post(f"{desk}poll/", poll).status_code == 200
    assert (Poll.objects.get().options, Poll.objects.get().correct) == (["Red", "White"], 1)
    coupon = {"coupon-percent": "10", "coupon-quota": "5", "coupon-minutes": "5", "coupon-valid_hours": "24"}
    assert client.post(f"{desk}coupon/", coupon).status_code == 200
    assert Coupon.objects.get().share_bps == 1_000
    prize = {"giveaway-variant": str(stage.variant.pk), "giveaway-winner_count": "1", "giveaway-minutes": "5"}
    assert client.post(f"{desk}giveaway/", prize).status_code == 200
    giveaway = ShowAct.objects.get(kind="giveaway")
    assert client.post(f"{desk}{giveaway.pk}/end/").status_code == 200
    giveaway.refresh_from_db()
    assert giveaway.status == "ended"


def test_a_drop_has_steps() -> None:
    stage = make_stage()
    client = Client(headers=ENGLISH)
    client.force_login(stage.host)
    offer = {
        "offer-variant": str(stage.variant.pk),
        "offer-price": "20",
        "offer-quota": "5",
        "offer-per_customer_max": "1",
        "offer-countdown_seconds": "10",
        "offer-minutes": "5",
        "offer-first_claims": "2",
        "offer-first_price": "15.50",
    }
    assert client.post(f"/studio/live/{stage.session.pk}/acts/offer/", offer).status_code == 200
    assert FlashDeal.objects.get().steps == [{"claims": 2, "price_minor": 1550}]


def test_nobody_else() -> None:
    stage = make_stage()
    client = Client(headers=ENGLISH)
    client.force_login(make_user())
    desk = f"/studio/live/{stage.session.pk}/acts/"
    assert client.get(desk).status_code == 404
    assert client.post(f"{desk}poll/", {}).status_code == 404
    assert not ShowAct.objects.exists()
