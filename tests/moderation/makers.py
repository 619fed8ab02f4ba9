"""Staff and reports as plain as a test needs them."""

from __future__ import annotations

from typing import Any

from halles.kit import ids
from halles.moderation import services
from halles.moderation.models import Report
from halles.users.models import User
from tests.users.makers import make_user


def make_staff(role: str = "admin") -> User:
    return make_user(name="Morgan Staff", staff_role=role)


def make_report(**changes: Any) -> Report:
    facts: dict[str, Any] = {"kind": "video", "target_id": ids.uuid7(), "reason": "scam"}
    if "user" not in changes and "visit_id" not in changes:
        facts["user"] = make_user()
    return services.report(**{**facts, **changes})
