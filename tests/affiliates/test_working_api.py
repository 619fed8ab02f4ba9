"""What shops and creators do together over the API: talk, find each other, keep a plan, give links away."""

from __future__ import annotations

import pytest

from halles.affiliates.services import marketplace, participating, plans
from halles.affiliates.services.showcase import put_in_showcase
from halles.markets.queries import get_market
from tests.affiliates.makers import make_earned
from tests.affiliates.plan_makers import make_open_plan
from tests.affiliates.test_plans_api import JSON, api_of, owner_of
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant

pytestmark = pytest.mark.django_db


def test_both_sides_write_and_read_one_thread_and_nobody_else_does() -> None:
    bowl, camille = make_variant(), make_creator()
    part = participating.join(camille, make_open_plan(bowl).pk)
    shop, mine = owner_of(bowl.seller), api_of(camille.user)
    theirs, ours = (
        f"/api/v1/plan-parts/{part.pk}/messages",
        f"/api/v1/shops/{bowl.seller.slug}/plan-parts/{part.pk}/messages",
    )
    assert mine.post(theirs, {"body": "May I film in your workshop?"}, **JSON).status_code == 201
    written = shop.post(ours, {"body": "Any Tuesday."}, **JSON)
    assert (written.status_code, written.json()["side"]) == (201, "shop")
    told = [("creator", "May I film in your workshop?"), ("shop", "Any Tuesday.")]
    for reader, path in ((mine, theirs), (shop, ours)):
        assert [(one["side"], one["body"]) for one in reader.get(path).json()["messages"]] == told
    empty = shop.post(ours, {"body": "   "}, **JSON)
    assert (empty.status_code, empty.json()["code"]) == (422, "affiliates.words_missing")
    stranger, other = api_of(make_creator().user), make_variant()
    assert stranger.get(theirs).status_code == 404
    assert stranger.post(theirs, {"body": "Hello"}, **JSON).status_code == 404
    rival = owner_of(other.seller)
    assert rival.get(ours.replace(bowl.seller.slug, other.seller.slug)).status_code == 404
    assert part.messages.count() == 2


def test_a_shop_finds_creators_and_reads_why_some_are_suggested() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_creator(handle="somebody.else")
    make_earned(camille, bowl)
    shop, base = owner_of(bowl.seller), f"/api/v1/shops/{bowl.seller.slug}/creators"
    (found,) = shop.get(f"{base}?text=camille.makes").json()["creators"]
    assert (found["handle"], found["piece_count"], found["market"]) == ("camille.makes", 1, "FR")
    assert [one["handle"] for one in shop.get(f"{base}?pieces_min=1").json()["creators"]] == ["camille.makes"]
    (told,) = shop.get(f"{base}/suggested").json()["suggestions"]
    assert (told["creator"]["handle"], told["reasons"]) == (
        "camille.makes",
        [{"code": "sold_for_you", "count": 1}],
    )
    assert api_of(camille.user).get(base).status_code == 404


def test_a_shop_takes_the_end_of_a_plan_back() -> None:
    bowl = make_variant()
    plan = make_open_plan(bowl)
    participating.join(make_creator(), plan.pk)
    plans.end_plan(plan.pk)
    shop, path = owner_of(bowl.seller), f"/api/v1/shops/{bowl.seller.slug}/plans/{plan.pk}/keep"
    assert shop.post(path, **JSON).json()["ends_at"] is None
    plan.refresh_from_db()
    assert (plan.ends_at, plan.ended_at) == (None, None)


def test_usual_rates_and_links_for_outside() -> None:
    bowl, jug, camille = make_variant(), make_variant(), make_creator(handle="camille.makes")
    participating.join(camille, make_open_plan(bowl).pk)
    put_in_showcase(camille, jug.product_id)
    marketplace.refresh_products([bowl.product_id])
    mine = api_of(camille.user)
    estimate = get_market("FR").affiliates.usual_rates
    assert mine.get("/api/v1/usual-rates?market=FR").json() == {
        "market": "FR",
        "low_bps": estimate.low_bps,
        "middle_bps": estimate.middle_bps,
        "high_bps": estimate.high_bps,
        "shop_count": 0,
    }
    page, *goods = mine.get(f"/api/v1/profiles/{camille.pk}/links").json()["links"]
    assert page["product_id"] is None
    assert page["url"].endswith("/c/camille.makes/")
    assert {one["product_id"] for one in goods} == {str(bowl.product_id), str(jug.product_id)}
    path = goods[0]["qr_url"].split("/c/", 1)[1]
    assert mine.get(f"/c/{path}")["Content-Type"] == "image/svg+xml"
    assert api_of(make_creator().user).get(f"/api/v1/profiles/{camille.pk}/links").status_code == 404
