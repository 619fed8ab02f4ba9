"""Programs read of videos and shows what people read on their labels, and no rate."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from halles.affiliates.models import Participation
from halles.affiliates.services.participating import answer_invitation
from halles.kit import clock
from halles.markets.queries import get_market
from halles.sellers.models import SellerStaff
from tests.affiliates.fee_makers import make_fee, make_part
from tests.affiliates.plan_makers import make_delivered, make_invitation
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db
COMMISSION = "Collaboration commerciale\u00a0: touche une commission"


def asked(path: str) -> Any:
    answer = Client(headers={"Accept-Language": "fr-FR"}).get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    assert "1730" not in answer.content.decode()
    return answer.json()


def invited(**changes: Any) -> tuple[Any, Any]:
    bowl, camille = make_variant(), make_creator()
    make_invitation(bowl, camille, rate_bps=1_730, **changes)
    answer_invitation(Participation.objects.get().pk, yes=True)
    return bowl, camille


def test_a_video_and_the_feed_say_it_in_the_markets_words_without_the_rate() -> None:
    bowl, camille = invited()
    make_delivered(camille.user, bowl)
    video = make_video(camille, shows=bowl)
    told = {
        "kind": "commission",
        "words": COMMISSION,
        "fee_about_minor": None,
        "fee_currency": None,
        "products": [
            {"product_id": str(bowl.product_id), "kind": "commission", "holding": "bought", "share_bps": 2_000}
        ],
    }
    assert asked(f"/videos/{video.pk}?market=FR")["disclosure"] == told
    (item,) = asked("/feed?market=FR")["items"]
    assert item["video"]["disclosure"] == told


def test_a_show_says_it_in_lists_and_alone() -> None:
    bowl, camille = invited(content_kind="live")
    session = make_session(creator=camille, status="live")
    session.products.create(product_id=bowl.product_id, position=1)
    alone = asked(f"/live-sessions/{session.pk}")["disclosure"]
    assert (alone["kind"], alone["words"]) == ("commission", COMMISSION)
    assert (alone["products"][0]["holding"], alone["products"][0]["share_bps"]) == ("not_held", 2_000)
    (listed,) = asked("/live-sessions?market=FR")
    assert listed["disclosure"] == alone


def test_paid_work_and_their_own_shop() -> None:
    bowl, helper = make_variant(), make_creator()
    fee = make_fee(make_part(bowl), agreed=True, amount_minor=23_790)
    video = make_video(fee.creator, shows=bowl, published_at=clock.now())
    paid = asked(f"/videos/{video.pk}?market=FR")["disclosure"]
    assert (paid["kind"], paid["words"]) == ("paid", get_market("FR").paid_label["fr"])
    assert (paid["fee_about_minor"], paid["fee_currency"]) == (20_000, "EUR")
    SellerStaff.objects.create(seller=bowl.seller, user=helper.user, role="manager", added_at=clock.now())
    own = asked(f"/videos/{make_video(helper, shows=bowl).pk}?market=FR")["disclosure"]
    assert (own["kind"], own["words"], own["products"]) == ("own_shop", "Publicité pour sa propre boutique", [])
    plain = asked(f"/videos/{make_video(make_creator()).pk}?market=FR")["disclosure"]
    assert (plain["kind"], plain["words"]) == ("", "")
