"""Plans over the API: what pages do, programs do, and nobody reads another's."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from halles.affiliates.models import Participation, Plan
from halles.affiliates.services import marketplace
from halles.kit import clock
from halles.sellers.models import SellerStaff
from halles.users.services import issue_token
from tests.affiliates.plan_makers import make_open_plan
from tests.creators.makers import make_creator
from tests.orders.makers import make_seller, make_variant
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db
JSON = {"content_type": "application/json"}


def api_of(user: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}", "Accept": "application/json"})


def owner_of(seller: Any) -> Client:
    SellerStaff.objects.get_or_create(
        seller=seller, user=seller.owner, defaults={"role": "owner", "added_at": clock.now()}
    )
    return api_of(seller.owner)


def test_a_shop_opens_changes_and_ends_plans() -> None:
    bowl = make_variant()
    shop, base = owner_of(bowl.seller), f"/api/v1/shops/{bowl.seller.slug}/plans"
    made = shop.post(base, {"product_id": str(bowl.product_id), "rate_bps": 1_000}, **JSON)
    assert (made.status_code, made.json()["rate_bps"], made.json()["kind"]) == (201, 1_000, "open")
    again = shop.post(base, {"product_id": str(bowl.product_id), "rate_bps": 1_000}, **JSON)
    assert (again.status_code, again.json()["code"]) == (409, "affiliates.plan_runs")
    path = f"{base}/{made.json()['id']}"
    assert shop.put(f"{path}/rate", {"rate_bps": 1_500}, **JSON).json()["rate_bps"] == 1_500
    refused = shop.put(f"{path}/rate", {"rate_bps": 9_000}, **JSON)
    assert (refused.status_code, refused.json()["code"]) == (422, "affiliates.rate_outside")
    assert shop.post(f"{path}/end", **JSON).json()["ended_at"] is not None
    assert (shop.get(base).json()["plans"], len(shop.get(f"{base}?is_over=true").json()["plans"])) == ([], 1)


def test_a_creator_searches_joins_shows_and_leaves() -> None:
    bowl, camille = make_variant(), make_creator()
    plan = make_open_plan(bowl, rate_bps=2_000)
    marketplace.refresh_products([bowl.product_id])
    mine, base = api_of(camille.user), f"/api/v1/profiles/{camille.pk}"
    (chance,) = mine.get(f"{base}/marketplace?market=FR").json()["chances"]
    facts = [chance[name] for name in ("earn_minor", "earn_per_100_clicks_minor", "currency", "status")]
    assert facts == [415, 830, "EUR", None]
    assert mine.get(f"{base}/marketplace?market=FR&rate_bps_min=2500").json()["chances"] == []
    joined = mine.post(f"{base}/plans/{plan.pk}", **JSON).json()
    assert (joined["status"], joined["rate_bps"], joined["until"]) == ("active", 2_000, None)
    assert mine.get(f"{base}/showcase").json() == {"product_ids": [str(bowl.product_id)]}
    assert mine.delete(f"{base}/showcase/{bowl.product_id}").json() == {"product_ids": []}
    assert [one["status"] for one in mine.get(f"{base}/plans").json()["parts"]] == ["active"]
    assert mine.delete(f"/api/v1/plan-parts/{joined['id']}").json()["status"] == "left"


def test_an_invitation_goes_there_and_its_answer_back() -> None:
    bowl, camille = make_variant(), make_creator()
    shop, base = owner_of(bowl.seller), f"/api/v1/shops/{bowl.seller.slug}/plans"
    ends_on = (clock.today() + dt.timedelta(days=30)).isoformat()
    facts = {"creator_ids": [str(camille.pk)], "product_id": str(bowl.product_id), "rate_bps": 2_500}
    made = shop.post(f"{base}/invitations", {**facts, "ends_on": ends_on}, **JSON)
    assert (made.status_code, made.json()["kind"]) == (201, "targeted")
    part = Participation.objects.get()
    answered = api_of(camille.user).post(f"/api/v1/plan-parts/{part.pk}/answer", {"yes": True}, **JSON)
    assert answered.json()["status"] == "active"
    parts = shop.get(f"{base}/{made.json()['id']}/parts").json()["parts"]
    assert [(one["handle"], one["rate_bps"]) for one in parts] == [(camille.handle, 2_500)]
    assert shop.get(f"/api/v1/shops/{bowl.seller.slug}/sold-by-creators").json() == {"rows": []}


def test_others_packers_and_strangers_read_and_change_nothing() -> None:
    bowl, camille, other = make_variant(), make_creator(), make_seller()
    plan = make_open_plan(bowl, needs_approval=True)
    owner_of(bowl.seller)
    packer = make_user()
    SellerStaff.objects.create(seller=bowl.seller, user=packer, role="packer", added_at=clock.now())
    base = f"/api/v1/shops/{bowl.seller.slug}"
    for path in ("/plans", f"/plans/{plan.pk}/parts", "/sold-by-creators"):
        assert api_of(packer).get(base + path).status_code == 403
        assert owner_of(other).get(base + path).status_code == 404
        assert Client().get(base + path).status_code == 401
    theirs = f"/api/v1/shops/{other.slug}/plans/{plan.pk}"
    assert owner_of(other).put(f"{theirs}/rate", {"rate_bps": 5_000}, **JSON).status_code == 404
    assert owner_of(other).post(f"{theirs}/end", **JSON).status_code == 404
    stranger = api_of(make_creator().user)
    for path in ("marketplace", "plans", "showcase"):
        assert stranger.get(f"/api/v1/profiles/{camille.pk}/{path}").status_code == 404
    assert stranger.post(f"/api/v1/profiles/{camille.pk}/plans/{plan.pk}", **JSON).status_code == 404
    assert (Participation.objects.count(), Plan.objects.get().rates.count()) == (0, 1)
