"""Deciding by a rule, with the facts: the statement of reasons. What follows is carried out by the thing's owner."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction

from halles.kit import clock, events
from halles.moderation.errors import (
    AlreadyDecided,
    AppealWaits,
    DecisionStands,
    OwnCase,
    ReportNotFound,
    SanctionUnknown,
)
from halles.moderation.events import DecisionMade, ReportDecided, SanctionImposed
from halles.moderation.models import Appeal, Decision, Report, TargetKind
from halles.moderation.models.decisions import ABOUT_LENGTH_MAX
from halles.moderation.rules import get_rule
from halles.moderation.services.recording import record_staff_action, require_said
from halles.users.models import User

Status = Decision.Status


@dataclass(frozen=True)
class Ruling:
    """What a member of staff found. `subject` is whom it concerns, `about` the thing in words, `was` how it stood."""

    kind: str
    target_id: uuid.UUID
    subject: User | None
    about: str
    was: str
    market: str
    rule: str
    facts: str
    sanction: str
    is_urgent: bool = False
    is_held_by_machine: bool = False


def sanctions_for(kind: str, was: str = "") -> list[str]:
    """What may follow for a kind of thing; a text that waits unread is not left where it is by a warning."""
    if kind not in TargetKind.values:
        return []
    own = Decision.SANCTIONS.get(TargetKind(kind), Decision.Sanction.REMOVE)
    return [own] if was == "held" else [own, Decision.Sanction.WARN]


@transaction.atomic
def decide(ruling: Ruling, *, by: User) -> Decision:
    """Decide that a thing breaks a rule, write the statement of reasons and close every open report about it.

    Refuses moderation.why_missing (no facts), rule_unknown, sanction_unknown, decision_stands, own_case; and whatever
    the owner of the thing refuses.
    """
    facts = require_said(ruling.facts)
    rule = get_rule(ruling.rule, ruling.market)
    if ruling.sanction not in sanctions_for(ruling.kind, ruling.was):
        raise SanctionUnknown
    if ruling.subject is not None and ruling.subject.pk == by.pk:
        raise OwnCase
    reports = _lock_open(ruling.kind, ruling.target_id)
    now = clock.now()
    decision = Decision(
        kind=ruling.kind,
        target_id=ruling.target_id,
        subject=ruling.subject,
        about=ruling.about.replace("\x00", "")[:ABOUT_LENGTH_MAX],
        was=ruling.was,
        rule=rule.code,
        ground=rule.ground,
        facts=facts,
        sanction=ruling.sanction,
        market=ruling.market,
        detected_by=_detected(ruling, reports),
        is_urgent=ruling.is_urgent,
        decided_by=by,
        decided_at=now,
        appeal_until=now + dt.timedelta(days=rule.appeal_days),
    )
    # Two who decide about the same thing meet at the constraint: the second reads what the first decided.
    Decision.objects.bulk_create([decision], ignore_conflicts=True)
    if not Decision.objects.filter(pk=decision.pk).exists():
        raise DecisionStands
    record_staff_action(
        by=by,
        verb="make_decision",
        kind=ruling.kind,
        target_id=ruling.target_id,
        why=facts,
        data={"decision": str(decision.pk), "rule": rule.code, "sanction": ruling.sanction},
    )
    impose(decision, why=facts, by=by)
    _close(reports, by=by, why=facts, status=Report.Status.UPHELD)
    events.emit(DecisionMade(decision.pk))
    return decision


@transaction.atomic
def dismiss_report(report_id: uuid.UUID, *, by: User, why: str) -> int:
    """Nothing is wrong with it: close every open report about the target; returns how many.

    What waited for a reader is shown by whoever owns it. Refuses report_not_found, already_decided, why_missing.
    """
    why = require_said(why)
    named = Report.objects.filter(pk=report_id).first()
    if named is None:
        raise ReportNotFound
    opened = _lock_open(named.kind, named.target_id)
    if report_id not in {one.pk for one in opened}:
        raise AlreadyDecided
    record_staff_action(by=by, verb="dismiss_report", kind=named.kind, target_id=named.target_id, why=why)
    _close(opened, by=by, why=why, status=Report.Status.DISMISSED)
    return len(opened)


@transaction.atomic
def lift_decision(kind: str, target_id: uuid.UUID, *, by: User, why: str) -> bool:
    """Staff takes a sanction back of its own accord; whether one was in force. The thing itself is for the caller.

    Refuses moderation.appeal_waits while an appeal is open: it is decided, not gone around.
    """
    standing = Decision.objects.filter(kind=kind, target_id=target_id, status__in=[Status.IN_FORCE, Status.PAUSED])
    decision = standing.exclude(sanction=Decision.Sanction.WARN).select_for_update().first()
    if decision is None:
        return False
    if Appeal.objects.filter(decision=decision, status=Appeal.Status.OPEN).exists():
        raise AppealWaits
    decision.status, decision.ended_at = Status.LIFTED, clock.now()
    decision.save(update_fields=["status", "ended_at"])
    record_staff_action(
        by=by, verb="lift_decision", kind=kind, target_id=target_id, why=why, data={"decision": str(decision.pk)}
    )
    return True


def impose(decision: Decision, *, why: str, by: User) -> None:
    """Let the owner of the thing carry out what the decision says; a warning asks nothing of them."""
    if decision.sanction != Decision.Sanction.WARN:
        events.emit(SanctionImposed(decision.pk, decision.kind, decision.target_id, why, by.pk))


def _lock_open(kind: str, target_id: uuid.UUID) -> list[Report]:
    about = Report.objects.filter(kind=kind, target_id=target_id, status=Report.Status.OPEN)
    # Locked in one order: two members of staff who decide about the same target wait for each other.
    return list(about.order_by("pk").select_for_update())


def _detected(ruling: Ruling, reports: list[Report]) -> str:
    if reports:
        return Decision.Detected.REPORT
    return Decision.Detected.MACHINE if ruling.is_held_by_machine else Decision.Detected.STAFF


def _close(reports: list[Report], *, by: User, why: str, status: str) -> None:
    if not reports:
        return
    Report.objects.filter(pk__in=[one.pk for one in reports]).update(
        status=status, decided_by=by, decided_at=clock.now(), why=why
    )
    events.emit(
        ReportDecided(
            kind=reports[0].kind,
            target_id=reports[0].target_id,
            is_upheld=status == Report.Status.UPHELD,
            reason=reports[0].reason,
            why=why,
            by_id=by.pk,
            reporter_ids=tuple(one.reporter_id for one in reports if one.reporter_id),
        )
    )
