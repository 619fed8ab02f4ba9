"""Reporting, deciding, and writing down what the staff does."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.db import transaction
from django.db.models import Q

from halles.kit import clock, events, rate_limits
from halles.moderation import words
from halles.moderation.errors import AlreadyDecided, NotStaff, ReasonUnknown, ReportNotFound, WhyMissing
from halles.moderation.events import ReportDecided
from halles.moderation.models import Report, StaffAction
from halles.users.models import User
from halles.users.staff_roles import require_deed

REPORTS_PER_HOUR_MAX = 20
TEXT_LENGTH_MAX = 1000


def check_text(text: str, language: str) -> Literal["ok", "held"]:
    """Whether a text may be shown at once, or waits for a person to read it."""
    return "held" if words.find_rules(text, language) else "ok"


def report(
    *,
    kind: str,
    target_id: uuid.UUID,
    reason: str,
    text: str = "",
    user: User | None = None,
    visit_id: uuid.UUID | None = None,
) -> Report:
    """Keep a complaint of a person, or of a visit without sign-in; the same one again gives the first report back."""
    if reason not in Report.Reason.values:
        raise ReasonUnknown
    assert user is not None or visit_id is not None, "somebody reports"
    whose = Q(reporter=user) if user else Q(reporter=None, visit_id=visit_id)
    earlier = Report.objects.filter(whose, kind=kind, target_id=target_id).first()
    if earlier is not None:
        return earlier
    rate_limits.take(f"report:{user.pk if user else visit_id}", limit=REPORTS_PER_HOUR_MAX, per_seconds=3600)
    # Two taps at once meet at the unique constraint; whichever came second reads what the first wrote.
    Report.objects.bulk_create(
        [
            Report(
                reporter=user,
                visit_id=None if user else visit_id,
                kind=kind,
                target_id=target_id,
                reason=reason,
                text=_clean(text),
            )
        ],
        ignore_conflicts=True,
    )
    return Report.objects.get(whose, kind=kind, target_id=target_id)


@transaction.atomic
def decide_report(report_id: uuid.UUID, *, uphold: bool, by: User, why: str) -> int:
    """Decide a report and every other open one about the same target; returns how many were closed.

    What follows for the target (removed when upheld, shown again when not) is for those who hear ReportDecided.
    """
    why = _said(why)
    named = Report.objects.filter(pk=report_id).first()
    if named is None:
        raise ReportNotFound
    about = Report.objects.filter(kind=named.kind, target_id=named.target_id, status=Report.Status.OPEN)
    # Locked in one order: two members of staff who decide about the same target wait for each other.
    opened = list(about.order_by("pk").select_for_update())
    if report_id not in {one.pk for one in opened}:
        raise AlreadyDecided
    Report.objects.filter(pk__in=[one.pk for one in opened]).update(
        status=Report.Status.UPHELD if uphold else Report.Status.DISMISSED,
        decided_by=by,
        decided_at=clock.now(),
        why=why,
    )
    verb = "uphold_report" if uphold else "dismiss_report"
    record_staff_action(by=by, verb=verb, kind=named.kind, target_id=named.target_id, why=why)
    events.emit(
        ReportDecided(
            kind=named.kind,
            target_id=named.target_id,
            is_upheld=uphold,
            reason=named.reason,
            why=why,
            by_id=by.pk,
            reporter_ids=tuple(one.reporter_id for one in opened if one.reporter_id),
        )
    )
    return len(opened)


def record_staff_action(
    *,
    by: User,
    verb: str,
    kind: str,
    target_id: uuid.UUID | str,
    why: str = "",
    data: Mapping[str, Any] | None = None,
) -> StaffAction:
    """Write down, in the caller's transaction, that a member of staff did something.

    NotStaff for anybody else, StaffMayNot for a deed that their role does not include; either undoes the deed with it.
    """
    if not (by.is_staff and by.is_active):
        raise NotStaff
    require_deed(by, verb)
    return StaffAction.objects.create(
        by=by, verb=verb, kind=kind, target_id=str(target_id), why=_clean(why), data=dict(data or {})
    )


def _said(why: str) -> str:
    said = _clean(why)
    if not said:
        raise WhyMissing
    return said


def _clean(text: str) -> str:
    """Without NUL, which PostgreSQL cannot keep."""
    return text.replace("\x00", "").strip()[:TEXT_LENGTH_MAX]
