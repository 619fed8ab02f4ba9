"""What shops and creators do together over the API: talk, find each other, keep a plan, give links away."""

from __future__ import annotations

import pytest

from halles.affiliates.models import TalkMessage
from halles.affiliates.services import marketplace, participating, plans
from halles.affiliates.services.showcase import put_in_showcase
from halles.kit import clock
from halles.markets.queries import get_market
from tests.affiliates.makers import make_earned
from tests.affiliates.plan_makers import make_open_plan
from tests.affiliates.test_plans_api import JSON, api_of, owner_of
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def test_both_sides_write_and_read_one_talk_and_nobody_else_does() -> None:
    bowl, camille = make_variant(), make_creator()
    make_open_plan(bowl)
    shop, mine, slug = owner_of(bowl.seller), api_of(camille.user), bowl.seller.slug
    theirs, ours = f"/api/v1/profiles/{camille.pk}/talks", f"/api/v1/shops/{slug}/talks"
    assert mine.get(f"{theirs}/{slug}").json() == {"messages": [], "next_cursor": None}
    assert mine.post(f"{theirs}/{slug}", {"body": "May I film in your workshop?"}, **JSON).status_code == 201
    (line,) = shop.get(f"{ours}?waiting=true").json()["talks"]
    assert (line["creator_id"], line["new_count"], line["last_by"]) == (str(camille.pk), 1, "creator")
    assert shop.post(f"{ours}/{camille.pk}/read", **JSON).status_code == 204
    assert shop.get(ours).json()["talks"][0]["new_count"] == 0
    written = shop.post(f"{ours}/{camille.pk}", {"body": "Any Tuesday."}, **JSON)
    assert (written.status_code, written.json()["side"]) == (201, "shop")
    assert shop.get(f"{ours}?waiting=true").json()["talks"] == []
    told = [("shop", "Any Tuesday."), ("creator", "May I film in your workshop?")]
    for reader, path in ((mine, f"{theirs}/{slug}"), (shop, f"{ours}/{camille.pk}")):
        assert [(one["side"], one["body"]) for one in reader.get(path).json()["messages"]] == told
    assert mine.get(theirs).json()["talks"][0]["new_count"] == 1
    assert mine.post(f"{theirs}/{slug}/read", **JSON).status_code == 204
    assert mine.get(theirs).json()["talks"][0]["new_count"] == 0
    empty = shop.post(f"{ours}/{camille.pk}", {"body": "   "}, **JSON)
    assert (empty.status_code, empty.json()["code"]) == (422, "affiliates.words_missing")
    stranger, other = api_of(make_creator().user), make_variant()
    assert stranger.get(f"{theirs}/{slug}").status_code == 404
    assert stranger.post(f"{theirs}/{slug}", {"body": "Hello"}, **JSON).status_code == 404
    rival = owner_of(other.seller)
    assert rival.get(f"{ours}/{camille.pk}").status_code == 404
    assert rival.get(f"/api/v1/shops/{other.seller.slug}/talks").json()["talks"] == []
    refused = mine.post(f"{theirs}/{other.seller.slug}", {"body": "Hello"}, **JSON)
    assert (refused.status_code, refused.json()["code"]) == (403, "affiliates.no_open_plan")
    assert TalkMessage.objects.count() == 2


def test_a_shop_finds_creators_and_reads_why_some_are_suggested() -> None:
    bowl, camille = make_variant(), make_creator(handle="camille.makes")
    make_creator(handle="somebody.else")
    make_earned(camille, bowl)
    make_video(camille, shows=bowl, published_at=clock.now())
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
