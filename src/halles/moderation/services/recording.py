"""Writing down what the staff does."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from django.conf import settings

from halles.moderation.errors import NotStaff, OwnCase, WhyMissing
from halles.moderation.models import StaffAction
from halles.users.models import User
from halles.users.staff_roles import require_deed

TEXT_LENGTH_MAX = 1000


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
        by=by, verb=verb, kind=kind, target_id=str(target_id), why=clean(why), data=dict(data or {})
    )


def require_other(by: User, *people: uuid.UUID) -> None:
    """OwnCase when what `by` of the staff is about to decide concerns themselves, one of these people; not where one
    person runs the platform (HALLES_SECOND_PERSON)."""
    if settings.HALLES_SECOND_PERSON and by.pk in people:
        raise OwnCase


def require_said(why: str) -> str:
    """The reason, cleaned; refuses moderation.why_missing for an empty one."""
    said = clean(why)
    if not said:
        raise WhyMissing
    return said


def clean(text: str) -> str:
    """Without NUL, which PostgreSQL cannot keep, and not too long."""
    return text.replace("\x00", "").strip()[:TEXT_LENGTH_MAX]
