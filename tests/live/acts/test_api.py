"""Acts by the routes integrators build on, and what viewers do from the pages."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from halles.live.acts.verifying import verify
from halles.live.models import LiveSession, ShowAct
from halles.promotions.models import FlashDeal, PricePromise
from halles.users.services import issue_token
from tests.live.acts.makers import claim, drawn, make_offer, make_stage
from tests.promotions.makers import make_customer
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def speaker(user: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}"})


def post(client: Client, session: LiveSession, path: str, **body: Any) -> tuple[int, Any]:
    answer = client.post(f"/api/v1/live-sessions/{session.pk}/{path}", body, content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def test_a_host_runs_every_act() -> None:
    stage = make_stage()
    host = speaker(stage.host)
    variant = str(stage.variant.pk)
    status, deal = post(host, stage.session, "flash-deals", variant_id=variant, price_minor=1990, quota=2)
    assert (status, deal["status"], deal["quota"], deal["kind"]) == (201, "announced", 2, "flash_deal")
    assert post(host, stage.session, f"flash-deals/{deal['act']}/open")[1]["status"] == "open"
    assert post(host, stage.session, f"flash-deals/{deal['act']}/end")[1]["status"] == "ended"
    steps = [{"claims": 2, "price_minor": 1500}]
    drop = {"variant_id": variant, "price_minor": 1900, "quota": 3, "steps": steps, "start": "later"}
    status, plan = post(host, stage.session, "flash-deals", **drop)
    assert (status, plan["kind"], plan["status"]) == (201, "price_drop", "draft")
    status, giveaway = post(host, stage.session, "giveaways", variant_id=variant)
    assert (status, giveaway["status"]) == (201, "open")
    assert post(host, stage.session, "giveaways", variant_id=variant)[1]["code"] == "live.one_giveaway"
    assert post(host, stage.session, f"giveaways/{giveaway['act']}/end")[1]["status"] == "ended"
    status, poll = post(host, stage.session, "polls", question="Which?", options=["a", "b"])
    assert (status, poll["counts"]) == (201, [0, 0])
    assert post(host, stage.session, f"polls/{poll['act']}/end")[1]["status"] == "ended"
    status, coupon = post(host, stage.session, "coupons", quota=5, share_bps=1_000)
    assert (status, coupon["status"]) == (201, "open")
    viewer = speaker(make_customer())
    assert post(viewer, stage.session, f"coupons/{coupon['act']}/claims")[0] == 201
    assert post(host, stage.session, f"coupons/{coupon['act']}/end")[1]["status"] == "ended"
    public = Client().get(f"/api/v1/live-sessions/{stage.session.pk}/acts").json()
    assert [act["kind"] for act in public] == ["coupon", "poll", "giveaway", "flash_deal"]
    mine = host.get(f"/api/v1/live-sessions/{stage.session.pk}/acts/mine").json()
    assert len(mine) == ShowAct.objects.count() == len(public) + 1


def test_nobody_else_does() -> None:
    stage = make_stage()
    stranger = speaker(make_user())
    body = {"variant_id": str(stage.variant.pk), "price_minor": 1990, "quota": 2}
    for path in ("flash-deals", "giveaways", "coupons", "polls"):
        wanted = {**body, "question": "q", "options": ["a", "b"]}
        assert post(stranger, stage.session, path, **wanted)[0] == 404
        assert post(Client(), stage.session, path, **wanted)[0] == 401
    deal = make_offer(stage)
    assert post(stranger, stage.session, f"flash-deals/{deal.pk}/end")[0] == 404
    assert post(speaker(stage.host), make_stage().session, f"flash-deals/{deal.pk}/end")[0] == 404
    assert post(speaker(stage.host), stage.session, f"flash-deals/{uuid.uuid4()}/end")[1]["code"] == "live.act_unknown"
    deal.refresh_from_db()
    assert (deal.status, FlashDeal.objects.count()) == ("open", 1)


def test_a_viewers_part_over_api_and_page() -> None:
    stage = make_stage()
    deal = make_offer(stage, quota=1)
    first, second = make_customer(), make_customer()
    claim(stage, deal, first, second)
    client, path = speaker(first), f"/api/v1/live-sessions/{stage.session.pk}"
    part = client.get(f"{path}/claims/mine").json()
    (mine,) = part["promises"]
    assert (mine["unit_minor"], mine["status"], mine["act"]) == (1990, "open", str(deal.pk))
    other = speaker(second)
    assert other.get(f"{path}/claims/mine").json()["waiting"] == [{"act": str(deal.pk), "place": 1}]
    claim_id = part["promises"][0]["claim_id"]
    assert other.delete(f"{path}/claims/{claim_id}").status_code == 409
    assert client.delete(f"{path}/claims/{claim_id}").status_code == 204
    assert PricePromise.objects.get(status="open").user == second

    page = Client()
    page.force_login(second)
    told = page.get(f"/live/{stage.session.pk}/part").json()
    assert told["promises"][0]["status"] == "open"
    assert page.post(f"/live/{stage.session.pk}/claims/{told['promises'][0]['claim_id']}/back").status_code == 204
    assert page.post(f"/live/{stage.session.pk}/waitlist/{deal.pk}/leave").status_code == 204
    assert Client().get(f"/live/{stage.session.pk}/part").json()["promises"] == []
    assert not PricePromise.objects.filter(status="open").exists()


def test_the_record_is_public_and_holds() -> None:
    stage = make_stage()
    giveaway = drawn(stage)
    client, path = Client(), f"/api/v1/live-sessions/{stage.session.pk}/record"
    record = client.get(path).json()
    assert record["next"] is None
    assert verify(record).problems == []
    assert [one["act"] for one in record["giveaways"]] == [str(giveaway.pk)]
    rest = client.get(path, {"after": 2}).json()
    assert [row["number"] for row in rest["records"]] == [row["number"] for row in record["records"]][2:]
    answer = client.get(f"/live/{stage.session.pk}/record/")
    assert answer.status_code == 200
    assert f'data-record="{path}"' in answer.content.decode()
