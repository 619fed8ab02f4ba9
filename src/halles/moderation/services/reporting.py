"""Reporting what is wrong, and holding what a person must read first."""

from __future__ import annotations

import uuid
from typing import Literal

from django.db.models import Q

from halles.kit import rate_limits
from halles.moderation import words
from halles.moderation.errors import ReasonUnknown
from halles.moderation.models import Report
from halles.moderation.services.recording import clean
from halles.users.models import User

REPORTS_PER_HOUR_MAX = 20


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
                text=clean(text),
            )
        ],
        ignore_conflicts=True,
    )
    return Report.objects.get(whose, kind=kind, target_id=target_id)
