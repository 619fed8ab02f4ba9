"""Reads of decisions and appeals: for the person concerned, for the staff, and what was decided before."""

from __future__ import annotations

import uuid

from django.db.models import QuerySet

from halles.kit.pages import Page, page_by_id
from halles.moderation.errors import AppealNotFound, DecisionNotFound
from halles.moderation.models import Appeal, Decision
from halles.users.models import User

PAGE_SIZE = 30
SHOWN_MAX = 10
STANDING = (Decision.Status.IN_FORCE, Decision.Status.PAUSED)


def list_decisions_about(user: User, cursor: str | None = None) -> Page[Decision]:
    """A page of what was decided about a person, their things and their shops, newest first."""
    return page_by_id(_told().filter(subject=user), cursor, size=PAGE_SIZE)


def get_for_subject(decision_id: uuid.UUID, user: User) -> Decision:
    """A decision about this person, with its appeal; DecisionNotFound for others'."""
    found = _told().filter(pk=decision_id, subject=user).first()
    if found is None:
        raise DecisionNotFound
    return found


def get_decision(decision_id: uuid.UUID) -> Decision:
    """A decision, for staff and for mails."""
    found = _told().filter(pk=decision_id).first()
    if found is None:
        raise DecisionNotFound
    return found


def find_standing(kind: str, target_id: uuid.UUID) -> Decision | None:
    """The decision that restricts a thing now or is paused by its appeal; warnings are none."""
    standing = _told().filter(kind=kind, target_id=target_id, status__in=STANDING)
    return standing.exclude(sanction=Decision.Sanction.WARN).first()


def is_restricted(kind: str, target_id: uuid.UUID) -> bool:
    """Whether a decision holds the thing back at this moment; not while its appeal pauses it."""
    held = Decision.objects.filter(kind=kind, target_id=target_id, status=Decision.Status.IN_FORCE)
    return held.exclude(sanction=Decision.Sanction.WARN).exists()


def history_of(subject_id: uuid.UUID | None, *, without: uuid.UUID | None = None) -> list[Decision]:
    """The latest ten decisions about a person, for staff."""
    if subject_id is None:
        return []
    return _latest(_told().filter(subject=subject_id), without)


def precedents(rule: str, *, kind: str = "", without: uuid.UUID | None = None) -> list[Decision]:
    """The latest ten decisions by the same rule, for staff; with `kind` only about such things."""
    alike = _told().filter(rule=rule) if rule else _told()
    if kind:
        alike = alike.filter(kind=kind)
    return _latest(alike, without)


def list_appeals(cursor: str | None = None) -> Page[Appeal]:
    """A page of the appeals that wait, newest first."""
    return page_by_id(_appeals().filter(status=Appeal.Status.OPEN), cursor, size=PAGE_SIZE)


def count_appeals() -> int:
    """How many appeals wait for the staff."""
    return Appeal.objects.filter(status=Appeal.Status.OPEN).count()


def get_appeal(appeal_id: uuid.UUID) -> Appeal:
    """An appeal with its decision, for staff."""
    found = _appeals().filter(pk=appeal_id).first()
    if found is None:
        raise AppealNotFound
    return found


def list_decisions(cursor: str | None = None) -> Page[Decision]:
    """A page of all decisions, newest first, for staff."""
    return page_by_id(_told(), cursor, size=PAGE_SIZE)


def _latest(found: QuerySet[Decision], without: uuid.UUID | None) -> list[Decision]:
    others = found.exclude(pk=without) if without else found
    return list(others.order_by("-pk")[:SHOWN_MAX])


def _told() -> QuerySet[Decision]:
    return Decision.objects.select_related("subject", "decided_by", "appeal")


def _appeals() -> QuerySet[Appeal]:
    return Appeal.objects.select_related("decision", "decision__subject", "decision__decided_by", "decided_by")
