"""Reports are kept once per person, decided once, and every decision leaves who, when and why."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from halles.kit import clock, ids
from halles.kit.rate_limits import TooOften
from halles.moderation import queries, services
from halles.moderation.errors import AlreadyDecided, NotStaff, ReasonUnknown, ReportNotFound, WhyMissing
from halles.moderation.events import ReportDecided
from halles.moderation.models import Report, StaffAction
from tests.announcements import heard
from tests.moderation.makers import make_report, make_staff, uphold
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def test_a_person_and_a_visit_report_the_same_thing_once_each() -> None:
    user, visit_id, target_id = make_user(), ids.uuid7(), ids.uuid7()
    first = make_report(user=user, target_id=target_id, text="  It \x00melts.  ")
    assert make_report(user=user, target_id=target_id, reason="spam").pk == first.pk
    assert (
        make_report(visit_id=visit_id, target_id=target_id).pk == make_report(visit_id=visit_id, target_id=target_id).pk
    )

    assert Report.objects.count() == 2
    assert first.text == "It melts."


def test_reports_have_a_reason_and_a_limit() -> None:
    user = make_user()
    with pytest.raises(ReasonUnknown):
        make_report(user=user, reason="because")
    with clock.travel(clock.now().replace(minute=5)):
        for _ in range(20):
            make_report(user=user)
        with pytest.raises(TooOften), transaction.atomic():
            make_report(user=user)
    assert Report.objects.count() == 20


def test_one_decision_closes_every_open_report_about_the_target_and_says_why() -> None:
    staff, target_id = make_staff(), ids.uuid7()
    users = [make_user(), make_user()]
    reports = [make_report(user=user, target_id=target_id) for user in users]
    elsewhere = make_report()

    with heard(ReportDecided) as events:
        uphold(reports[1], by=staff, why="A fake label.")

    assert {one.status for one in Report.objects.filter(target_id=target_id)} == {"upheld"}
    elsewhere.refresh_from_db()
    assert elsewhere.status == "open"
    (decided,) = events
    assert (decided.kind, decided.target_id, decided.is_upheld, decided.why) == (
        "video",
        target_id,
        True,
        "A fake label.",
    )
    assert set(decided.reporter_ids) == {user.pk for user in users}
    (action,) = StaffAction.objects.all()
    assert (action.by, action.verb, action.target_id) == (staff, "make_decision", str(target_id))


def test_a_decision_is_refused_twice_without_a_reason_or_by_others() -> None:
    staff, report = make_staff(), make_report()
    with pytest.raises(WhyMissing):
        services.dismiss_report(report.pk, by=staff, why="  ")
    with pytest.raises(ReportNotFound):
        services.dismiss_report(ids.uuid7(), by=staff, why="Gone.")
    with pytest.raises(NotStaff):
        services.dismiss_report(report.pk, by=make_user(), why="I like it.")
    report.refresh_from_db()
    assert (report.status, StaffAction.objects.count()) == ("open", 0)

    services.dismiss_report(report.pk, by=staff, why="Nothing wrong.")
    with pytest.raises(AlreadyDecided):
        services.dismiss_report(report.pk, by=staff, why="After all.")
    report.refresh_from_db()
    assert (report.status, StaffAction.objects.count()) == ("dismissed", 1)


@pytest.mark.parametrize(
    "statement", ["UPDATE moderation_staffaction SET why = ''", "DELETE FROM moderation_staffaction"]
)
def test_what_the_staff_did_cannot_be_rewritten(statement: str) -> None:
    services.record_staff_action(by=make_staff(), verb="look", kind="order", target_id="H-1", why="Asked by mail.")
    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert [action.why for action in StaffAction.objects.all()] == ["Asked by mail."]


def test_the_work_list_shows_each_target_once_longest_waiting_first_in_pages() -> None:
    targets = [ids.uuid7() for _ in range(32)]
    for target_id in targets:
        make_report(target_id=target_id)
    make_report(target_id=targets[0], reason="spam")
    make_report(kind="comment")

    first = queries.list_reported(kind="video")
    assert [row.target_id for row in first.rows] == targets[:30]
    assert (first.rows[0].report_count, first.rows[0].reasons) == (2, ("scam", "spam"))
    second = queries.list_reported(first.next_cursor, kind="video")
    assert ([row.target_id for row in second.rows], second.next_cursor) == (targets[30:], None)
    assert queries.count_reported() == 33
    assert len(queries.list_reported("nonsense").rows) == 30
