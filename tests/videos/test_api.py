"""Videos over the API: upload, write, place products, publish, watch; each only one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from halles.kit import clock, ids
from halles.media.models import Asset
from halles.users.services import issue_token
from halles.videos.models import Video
from tests.creators.makers import make_creator
from tests.orders.makers import make_variant
from tests.users.makers import make_user
from tests.videos.makers import make_video

pytestmark = pytest.mark.django_db


def client_of(user: Any) -> Client:
    return Client(headers={"Authorization": f"Bearer {issue_token(user, 'test')}", "Accept": "application/json"})


def test_a_creator_goes_from_upload_to_a_shoppable_video() -> None:
    creator, bowl = make_creator(), make_variant()
    api = client_of(creator.user)

    started = api.post(
        "/api/v1/videos",
        {"creator_id": str(creator.pk), "file_name": "four.mp4", "size_bytes": 1000, "declared_type": "video/mp4"},
        content_type="application/json",
    )
    assert started.status_code == 201
    video = started.json()["video"]
    assert (video["status"], video["asset_status"]) == ("draft", "waiting")
    assert started.json()["upload"]["url"] == "/uploads/"
    path = f"/api/v1/videos/{video['id']}"

    words = {"caption": "Le #four", "call_to_action": "follow", "is_made_with_ai": True}
    edited = api.patch(path, words, content_type="application/json")
    assert (edited.status_code, edited.json()["caption"], edited.json()["is_made_with_ai"]) == (200, "Le #four", True)
    anchors = {"anchors": [{"product_id": str(bowl.product_id), "start_ms": 500, "end_ms": 3000}]}
    placed = api.put(f"{path}/anchors", anchors, content_type="application/json")
    assert [one["start_ms"] for one in placed.json()["anchors"]] == [500]
    assert api.post(f"{path}/publish", content_type="application/json").json()["status"] == "scheduled"

    Asset.objects.update(status=Asset.Status.PLAYABLE, duration_ms=20_000, playable_at=clock.now())
    assert api.post(f"{path}/publish", {}, content_type="application/json").json()["status"] == "published"
    shown = Client().get(f"{path}?market=FR").json()
    assert (shown["hashtags"], shown["is_made_with_ai"]) == (["four"], True)
    assert [(one["price"]["amount_minor"], one["is_buyable"]) for one in shown["anchors"]] == [(2490, True)]
    assert api.post(f"{path}/unpublish", content_type="application/json").json()["status"] == "draft"
    assert Client().get(path).status_code == 404
    assert api.get(f"{path}/mine").json()["status"] == "draft"


def test_strangers_and_bad_tokens_get_nothing() -> None:
    video = make_video(status="draft")
    path = f"/api/v1/videos/{video.pk}"
    stranger = client_of(make_user())
    for answer in (
        stranger.patch(path, {"caption": "Mine"}, content_type="application/json"),
        stranger.post(f"{path}/publish", content_type="application/json"),
        stranger.get(f"{path}/mine"),
        Client().get(path),
    ):
        assert answer.status_code == 404
        assert answer["Content-Type"].startswith("application/problem+json")
        assert answer.json()["code"] == "videos.not_found"
    assert Client().patch(path, {"caption": "Mine"}, content_type="application/json").status_code == 401
    begun = stranger.post(
        "/api/v1/videos",
        {"creator_id": str(ids.uuid7()), "file_name": "a.mp4", "size_bytes": 10},
        content_type="application/json",
    )
    assert begun.status_code == 404
    video.refresh_from_db()
    assert (video.caption, video.status, Video.objects.count()) == ("Le four s'ouvre à cinq heures", "draft", 1)


def test_refusals_are_problem_documents() -> None:
    video = make_video(status="draft")
    api, path = client_of(video.creator.user), f"/api/v1/videos/{video.pk}"
    too_far = (clock.now() + dt.timedelta(days=400)).isoformat()
    answers = [
        api.patch(path, {"markets": ["XX"]}, content_type="application/json"),
        api.post(f"{path}/publish", {"at": too_far}, content_type="application/json"),
        api.post(f"{path}/publish", {"at": "2030-01-01T00:00:00"}, content_type="application/json"),
        api.patch(path, {"language": "fr\x00"}, content_type="application/json"),
        api.put(
            f"{path}/anchors",
            {"anchors": [{"product_id": str(ids.uuid7()), "start_ms": 0, "end_ms": 900}]},
            content_type="application/json",
        ),
    ]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [
        (422, "videos.market_unknown"),
        (422, "videos.publish_too_far"),
        (422, "api.shape"),
        (422, "videos.language_unknown"),
        (422, "videos.product_not_allowed"),
    ]
