"""Acts at the cockpit: small posts that answer with the list."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.live.models import Poll, ShowAct
from halles.promotions.models import Coupon, FlashDeal
from tests.live.acts.makers import make_stage
from tests.orders.makers import stock_of
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
ENGLISH = {"Accept-Language": "en"}


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
