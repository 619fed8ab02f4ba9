"""Staff and reports as plain as a test needs them."""

from __future__ import annotations

from typing import Any

from halles.kit import ids
from halles.moderation import services
from halles.moderation.models import Decision, Report
from halles.moderation.services import Ruling
from halles.moderation.services.deciding import sanctions_for
from halles.users.models import User
from tests.users.makers import make_user


def make_staff(role: str = "admin") -> User:
    return make_user(name="Morgan Staff", staff_role=role)


def make_report(**changes: Any) -> Report:
    facts: dict[str, Any] = {"kind": "video", "target_id": ids.uuid7(), "reason": "scam"}
    if "user" not in changes and "visit_id" not in changes:
        facts["user"] = make_user()
    return services.report(**{**facts, **changes})


def decide(**changes: Any) -> Decision:
    """A decision by the rules of the house; `by` is the staff, `subject` whom it concerns."""
    facts: dict[str, Any] = {
        "kind": "video",
        "target_id": ids.uuid7(),
        "about": "A film about a bowl",
        "was": "shown",
        "market": "FR",
        "rule": "honest_words",
        "facts": "The bowl is not from Quimper.",
        "sanction": "remove",
    }
    by = changes.pop("by", None) or make_staff()
    if "subject" not in changes:
        changes["subject"] = make_user()
    return services.decide(Ruling(**{**facts, **changes}), by=by)


def uphold(report: Report, *, by: User, why: str, subject: User | None = None, **changes: Any) -> Decision:
    """What was reported breaks a rule: its usual sanction follows."""
    sanction = sanctions_for(report.kind)[0]
    about = {"kind": report.kind, "target_id": report.target_id, "facts": why, "sanction": sanction}
    return decide(**{**about, "by": by, "subject": subject, **changes})
