"""Deciding by a rule about anything that people make, and deciding appeals."""

from __future__ import annotations

import uuid

from halles.backoffice.errors import DecisionUnknown
from halles.backoffice.subjects import Subject
from halles.moderation import services as moderating
from halles.moderation.models import Appeal, Decision
from halles.moderation.services import Ruling
from halles.users.models import User


def rule_on(
    subject: Subject, *, market: str, rule: str, facts: str, sanction: str, is_urgent: bool, by: User
) -> Decision:
    """Write the statement of reasons and let its sanction follow; refuses as `moderation.services.decide` does."""
    ruling = Ruling(
        kind=subject.kind,
        target_id=subject.target_id,
        subject=subject.user,
        about=subject.about,
        was=subject.was,
        market=market,
        rule=rule,
        facts=facts,
        sanction=sanction,
        is_urgent=is_urgent,
        is_held_by_machine=subject.is_held_by_machine,
    )
    return moderating.decide(ruling, by=by)


def answer_appeal(appeal_id: uuid.UUID, decision: str, *, by: User, why: str) -> Appeal:
    """Reverse the decision or let it stand; refuses as `moderation.services.decide_appeal` does."""
    if decision not in {"reverse", "uphold"}:
        raise DecisionUnknown
    return moderating.decide_appeal(appeal_id, is_reversed=decision == "reverse", by=by, why=why)
