"""The routes integrators build on."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from halles.kit import clock, signing
from halles.live.models import LiveSession
from halles.users import services as users
from tests.catalog.makers import make_on_sale
from tests.creators.makers import make_creator
from tests.live.makers import make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def speaker(user: Any) -> Client:
    key = users.issue_token(user, "test")
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_show_by_the_api() -> None:
    creator = make_creator()
    client = speaker(creator.user)
    product = make_on_sale().product
    wanted = {
        "creator_id": str(creator.pk),
        "title": "Le four s'ouvre",
        "market": "FR",
        "language": "fr",
        "scheduled_at": clock.now().isoformat(),
        "product_ids": [str(product.pk)],
    }
    answer = client.post("/api/v1/live-sessions", wanted, content_type="application/json")
    made = answer.json()
    assert answer.status_code == 201
    session = LiveSession.objects.get(pk=made["id"])
    assert made["stream_key"] == session.stream_key
    assert made["whip_url"].endswith(f"/whip/{session.pk}")
    assert made["playback_url"].endswith(f"/live-media/{session.pk}/index.m3u8")
    assert made["room_url"].endswith(f"/rooms/{session.pk}")
    start = f"/api/v1/live-sessions/{session.pk}/start"
    assert client.post(start).json()["code"] == "live.no_picture"
    LiveSession.objects.filter(pk=session.pk).update(media="on")
    assert client.post(start).json()["status"] == "live"
    pins = f"/api/v1/live-sessions/{session.pk}/pins"
    pinned = client.post(pins, {"product_id": str(product.pk)}, content_type="application/json").json()
    assert pinned["pinned_product_id"] == str(product.pk)
    assert client.post(f"/api/v1/live-sessions/{session.pk}/end").json()["status"] == "ended"


def test_a_moderator_never_sees_the_stream_key_and_a_stranger_sees_nothing() -> None:
    session = make_session(status="live", media="on")
    moderator, stranger = make_user(), make_user()
    session.members.create(user=moderator, role="moderator")
    path = f"/api/v1/live-sessions/{session.pk}"
    modes = speaker(moderator).patch(f"{path}/chat", {"slow_mode_seconds": 5}, content_type="application/json")
    assert (modes.status_code, "stream_key" in modes.json()) == (200, False)
    assert speaker(moderator).get(f"{path}/mine").status_code == 404
    assert speaker(moderator).post(f"{path}/end").status_code == 404
    assert speaker(stranger).patch(f"{path}/chat", {}, content_type="application/json").status_code == 404
    session.refresh_from_db()
    assert (session.status, session.slow_mode_seconds) == ("live", 5)


def test_the_rooms_token_says_who_stands_there() -> None:
    session = make_session(status="live")
    client = Client()
    said = client.get(f"/live/{session.pk}/token").json()
    assert (said["role"], said["seconds"]) == ("viewer", 600)
    payload = signing.unsign("room", said["token"], key=settings.SECRET_KEY.encode(), now=clock.now())
    assert (payload["room"], payload["who"], payload["name"], len(payload["device"])) == (str(session.pk), None, "", 64)
    client.force_login(session.creator.user)
    again = client.get(f"/live/{session.pk}/token").json()
    host = signing.unsign("room", again["token"], key=settings.SECRET_KEY.encode(), now=clock.now())
    assert (host["role"], host["who"], host["device"]) == ("host", str(session.creator.user.pk), payload["device"])


def test_a_refused_call_leaves_nothing_of_what_it_began() -> None:
    creator = make_creator()
    wanted = {
        "creator_id": str(creator.pk),
        "title": "Le four s'ouvre",
        "market": "FR",
        "language": "fr",
        "scheduled_at": clock.now().isoformat(),
        "product_ids": ["00000000-0000-0000-0000-000000000000"],
    }
    answer = speaker(creator.user).post("/api/v1/live-sessions", wanted, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "live.product_not_allowed")
    assert not LiveSession.objects.exists()
