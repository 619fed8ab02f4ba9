"""The edge asks about keys and says what the picture does; nobody else may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from halles.kit import clock, signing
from halles.live.models import LiveSession, RoomEvent, Take
from tests.live.makers import make_session

pytestmark = pytest.mark.django_db


def post(path: str, body: dict[str, Any], *, signed_for: str | None = None) -> Any:
    key, until = settings.SECRET_KEY.encode(), clock.now() + dt.timedelta(minutes=1)
    token = signing.sign("internal", {"path": signed_for or path}, key=key, expires_at=until)
    return Client().post(path, body, content_type="application/json", headers={"X-Halles-Internal": token})


def test_a_key_opens_its_show_and_no_other() -> None:
    session = make_session(key="live_x_secret")
    answer = post("/internal/live/authorize", {"key": "live_x_secret", "protocol": "rtmp"})
    assert (answer.status_code, answer.json()["session_id"], answer.json()["is_rehearsal"]) == (
        200,
        str(session.pk),
        True,
    )
    assert post("/internal/live/authorize", {"key": "live_x_other"}).status_code == 403
    assert post("/internal/live/authorize", {"key": "live_x_secret"}, signed_for="/elsewhere").status_code == 403
    make_session(key="over", status="ended")
    assert post("/internal/live/authorize", {"key": "over"}).status_code == 409


def test_the_edges_word_is_written_down_once() -> None:
    session = make_session(status="live")
    path = f"/internal/live/{session.pk}/media"
    said = {
        "event": "started",
        "take": 0,
        "at": clock.now().isoformat(),
        "protocol": "rtmp",
        "width": 720,
        "height": 1280,
    }
    assert [post(path, said).status_code for _ in range(2)] == [204, 204]
    session.refresh_from_db()
    assert (session.media, session.last_offset, session.takes.get().width) == ("on", 1, 720)


@pytest.mark.parametrize(
    "wrong", [{}, {"event": "started"}, {"event": "dance", "take": 0, "at": "2026-01-01T00:00:00Z"}, {"event": 3}]
)
def test_nonsense_is_refused_and_writes_nothing(wrong: dict[str, Any]) -> None:
    session = make_session(status="live")
    assert post(f"/internal/live/{session.pk}/media", wrong).status_code == 400
    assert not Take.objects.exists()


def test_visitors_never_reach_it() -> None:
    session = make_session()
    for path in ("/internal/live/authorize", f"/internal/live/{session.pk}/media"):
        assert Client().post(path, {}, content_type="application/json").status_code == 403
    assert Client().get(f"/internal/live/{session.pk}").status_code == 403
    assert LiveSession.objects.get().media == "none"


def test_a_full_disk_is_told_to_those_who_run_the_show_once() -> None:
    session = make_session(status="live", media="on")
    path = f"/internal/live/{session.pk}/media"
    said = {"event": "full", "take": 1, "at": clock.now().isoformat()}
    assert [post(path, said).status_code for _ in range(2)] == [204, 204]
    session.refresh_from_db()
    assert session.recording_full_at is not None
    assert (session.status, session.media) == ("live", "on")
    told = RoomEvent.objects.get()
    assert (told.kind, told.body) == ("recording", {"is_full": True})
    assert session.room_state == {}
