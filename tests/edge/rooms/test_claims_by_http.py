from __future__ import annotations

import json
import time
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from halles.promotions.models import FlashDeal, PricePromise
from halles.users.models import User
from halles.users.services import issue_token
from tests.edge.rooms.stage import joined, open_edges, pass_for
from tests.edge.stage import Answer, Site
from tests.live.acts.makers import Stage, make_offer, make_stage
from tests.promotions.makers import make_customer

pytestmark = pytest.mark.django_db(transaction=True)


def make_deal(**changes: Any) -> tuple[Stage, FlashDeal]:
    with transaction.atomic():
        stage = make_stage(stock=10)
        return stage, make_offer(stage, **changes)


def make_person() -> tuple[User, str]:
    with transaction.atomic():
        user = make_customer()
        return user, issue_token(user, "till")


def claim(site: Site, stage: Stage, deal: FlashDeal, token: str, key: str = "", body: Any = None) -> Answer:
    target = f"/api/v1/live-sessions/{stage.session.pk}/flash-deals/{deal.pk}/claims"
    headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key or uuid.uuid4().hex}
    return site.ask("POST", target, headers, None if body is None else json.dumps(body).encode())


def test_a_claim_is_answered_by_the_edge_and_told_to_the_room(tmp_path: Path) -> None:
    stage, deal = make_deal()
    user, token = make_person()
    watcher = pass_for(stage.session)
    with open_edges(tmp_path) as [site], joined(site, stage.session, watcher) as [client]:
        time.sleep(0.3)  # the opening was just told; so soon after it a count waits for the next
        first = claim(site, stage, deal, token, "till-4711", {"quantity": 1})
        assert first.status == 201
        told = json.loads(first.body)
        promise = PricePromise.objects.get(user=user)
        assert (told["claim_id"], told["deal_id"], told["quantity"]) == (str(promise.pk), str(deal.pk), 1)
        assert (told["unit_minor"], told["currency"]) == (1990, "EUR")
        assert told["expires_at"].endswith("Z")
        assert client.wait(lambda event: event["k"] == "act")["act"] == str(deal.pk)
        again = claim(site, stage, deal, token, "till-4711", {"quantity": 1})
        assert (again.status, json.loads(again.body)["claim_id"]) == (201, told["claim_id"])
        assert PricePromise.objects.count() == 1


def test_lines_and_http_feed_one_queue_and_the_quota_holds(tmp_path: Path) -> None:
    stage, deal = make_deal(quota=1)
    user, _ = make_person()
    line = pass_for(stage.session, who=str(user.pk))
    _, other = make_person()
    with open_edges(tmp_path) as [site], joined(site, stage.session, line) as [client]:
        answer = client.ask("claim", deal=str(deal.pk), key="from-the-line")
        assert answer["ok"] is True
        late = claim(site, stage, deal, other)
        told = json.loads(late.body)
        assert (late.status, told["code"], told["data"]) == (409, "promotions.sold_out", {"place": 1})
        assert late.headers["Content-Type"].startswith("application/problem+json")
        same = claim(site, stage, deal, line, "from-the-line")
        assert json.loads(same.body)["claim_id"] == answer["promise"]
    assert PricePromise.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"token": "hk_unknown"}, 401, "promotions.sign_in"),
        ({"token": "forged.token"}, 401, "promotions.sign_in"),
        ({"token": ""}, 401, "promotions.sign_in"),
        ({"key": "short"}, 400, "promotions.key_invalid"),
        ({"body": {"quantity": 0}}, 422, "api.malformed"),
        ({"body": {"quantity": True}}, 422, "api.malformed"),
        ({"body": "one"}, 422, "api.malformed"),
        ({"body": {"filling": "x" * 5000}}, 422, "api.malformed"),
        ({"body": {"quantity": 2}}, 409, "promotions.limit_reached"),
    ],
)
def test_a_refusal_is_a_problem_document_and_nothing_is_kept(
    tmp_path: Path, changes: dict[str, Any], status: int, code: str
) -> None:
    stage, deal = make_deal()
    _, token = make_person()
    with open_edges(tmp_path) as [site]:
        refused = claim(site, stage, deal, changes.pop("token", token), **changes)
        told = json.loads(refused.body)
        assert (refused.status, told["status"], told["code"]) == (status, status, code)
        assert told["title"]
    assert PricePromise.objects.count() == 0


def test_without_a_key_in_french_and_for_a_deal_of_elsewhere(tmp_path: Path) -> None:
    stage, deal = make_deal()
    with transaction.atomic():
        other = make_stage()
    _, token = make_person()
    with open_edges(tmp_path) as [site]:
        target = f"/api/v1/live-sessions/{stage.session.pk}/flash-deals/{deal.pk}/claims"
        bare = site.ask("POST", target, {"Authorization": f"Bearer {token}", "Accept-Language": "fr"})
        told = json.loads(bare.body)
        assert (bare.status, told["code"]) == (400, "api.key_missing")
        assert told["title"].startswith("Envoyez l’en-tête")
        elsewhere = claim(site, other, deal, token)
        assert (elsewhere.status, json.loads(elsewhere.body)["code"]) == (404, "promotions.deal_unknown")


def test_one_person_may_not_ask_as_fast_as_a_machine(tmp_path: Path) -> None:
    stage, deal = make_deal()
    _, token = make_person()
    with open_edges(tmp_path) as [site]:
        answers = [claim(site, stage, deal, token, "the-same-key") for _ in range(14)]
    assert {answer.status for answer in answers[:10]} == {201}
    assert answers[-1].status == 429
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert PricePromise.objects.count() == 1


def test_a_database_that_is_away_is_said_with_when_to_come_again(tmp_path: Path) -> None:
    stage, deal = make_deal()
    _, token = make_person()
    with open_edges(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none") as [site]:
        answer = claim(site, stage, deal, token)
    assert (answer.status, json.loads(answer.body)["code"]) == (503, "room.database_away")
    assert answer.headers["Retry-After"] == "2"
