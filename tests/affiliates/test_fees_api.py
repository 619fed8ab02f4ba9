"""Flat fees over the API: what pages do, programs do, and each side reads its own alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.kit import clock
from tests.affiliates.fee_makers import make_fee, make_part
from tests.affiliates.test_plans_api import JSON, api_of, owner_of
from tests.creators.makers import make_creator
from tests.payouts.makers import make_available
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def asked(**changes: Any) -> dict[str, Any]:
    due_on = clock.today("Europe/Paris") + dt.timedelta(days=14)
    facts = {"amount_minor": 20_000, "currency": "EUR", "content_kind": "video", "due_on": due_on.isoformat()}
    return {**facts, **changes}


def test_a_fee_from_the_offer_to_the_money() -> None:
    part = make_part()
    make_available(part.plan.seller_id, 50_000)
    shop, mine = owner_of(part.plan.seller), api_of(part.creator.user)
    base = f"/api/v1/shops/{part.plan.seller.slug}"
    refused = shop.post(f"{base}/plan-parts/{part.pk}/fees", asked(amount_minor=90_000), **JSON)
    assert (refused.status_code, refused.json()["code"]) == (409, "affiliates.fee_not_enough_free")
    made = shop.post(f"{base}/plan-parts/{part.pk}/fees", asked(), **JSON)
    assert (made.status_code, made.json()["status"], made.json()["part_id"]) == (201, "offered", str(part.pk))
    fee = made.json()["id"]
    assert [one["id"] for one in mine.get(f"/api/v1/profiles/{part.creator_id}/fees").json()["fees"]] == [fee]
    assert mine.post(f"/api/v1/fees/{fee}/answer", {"yes": True}, **JSON).json()["status"] == "agreed"
    late = shop.post(f"{base}/fees/{fee}/withdraw", **JSON)
    assert (late.status_code, late.json()["code"]) == (409, "affiliates.fee_has_moved")
    video = make_video(part.creator, shows=part.plan.product.variants.get(), published_at=clock.now())
    work = mine.post(f"/api/v1/fees/{fee}/deliver", {"content_id": str(video.pk)}, **JSON).json()
    assert (work["status"], work["content_id"]) == ("delivered", str(video.pk))
    silent = shop.post(f"{base}/fees/{fee}/review", {"yes": False}, **JSON)
    assert (silent.status_code, silent.json()["code"]) == (422, "affiliates.fee_reason_missing")
    assert shop.post(f"{base}/fees/{fee}/review", {"yes": True}, **JSON).json()["status"] == "paid"
    assert [one["status"] for one in shop.get(f"{base}/fees").json()["fees"]] == ["paid"]


def test_nobody_reads_or_answers_a_fee_of_others() -> None:
    fee, stranger = make_fee(), make_creator()
    theirs, other = api_of(stranger.user), make_part()
    shop = owner_of(other.plan.seller)
    for path, body in (("answer", {"yes": True}), ("deliver", {"content_id": str(fee.pk)}), ("give-up", {})):
        assert theirs.post(f"/api/v1/fees/{fee.pk}/{path}", body, **JSON).status_code == 404
    assert theirs.get(f"/api/v1/profiles/{fee.creator_id}/fees").status_code == 404
    assert shop.get(f"/api/v1/shops/{fee.seller.slug}/fees").status_code == 404
    assert shop.post(f"/api/v1/shops/{other.plan.seller.slug}/fees/{fee.pk}/withdraw", **JSON).status_code == 404
    foreign = f"/api/v1/shops/{other.plan.seller.slug}/plan-parts/{fee.participation_id}/fees"
    assert shop.post(foreign, asked(), **JSON).status_code == 404
    fee.refresh_from_db()
    assert fee.status == "offered"
