"""What moderation keeps of a person: what they reported, what was decided about them, and their appeals."""

from __future__ import annotations

from django.db import transaction

from halles.moderation.models import Appeal, Decision, Report
from halles.users.models import User
from halles.users.personal import Rows, rows


def tell(user: User) -> Rows:
    """Reports by the person, decisions about them, appeals of theirs."""
    about = Decision.objects.filter(subject=user)
    return {
        "reports": rows(Report.objects.filter(reporter=user), "kind", "reason", "text", "status", "created_at"),
        "decisions": rows(about, "kind", "about", "rule", "facts", "sanction", "status", "decided_at", "appeal_until"),
        "appeals": rows(Appeal.objects.filter(decision__subject=user), "text", "status", "opened_at", "why"),
    }


@transaction.atomic
def erase(user: User) -> None:
    """That something was reported and decided stays; the words of the person, and who it was, go."""
    reports = Report.objects.filter(reporter=user)
    # One report of a thing per visit: without a person and a visit they do not collide.
    reports.update(text="", reporter=None, visit_id=None)
    about = Decision.objects.filter(subject=user)
    Appeal.objects.filter(decision__in=about).update(text="")
    about.update(about="", subject=None)
