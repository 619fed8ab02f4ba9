"""Appealing against a decision, and deciding the appeal: by somebody else of the staff, wherever there is one."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit import clock, events
from halles.moderation.errors import (
    AlreadyAppealed,
    AppealDecided,
    AppealNotFound,
    AppealTextMissing,
    AppealTooLate,
    AppealTooLong,
    DecisionNotFound,
    NothingToAppeal,
    OwnCase,
    SameJudge,
)
from halles.moderation.events import AppealClosed, AppealOpened, SanctionLifted
from halles.moderation.models import APPEAL_LENGTH_MAX, Appeal, Decision, TargetKind
from halles.moderation.services.deciding import impose
from halles.moderation.services.recording import record_staff_action, require_said
from halles.users.models import User
from halles.users.queries import list_staff
from halles.users.staff_roles import require_task, tasks_of

Status = Decision.Status


@transaction.atomic
def open_appeal(decision_id: uuid.UUID, *, user: User, text: str) -> Appeal:
    """Say why a decision about oneself is wrong: once, in time. Its sanction pauses unless the matter is urgent.

    Refuses moderation.decision_not_found (also for decisions about others), appeal_text_missing, appeal_too_long,
    already_appealed, appeal_too_late, nothing_to_appeal.
    """
    # Locked: a double click waits here and then finds the appeal.
    decision = Decision.objects.select_for_update().filter(pk=decision_id, subject=user).first()
    if decision is None:
        raise DecisionNotFound
    said = text.replace("\x00", "").strip()
    if not said:
        raise AppealTextMissing
    if len(said) > APPEAL_LENGTH_MAX:
        raise AppealTooLong(length_max=APPEAL_LENGTH_MAX)
    if Appeal.objects.filter(decision=decision).exists():
        raise AlreadyAppealed
    if decision.status != Status.IN_FORCE:
        raise NothingToAppeal
    if clock.now() > decision.appeal_until:
        raise AppealTooLate
    appeal = Appeal.objects.create(decision=decision, text=said, opened_at=clock.now())
    if not decision.is_urgent:
        decision.status = Status.PAUSED
        decision.save(update_fields=["status"])
        lift_sanction(decision, is_final=False)
    events.emit(AppealOpened(decision.pk))
    return appeal


@transaction.atomic
def decide_appeal(appeal_id: uuid.UUID, *, is_reversed: bool, by: User, why: str) -> Appeal:
    """Reverse the decision (the thing comes back) or let it stand (the sanction goes on); the person reads why.

    Refuses moderation.appeal_not_found, appeal_decided, why_missing; same_judge for whoever made the decision while
    there is somebody else, own_case for whom it concerns, users.staff_may_not for who could not have decided it.
    """
    why = require_said(why)
    decision = Decision.objects.select_for_update(of=("self",)).filter(appeal=appeal_id).first()
    if decision is None:
        raise AppealNotFound
    appeal = Appeal.objects.get(pk=appeal_id)
    if appeal.status != Appeal.Status.OPEN:
        raise AppealDecided
    if decision.subject_id == by.pk:
        raise OwnCase
    if decision.decided_by_id == by.pk and _has_other_judge(decision):
        raise SameJudge
    appeal.status = Appeal.Status.REVERSED if is_reversed else Appeal.Status.UPHELD
    appeal.decided_by, appeal.decided_at, appeal.why = by, clock.now(), why
    appeal.save(update_fields=["status", "decided_by", "decided_at", "why"])
    record_staff_action(
        by=by,
        verb="reverse_decision" if is_reversed else "uphold_decision",
        kind=decision.kind,
        target_id=decision.target_id,
        why=why,
        data={"decision": str(decision.pk)},
    )
    require_task(by, task_of(decision))
    if is_reversed:
        decision.status, decision.ended_at = Status.REVERSED, clock.now()
        decision.save(update_fields=["status", "ended_at"])
        lift_sanction(decision, is_final=True)
    elif decision.status == Status.PAUSED:
        decision.status = Status.IN_FORCE
        decision.save(update_fields=["status"])
        impose(decision, why=decision.facts, by=by)
    events.emit(AppealClosed(decision.pk))
    return appeal


def may_answer(decision: Decision, person: User) -> bool:
    """Whether this member of the staff may answer an appeal against the decision."""
    if decision.subject_id == person.pk or task_of(decision) not in tasks_of(person):
        return False
    return decision.decided_by_id != person.pk or not _has_other_judge(decision)


def task_of(decision: Decision) -> str:
    """Who answers must be able to carry out either answer: shops are suspended at a desk of their own."""
    is_of_shops = decision.kind == TargetKind.SHOP and decision.sanction != Decision.Sanction.WARN
    return "shops" if is_of_shops else "content"


def _has_other_judge(decision: Decision) -> bool:
    """In a hall with one judge nobody else can answer: better the same than an appeal that waits for ever."""
    concerned = {decision.decided_by_id, decision.subject_id}
    others = (person for person in list_staff("content") if person.pk not in concerned)
    return any(task_of(decision) in tasks_of(person) for person in others)


def lift_sanction(decision: Decision, *, is_final: bool) -> None:
    """Let the owner of the thing bring it back; a warning took nothing away."""
    if decision.sanction != Decision.Sanction.WARN:
        events.emit(SanctionLifted(decision.pk, decision.kind, decision.target_id, decision.was, is_final))
