"""A decision names its rule and its facts; its subject may appeal once, in time; somebody else of the staff answers."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest

from halles.kit import clock, ids
from halles.kit.errors import Refusal
from halles.moderation import decisions, reasons, services
from halles.moderation.events import (
    AppealClosed,
    AppealOpened,
    DecisionMade,
    ReportDecided,
    SanctionImposed,
    SanctionLifted,
)
from halles.moderation.models import Appeal, Decision, Report, StaffAction
from halles.moderation.services.deciding import sanctions_for
from tests.announcements import heard
from tests.moderation.makers import decide, make_report, make_staff
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def refusal_of(deed: Any) -> str:
    with pytest.raises(Refusal) as refused:
        deed()
    return refused.value.code


def test_a_decision_is_a_statement_of_reasons_and_closes_the_reports() -> None:
    staff, subject, target_id = make_staff(), make_user(), ids.uuid7()
    reporter = make_report(kind="comment", target_id=target_id).reporter
    with heard(SanctionImposed, ReportDecided, DecisionMade) as told:
        decision = decide(kind="comment", target_id=target_id, subject=subject, by=staff, rule="eu_hate")
    assert (decision.ground, decision.detected_by, decision.status) == ("legal", "report", "in_force")
    assert decision.appeal_until - decision.decided_at == dt.timedelta(days=184)
    imposed, reported, made = told
    assert imposed == SanctionImposed(decision.pk, "comment", target_id, decision.facts, staff.pk)
    assert reporter is not None
    assert (reported.is_upheld, reported.reporter_ids) == (True, (reporter.pk,))
    assert made == DecisionMade(decision.pk)
    (action,) = StaffAction.objects.all()
    assert (action.verb, action.why, action.data["rule"]) == ("make_decision", decision.facts, "eu_hate")
    lines = {line.code: line.text for line in reasons.statement(decision)}
    assert "2008/913" in lines["ground"]
    assert lines["facts"] == "The bowl is not from Quimper."
    assert lines["by"] == "A member of our staff, not a machine."
    assert staff.email not in str(lines)
    assert "dispute settlement" in reasons.redress(decision)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rule": "nonsense"}, "moderation.rule_unknown"),
        ({"rule": "gb_counterfeit"}, "moderation.rule_unknown"),
        ({"facts": " \x00 "}, "moderation.why_missing"),
        ({"sanction": "suspend"}, "moderation.sanction_unknown"),
        ({"was": "held", "sanction": "warn"}, "moderation.sanction_unknown"),
    ],
)
def test_a_decision_without_its_parts_is_refused_and_nothing_is_written(changes: dict[str, str], code: str) -> None:
    report = make_report()
    with heard(SanctionImposed) as told:
        assert refusal_of(lambda: decide(target_id=report.target_id, **changes)) == code
    report.refresh_from_db()
    assert (report.status, told) == ("open", [])
    assert not Decision.objects.exists()
    assert not StaffAction.objects.exists()


def test_nobody_judges_their_own_case_nor_does_who_is_no_staff_or_of_another_desk() -> None:
    staff = make_staff()
    assert refusal_of(lambda: decide(by=staff, subject=staff)) == "moderation.own_case"
    assert refusal_of(lambda: decide(by=make_user())) == "moderation.not_staff"
    assert refusal_of(lambda: decide(by=make_staff("finance"))) == "users.staff_may_not"
    assert not Decision.objects.exists()


def test_a_thing_is_under_one_decision_at_a_time_but_may_be_warned_about_twice() -> None:
    target_id = ids.uuid7()
    decide(target_id=target_id)
    assert refusal_of(lambda: decide(target_id=target_id)) == "moderation.decision_stands"
    assert StaffAction.objects.count() == 1
    other = ids.uuid7()
    with heard(SanctionImposed) as told:
        decide(target_id=other, sanction="warn", rule="unfit_tone")
        decide(target_id=other, sanction="warn", rule="unfit_tone")
    assert told == []
    assert sanctions_for("planet") == []


def test_an_appeal_pauses_the_sanction_and_a_refused_one_puts_it_back() -> None:
    subject, other = make_user(), make_staff()
    decision = decide(subject=subject, was="published")
    with heard(SanctionLifted, SanctionImposed, AppealOpened, AppealClosed) as told:
        appeal = services.open_appeal(decision.pk, user=subject, text="  It is from Quimper.\x00 ")
        decision.refresh_from_db()
        assert (decision.status, appeal.text) == ("paused", "It is from Quimper.")
        services.decide_appeal(appeal.pk, is_reversed=False, by=other, why="The maker says it is not.")
    decision.refresh_from_db()
    assert decision.status == "in_force"
    assert told == [
        SanctionLifted(decision.pk, "video", decision.target_id, "published", is_final=False),
        AppealOpened(decision.pk),
        SanctionImposed(decision.pk, "video", decision.target_id, decision.facts, other.pk),
        AppealClosed(decision.pk),
    ]
    assert not reasons.can_appeal(decision)


def test_an_urgent_sanction_holds_while_its_appeal_waits() -> None:
    subject = make_user()
    decision = decide(subject=subject, is_urgent=True)
    with heard(SanctionLifted) as told:
        appeal = services.open_appeal(decision.pk, user=subject, text="It is harmless.")
    decision.refresh_from_db()
    assert (decision.status, told) == ("in_force", [])
    with heard(SanctionLifted) as told:
        services.decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="It is.")
    decision.refresh_from_db()
    assert (decision.status, [one.is_final for one in told]) == ("reversed", [True])


def test_an_appeal_is_ones_own_once_in_time_and_with_words() -> None:
    subject, decision = make_user(), None
    decision = decide(subject=subject)

    def appeal(user: Any = subject, text: str = "No.") -> str:
        return refusal_of(lambda: services.open_appeal(decision.pk, user=user, text=text))

    assert appeal(user=make_user()) == "moderation.decision_not_found"
    assert appeal(text="  ") == "moderation.appeal_text_missing"
    assert appeal(text="x" * 2001) == "moderation.appeal_too_long"
    with clock.travel(decision.appeal_until + dt.timedelta(seconds=1)):
        assert appeal() == "moderation.appeal_too_late"
    decision.refresh_from_db()
    assert (decision.status, Appeal.objects.count()) == ("in_force", 0)
    with clock.travel(decision.appeal_until):
        services.open_appeal(decision.pk, user=subject, text="x" * 2000)
    assert appeal() == "moderation.already_appealed"
    assert Appeal.objects.count() == 1


def test_whoever_decided_does_not_answer_the_appeal() -> None:
    judge, subject, _other = make_staff(), make_user(), make_staff("moderator")
    decision = decide(by=judge, subject=subject)
    appeal = services.open_appeal(decision.pk, user=subject, text="No.")
    for by, why, code in (
        (judge, "I was right.", "moderation.same_judge"),
        (make_user(), "I like it.", "moderation.not_staff"),
        (make_staff(), " ", "moderation.why_missing"),
    ):
        written = StaffAction.objects.count()
        assert refusal_of(partial(services.decide_appeal, appeal.pk, is_reversed=True, by=by, why=why)) == code
        appeal.refresh_from_db()
        decision.refresh_from_db()
        assert (appeal.status, decision.status, StaffAction.objects.count()) == ("open", "paused", written)
    services.decide_appeal(appeal.pk, is_reversed=True, by=make_staff(), why="It is.")
    again = refusal_of(lambda: services.decide_appeal(appeal.pk, is_reversed=False, by=make_staff(), why="No."))
    assert again == "moderation.appeal_decided"


def test_an_appeal_never_waits_for_a_judge_whom_the_hall_does_not_have() -> None:
    judge, subject = make_staff(), make_user()
    make_staff("finance")
    kept, taken_back = decide(by=judge, subject=subject), decide(by=judge, subject=subject)
    for decision, is_reversed, status in ((kept, False, "in_force"), (taken_back, True, "reversed")):
        appeal = services.open_appeal(decision.pk, user=subject, text="No.")
        assert services.may_answer(decision, judge)
        services.decide_appeal(appeal.pk, is_reversed=is_reversed, by=judge, why="Looked at again.")
        decision.refresh_from_db()
        assert decision.status == status


@pytest.mark.parametrize("is_reversed", [True, False])
def test_an_appeal_of_a_shop_is_answered_at_the_desk_of_shops(is_reversed: bool) -> None:
    admin, moderator, subject = make_staff(), make_staff("moderator"), make_user()
    decision = decide(by=admin, subject=subject, kind="shop", sanction="suspend", rule="service")
    appeal = services.open_appeal(decision.pk, user=subject, text="No.")
    written = StaffAction.objects.count()

    def answer(by: Any) -> Appeal:
        return services.decide_appeal(appeal.pk, is_reversed=is_reversed, by=by, why="Looked at.")

    # A moderator may not suspend a shop, so may not lift its suspension either, nor keep an admin from answering.
    assert refusal_of(lambda: answer(moderator)) == "users.staff_may_not"
    decision.refresh_from_db()
    assert (decision.status, StaffAction.objects.count()) == ("paused", written)
    assert not services.may_answer(decision, moderator)
    assert answer(admin).decided_by == admin
    second = make_staff()
    later = decide(by=admin, subject=subject, kind="shop", sanction="suspend", rule="service")
    assert (services.may_answer(later, admin), services.may_answer(later, second)) == (False, True)


def test_staff_may_take_a_decision_back_but_not_around_an_appeal() -> None:
    subject, staff = make_user(), make_staff()
    decision = decide(subject=subject)
    appeal = services.open_appeal(decision.pk, user=subject, text="No.")
    about = ("video", decision.target_id)
    assert refusal_of(lambda: services.lift_decision(*about, by=staff, why="Well.")) == "moderation.appeal_waits"
    services.decide_appeal(appeal.pk, is_reversed=False, by=staff, why="It stands.")
    assert services.lift_decision(*about, by=staff, why="The maker has shown papers.")
    assert not services.lift_decision(*about, by=staff, why="Twice.")
    decision.refresh_from_db()
    assert (decision.status, decisions.find_standing(*about)) == ("lifted", None)


def test_staff_see_what_was_decided_about_the_person_and_by_the_same_rule() -> None:
    subject = make_user()
    first = decide(subject=subject, rule="spam", kind="comment")
    second = decide(subject=subject, rule="respect")
    alike = decide(rule="spam", kind="comment")
    decide(rule="spam")
    assert decisions.history_of(subject.pk, without=second.pk) == [first]
    assert decisions.precedents("spam", kind="comment", without=first.pk) == [alike]
    assert decisions.list_decisions_about(subject).rows == [second, first]
    assert Report.objects.count() == 0
