"""Two of the staff, two clicks, a decision and an appeal at the same instant: one decision, one appeal, one answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from halles.kit import clock, transactions
from halles.moderation import services
from halles.moderation.errors import AlreadyAppealed, AppealDecided, DecisionStands
from halles.moderation.models import Appeal, Decision, StaffAction
from tests.moderation.makers import decide, make_report, make_staff
from tests.races.test_orders_meet import together
from tests.users.makers import make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Each in a transaction of its own, as requests are."""
    return together(*(lambda act=act: transactions.run(act) for act in acts), at=clock.now())


def test_two_of_the_staff_decide_about_one_thing_once() -> None:
    report, subject = make_report(), make_user()
    judges = [make_staff(), make_staff()]
    told = at_once(
        *(lambda by=by: decide(kind=report.kind, target_id=report.target_id, subject=subject, by=by) for by in judges)
    )
    assert sorted(type(one) is DecisionStands for one in told) == [False, True]
    assert (Decision.objects.count(), StaffAction.objects.filter(verb="make_decision").count()) == (1, 1)
    report.refresh_from_db()
    assert (report.status, report.decided_by) == ("upheld", Decision.objects.get().decided_by)


def test_a_double_click_appeals_once() -> None:
    subject = make_user()
    decision = decide(subject=subject)
    told = at_once(*(lambda: services.open_appeal(decision.pk, user=subject, text="No.") for _click in range(2)))
    assert sorted(type(one) is AlreadyAppealed for one in told) == [False, True]
    assert Appeal.objects.count() == 1


def test_two_of_the_staff_answer_one_appeal_once() -> None:
    subject = make_user()
    decision = decide(subject=subject)
    appeal = services.open_appeal(decision.pk, user=subject, text="No.")
    judges = [(make_staff(), True), (make_staff(), False)]
    told = at_once(
        *(
            lambda by=by, wrong=wrong: services.decide_appeal(appeal.pk, is_reversed=wrong, by=by, why="Looked at.")
            for by, wrong in judges
        )
    )
    assert sorted(type(one) is AppealDecided for one in told) == [False, True]
    appeal.refresh_from_db()
    decision.refresh_from_db()
    assert (appeal.status, decision.status) in {("reversed", "reversed"), ("upheld", "in_force")}
    assert StaffAction.objects.filter(verb__in=["reverse_decision", "uphold_decision"]).count() == 1
