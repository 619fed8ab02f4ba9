"""The staff takes a decision of its own back without an appeal: it was wrong, or what it was about is mended."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit import clock, events
from halles.moderation.errors import AppealWaits, DecisionNotFound, NothingToTakeBack, OwnCase
from halles.moderation.events import DecisionTakenBack
from halles.moderation.models import Appeal, Decision
from halles.moderation.services.appealing import lift_sanction, task_of
from halles.moderation.services.recording import record_staff_action, require_said
from halles.users.models import User
from halles.users.staff_roles import require_task, tasks_of

Status = Decision.Status


@transaction.atomic
def take_back(decision_id: uuid.UUID, *, by: User, why: str) -> Decision:
    """End a decision about anything; what it took away comes back, and the person concerned reads `why` by mail.

    Refuses moderation.why_missing, decision_not_found, nothing_to_take_back (it has ended), appeal_waits while an
    appeal is open: it is decided, not gone around; own_case, users.staff_may_not. Announces DecisionTakenBack.
    """
    why = require_said(why)
    decision = Decision.objects.select_for_update(of=("self",)).filter(pk=decision_id).first()
    if decision is None:
        raise DecisionNotFound
    if decision.status not in (Status.IN_FORCE, Status.PAUSED):
        raise NothingToTakeBack
    if Appeal.objects.filter(decision=decision, status=Appeal.Status.OPEN).exists():
        raise AppealWaits
    if decision.subject_id == by.pk:
        raise OwnCase
    require_task(by, task_of(decision))
    record_staff_action(
        by=by,
        verb="lift_decision",
        kind=decision.kind,
        target_id=decision.target_id,
        why=why,
        data={"decision": str(decision.pk)},
    )
    decision.status, decision.ended_at = Status.LIFTED, clock.now()
    decision.save(update_fields=["status", "ended_at"])
    lift_sanction(decision, is_final=True)
    events.emit(DecisionTakenBack(decision.pk, why))
    return decision


def may_take_back(decision: Decision, person: User) -> bool:
    """Whether this member of the staff may take the decision back now."""
    is_open = Appeal.objects.filter(decision=decision, status=Appeal.Status.OPEN).exists()
    is_in_force = decision.status in (Status.IN_FORCE, Status.PAUSED)
    return is_in_force and not is_open and decision.subject_id != person.pk and task_of(decision) in tasks_of(person)
