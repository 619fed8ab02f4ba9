"""What is done about single messages of a chat: reported, taken out with a name beside it, brought back."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from halles.kit.rate_limits import TooOften
from halles.live import services
from halles.live.chat_log import find_reported, list_deletions
from halles.live.errors import MessageNotFound, RestrictionNotFound, SetByStaff
from halles.live.models import Deletion, LiveSession, ReportedMessage, Restriction, RoomEvent
from halles.moderation.errors import ReasonUnknown
from halles.moderation.models import Decision, Report, StaffAction
from halles.moderation.services import Ruling, decide, open_appeal
from halles.users.models import User
from halles.users.services import issue_token
from tests.live.makers import call, make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def item(user: User, text: str) -> dict[str, Any]:
    return {
        "u": str(user.pk),
        "text": text,
        "name": user.name or "Marc",
        "role": "viewer",
        "device": "d",
        "address": "a",
    }


def make_room(count: int = 10) -> tuple[LiveSession, User]:
    """A room on air in which one person has said so many different things."""
    session, marc = make_session(status="live"), make_user()
    call("live_say", session.pk, [item(marc, f"nein {number}") for number in range(count)])
    return session, marc


def make_staff() -> User:
    return make_user(is_staff=True, staff_role="moderator")


def report(session: LiveSession, offset: int, user: User, reason: str = "hate") -> Report:
    return services.report_message(session.pk, offset, reason=reason, user=user, visit_id=None)


def statuses(session: LiveSession) -> list[str]:
    said = RoomEvent.objects.filter(session=session, kind="chat").order_by("offset")
    return list(said.values_list("status", flat=True))


def test_two_people_report_one_message_and_the_staff_reads_what_was_said_around_it() -> None:
    session, marc = make_room(20)
    yui, ken = make_user(), make_user()
    first = report(session, 10, yui)
    assert report(session, 10, yui).pk == first.pk
    assert report(session, 10, ken, "spam").target_id == first.target_id
    assert Report.objects.filter(kind="chat_message").count() == 2
    found = find_reported(first.target_id)
    assert found is not None
    assert (found.user, found.text, found.is_open) == (marc, "nein 9", True)
    assert [one.offset for one in found.around] == list(range(4, 17))


def test_what_the_room_does_not_show_cannot_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.moderation.services.reporting.REPORTS_PER_HOUR_MAX", 1)
    session, _marc = make_room()
    services.delete_message(session.pk, 2, by=session.creator.user)
    for offset in (2, 99):
        with pytest.raises(MessageNotFound), transaction.atomic():
            report(session, offset, make_user())
    with pytest.raises(ReasonUnknown), transaction.atomic():
        report(session, 1, make_user(), "boring")
    eager = make_user()
    report(session, 3, eager)
    with pytest.raises(TooOften), transaction.atomic():
        report(session, 4, eager)
    assert list(ReportedMessage.objects.values_list("offset", flat=True)) == [3]
    assert Report.objects.count() == 1


def test_a_deleted_message_has_its_deed_beside_it_and_a_ban_is_one_deed() -> None:
    session, _marc = make_room()
    host = session.creator.user
    services.delete_message(session.pk, 3, by=host)
    services.delete_message(session.pk, 3, by=host)
    services.restrict(session.pk, 5, kind="ban", by=host, reason="Publicité")
    shown = [
        (one.deletion.way, one.deletion.by, one.deletion.offset, one.deletion.message_count, one.text)
        for one in list_deletions(session)
    ]
    assert shown == [("ban", host, 10, 9, "nein 9"), ("team", host, 3, 1, "nein 2")]
    client = Client()
    client.force_login(host)
    for place in ("", "cockpit/"):
        page = client.get(f"/studio/live/{session.pk}/{place}").content.decode()
        assert "nein 2" in page
        assert "by the team of the show" in page


def rule_on(named: uuid.UUID, subject: User, staff: User) -> Decision:
    ruling = Ruling(
        kind="chat_message",
        target_id=named,
        subject=subject,
        about="nein 3",
        was="shown",
        market="FR",
        rule="respect",
        facts="Insulting.",
        sanction="remove",
    )
    return decide(ruling, by=staff)


def test_the_staff_takes_a_message_out_and_an_appeal_brings_it_back() -> None:
    session, marc = make_room(5)
    made, staff = report(session, 4, make_user()), make_staff()
    decision = rule_on(made.target_id, marc, staff)
    assert statuses(session) == ["shown", "shown", "shown", "deleted", "shown"]
    assert RoomEvent.objects.get(session=session, kind="delete").body == {"of": 4}
    assert Deletion.objects.get().way == "staff"
    verbs = set(StaffAction.objects.values_list("verb", flat=True))
    assert verbs == {"make_decision", "remove_chat_message"}
    made.refresh_from_db()
    assert made.status == "upheld"
    open_appeal(decision.pk, user=marc, text="It was a joke between us.")
    assert statuses(session) == ["shown"] * 5


def test_what_the_team_had_deleted_does_not_come_back_with_an_appeal() -> None:
    session, marc = make_room(5)
    made = report(session, 4, make_user())
    services.delete_message(session.pk, 4, by=session.creator.user)
    decision = rule_on(made.target_id, marc, make_staff())
    open_appeal(decision.pk, user=marc, text="It was a joke between us.")
    assert statuses(session)[3] == "deleted"
    assert Deletion.objects.get().way == "team"


def test_programs_report_a_message_and_read_what_was_deleted() -> None:
    session, _marc = make_room(3)
    host, viewer = session.creator.user, make_user()
    way = f"/api/v1/live-sessions/{session.pk}"
    reporter, team = (Client(headers={"Authorization": f"Bearer {issue_token(one, 'x')}"}) for one in (viewer, host))
    body = {"reason": "hate", "text": "Look"}
    told = reporter.post(f"{way}/messages/2/reports", body, content_type="application/json")
    assert told.status_code == 201
    assert Report.objects.get(pk=told.json()["id"]).reporter == viewer
    assert reporter.post(f"{way}/messages/9/reports", body, content_type="application/json").status_code == 404
    assert team.delete(f"{way}/messages/2").status_code == 204
    (shown,) = team.get(f"{way}/deletions").json()
    assert (shown["offset"], shown["way"], shown["by_id"], shown["text"]) == (2, "team", str(host.pk), "nein 1")
    assert reporter.get(f"{way}/deletions").status_code == 404
    services.delete_message(session.pk, 3, by=make_staff(), way="staff")
    assert team.get(f"{way}/deletions").json()[0]["by_id"] is None


def test_a_viewer_reports_from_the_room_and_the_staff_reads_and_mutes() -> None:
    session, marc = make_room(5)
    viewer, desk, staff = Client(), Client(), make_staff()
    url = f"/live/{session.pk}/messages/3/report/"
    room = viewer.get(f"/live/{session.pk}/").content.decode()
    assert f'data-report="/live/{session.pk}/messages/0/report/"' in room
    assert viewer.post(url, {"reason": "hate"}).status_code == 204
    assert viewer.post(f"/live/{session.pk}/messages/77/report/", {"reason": "hate"}).status_code == 404
    (made,) = Report.objects.all()
    desk.force_login(staff)
    page = desk.get(f"/staff/reports/{made.pk}/").content.decode()
    assert all(text in page for text in ("nein 2", "nein 0", "nein 4", "Mute in this show for a day"))
    assert desk.get(f"/staff/reviews/decide/chat_message/{made.target_id}/").status_code == 200
    desk.post(f"/staff/chat/{made.target_id}/mute/", {"why": ""})
    assert not Restriction.objects.exists()
    desk.post(f"/staff/chat/{made.target_id}/mute/", {"why": "Insults"})
    (muted,) = Restriction.objects.all()
    assert (muted.kind, muted.user, muted.reason, muted.session) == ("mute", marc, "Insults", session)
    assert call("live_say", session.pk, [item(marc, "encore")])[0]["code"] == "live.muted"


def test_the_team_cannot_lift_what_the_staff_set_and_the_staff_can() -> None:
    session, marc = make_room(3)
    host, desk, staff = session.creator.user, Client(), make_staff()
    reported = report(session, 2, make_user()).target_id
    muted = services.mute_as_staff(reported, by=staff, why="Insults")
    with pytest.raises(SetByStaff):
        services.lift(session.pk, muted.pk, by=host)
    team = Client(headers={"Authorization": f"Bearer {issue_token(host, 'x')}"})
    way = f"/api/v1/live-sessions/{session.pk}/restrictions"
    assert team.delete(f"{way}/{muted.pk}").json()["code"] == "live.set_by_staff"
    assert team.get(way).json()[0]["is_by_staff"] is True
    muted.refresh_from_db()
    assert (muted.lifted_at, muted.lifted_by) == (None, None)
    assert call("live_say", session.pk, [item(marc, "encore")])[0]["code"] == "live.muted"
    desk.force_login(staff)
    desk.post(f"/staff/chat/{reported}/unmute/", {"why": "A misunderstanding"})
    muted.refresh_from_db()
    assert muted.lifted_by == staff
    assert StaffAction.objects.filter(verb="unmute_speaker", target_id=reported, by=staff).count() == 1
    assert call("live_say", session.pk, [item(marc, "merci")])[0]["ok"] is True
    with pytest.raises(RestrictionNotFound):
        services.lift_as_staff(reported, by=staff, why="Again")
    assert StaffAction.objects.filter(verb="unmute_speaker").count() == 1
    own = services.restrict(session.pk, 1, kind="mute", by=host, reason="Spam", seconds=60)
    services.lift(session.pk, own.pk, by=host)
    own.refresh_from_db()
    assert own.lifted_by == host


def test_the_room_is_told_what_still_stands_when_one_of_two_is_lifted() -> None:
    session, marc = make_room(3)
    host, staff = session.creator.user, make_staff()
    reported = report(session, 2, make_user()).target_id
    services.mute_as_staff(reported, by=staff, why="Insults")
    own = services.restrict(session.pk, 1, kind="mute", by=host, reason="Spam", seconds=60)
    banned = services.restrict(session.pk, 3, kind="ban", by=host, reason="Spam")
    for one in (own, banned):
        services.lift(session.pk, one.pk, by=host)
    services.lift_as_staff(reported, by=staff, why="A misunderstanding")
    told = RoomEvent.objects.filter(session=session, kind="restricted").order_by("offset")
    assert [event.body["kind"] for event in told] == ["mute", "mute", "ban", "ban", "mute", "none"]
    assert {event.body["who"] for event in told} == {str(marc.pk)}
    assert call("live_say", session.pk, [item(marc, "merci")])[0]["ok"] is True
