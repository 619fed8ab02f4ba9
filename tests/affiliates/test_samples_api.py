"""Samples over the API: the same rules as on the pages, with codes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from halles.affiliates.models import Sample
from halles.affiliates.queries import samples as queries
from halles.affiliates.services.samples import asking
from halles.creators.models import Creator
from halles.kit import clock
from halles.users.models import User
from halles.users.services import issue_token
from tests.affiliates.plan_makers import make_open_plan
from tests.affiliates.sample_makers import START, make_asked, make_delivered, make_offer, standing_with_sales
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.users.makers import make_address

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _has_sold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "standing_of", standing_with_sales)
    monkeypatch.setattr(queries, "standing_of", standing_with_sales)


def call(user: User, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
    client = Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}"})
    answer = client.generic(method, f"/api/v1{path}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, json.loads(answer.content) if answer.content else None


def test_from_the_offer_to_the_answer() -> None:
    variant, creator = make_variant(), make_creator()
    owner, address = variant.seller.owner, make_address(creator.user)
    variant.seller.staff.create(user=owner, role="owner", added_at=clock.now())
    plan = make_open_plan(variant)
    shop = f"/shops/{variant.seller.slug}"
    body = {"plan_id": str(plan.pk), "product_id": str(variant.product_id), "pieces": 2}
    status, offer = call(owner, "POST", f"{shop}/sample-offers", body)
    assert (status, offer["left_count"]) == (201, 2)
    status, found = call(creator.user, "GET", f"/profiles/{creator.pk}/sample-offers")
    assert (status, [(one["id"], one["obstacle"]) for one in found["offers"]]) == (200, [(offer["id"], "")])
    asked = {"offer_id": offer["id"], "variant_id": str(variant.pk), "address_id": str(address.pk), "words": "Oui."}
    status, sample = call(creator.user, "POST", f"/profiles/{creator.pk}/samples", asked)
    assert (status, sample["status"], sample["shop_slug"]) == (201, "asked", variant.seller.slug)
    status, again = call(creator.user, "POST", f"/profiles/{creator.pk}/samples", asked)
    assert (status, again["code"]) == (409, "affiliates.sample_asked_already")
    status, listed = call(owner, "GET", f"{shop}/samples")
    assert (status, [one["creator_handle"] for one in listed["samples"]]) == (200, [creator.handle])
    assert "rue des Halles" not in json.dumps(listed)
    status, decided = call(owner, "POST", f"{shop}/samples/{sample['id']}/decide", {"answer": "yes"})
    assert (status, decided["status"]) == (200, "approved")
    status, refused = call(creator.user, "POST", f"/samples/{sample['id']}/withdraw")
    assert (status, refused["code"]) == (409, "affiliates.sample_not_asked")
    assert call(owner, "POST", f"{shop}/sample-offers/{offer['id']}/close") == (204, None)
    assert call(owner, "GET", f"{shop}/sample-offers")[1]["offers"] == []


def test_strangers_find_nothing_and_lower_the_count_of_nothing() -> None:
    sample = make_asked()
    stranger = make_creator().user
    slug = sample.seller.slug
    for method, path in (
        ("GET", f"/profiles/{sample.creator_id}/samples"),
        ("GET", f"/profiles/{sample.creator_id}/sample-offers"),
        ("POST", f"/samples/{sample.pk}/withdraw"),
        ("POST", f"/samples/{sample.pk}/extend"),
        ("GET", f"/shops/{slug}/samples"),
        ("GET", f"/shops/{slug}/sample-offers"),
        ("POST", f"/shops/{slug}/sample-offers/{sample.offer_id}/close"),
    ):
        assert call(stranger, method, path)[0] == 404, path
    assert call(stranger, "POST", f"/samples/{sample.pk}/appeal", {"reason": "defect", "words": "x"})[0] == 404
    assert call(stranger, "POST", f"/shops/{slug}/samples/{sample.pk}/decide", {"answer": "no"})[0] == 404
    assert call(stranger, "POST", f"/shops/{slug}/samples/{sample.pk}/stars", {"stars": 1})[0] == 404
    assert Sample.objects.get().status == "asked"


def test_days_more_and_an_appeal() -> None:
    with clock.travel(START):
        sample = make_delivered(make_asked(offer=make_offer()))
    creator: Creator = sample.creator
    with clock.travel(START + (sample.due_at - START) / 2 if sample.due_at else START):
        status, told = call(creator.user, "POST", f"/samples/{sample.pk}/extend")
        assert (status, told["is_extended"]) == (200, True)
        status, told = call(creator.user, "POST", f"/samples/{sample.pk}/extend")
        assert (status, told["code"]) == (409, "affiliates.sample_extended_already")
        body = {"reason": "defect", "words": "Fendu."}
        status, told = call(creator.user, "POST", f"/samples/{sample.pk}/appeal", body)
        assert (status, told["appeal_status"]) == (200, "open")
