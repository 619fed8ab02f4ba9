"""The pages of live shows, as visitors, viewers and hosts meet them."""

from __future__ import annotations

import pytest
from django.test import Client

from halles.live import services
from halles.live.models import LiveSession, Reminder, Restriction
from halles.live.queries import list_keywords
from tests.catalog.makers import make_on_sale
from tests.live.makers import call, make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_the_list_has_what_is_on_what_comes_and_an_invitation() -> None:
    assert "Plan a show" in Client().get("/live/").content.decode()
    on_air, coming = make_session(status="live", title="Le four"), make_session(title="Demain")
    page = Client(headers={"Accept-Language": "fr-FR"}).get("/live/").content.decode()
    assert f"/live/{on_air.pk}/" in page
    assert f"/live/{coming.pk}/" in page
    make_session(status="canceled", title="Jamais")
    assert "Jamais" not in Client(headers={"Accept-Language": "fr-FR"}).get("/live/").content.decode()


@pytest.mark.parametrize("status", ["planned", "live", "ended"])
def test_a_room_opens_in_every_status(status: str) -> None:
    session = make_session(status=status)
    product = make_on_sale().product
    if status != "ended":
        services.set_bag(session.pk, [product.pk])
    page = Client().get(f"/live/{session.pk}/")
    assert page.status_code == 200
    assert f'data-status="{status}"' in page.content.decode()
    assert session.stream_key not in page.content.decode()


def test_a_stranger_gets_no_way_into_a_rehearsal() -> None:
    session = make_session(media="on")
    assert "index.m3u8?t=" not in Client().get(f"/live/{session.pk}/").content.decode()
    host = Client()
    host.force_login(session.creator.user)
    assert "index.m3u8?t=" in host.get(f"/live/{session.pk}/").content.decode()


def test_being_reminded_asks_for_a_sign_in_first_and_can_be_taken_back() -> None:
    session, person, client = make_session(), make_user(), Client()
    assert client.post(f"/live/{session.pk}/reminder/").status_code == 302
    assert not Reminder.objects.exists()
    client.force_login(person)
    for wanted, count in (("true", 1), ("true", 1), ("false", 0)):
        client.post(f"/live/{session.pk}/reminder/", {"wanted": wanted})
        assert Reminder.objects.count() == count


def test_who_is_banned_reads_why_and_answers_once() -> None:
    session, marc = make_session(status="live"), make_user()
    call("live_say", session.pk, [{"n": "1", "u": str(marc.pk), "name": "Marc", "role": "viewer", "text": "x"}])
    found = services.restrict(session.pk, 1, kind="ban", by=session.creator.user, reason="Publicité")
    path = f"/live/{session.pk}/restriction/{found.pk}/"
    other, client = Client(), Client()
    other.force_login(make_user())
    client.force_login(marc)
    assert other.get(path).status_code == 404
    assert "Publicité" in client.get(path).content.decode()
    assert client.post(path, {"text": "Non."}).status_code == 302
    assert client.post(path, {"text": "Encore."}).status_code == 422
    assert Restriction.objects.get().appeal == "Non."


def test_the_teams_deeds_are_theirs_alone() -> None:
    session = make_session(media="on")
    stranger, host = Client(), Client()
    stranger.force_login(make_user())
    host.force_login(session.creator.user)
    deed = f"/live/{session.pk}/team/"
    assert Client().post(f"{deed}start").status_code == 404
    assert stranger.post(f"{deed}start").status_code == 404
    assert LiveSession.objects.get().status == "planned"
    assert stranger.post(f"{deed}keywords", {"words": "x"}).status_code == 404
    assert host.post(f"{deed}keywords", {"words": "Arnaque \r\n\r\narnaque\n馬鹿"}).status_code == 204
    assert list_keywords(session.creator) == ["arnaque", "馬鹿"]
    assert host.post(f"{deed}keywords", {"words": "x" * 61}).status_code == 422
    assert "馬鹿" in host.get(f"/studio/live/{session.pk}/cockpit/").content.decode()
    assert host.post(f"{deed}start").status_code == 204
    assert host.post(f"{deed}start", headers={"Accept": "application/json"}).json()["code"] == "live.already_started"
    assert host.post(f"{deed}pin", {"product": "nonsense"}).status_code == 404
    assert host.post(f"{deed}end").status_code == 204
    assert LiveSession.objects.get().status == "ended"
