"""Decisions about oneself over the API: the statement of reasons, and the appeal."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, cast

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from halles.moderation import decisions, reasons, services
from halles.moderation.models import APPEAL_LENGTH_MAX, Appeal, Decision
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["decisions"], auth=BearerAuth())
Cursor = Annotated[str, Field(max_length=200)]


class StatementLineOut(Schema):
    """One line of the statement of reasons, in the language of the request."""

    code: str
    label: str
    text: str


class AppealOut(Schema):
    """`status`: open, upheld (the decision stands) or reversed; `why`: what somebody else of the staff found."""

    id: uuid.UUID
    text: str
    status: str
    opened_at: dt.datetime
    decided_at: dt.datetime | None
    why: str


class DecisionOut(Schema):
    """`status`: in_force, paused, reversed or lifted. Names of staff are not told."""

    id: uuid.UUID
    kind: str
    target_id: uuid.UUID
    rule: str
    ground: str
    facts: str
    sanction: str
    market: str
    status: str
    is_automated: bool
    is_urgent: bool
    decided_at: dt.datetime
    appeal_until: dt.datetime
    can_appeal: bool
    statement: list[StatementLineOut]
    appeal: AppealOut | None


class DecisionsOut(Schema):
    decisions: list[DecisionOut]
    next_cursor: str | None


class AppealIn(Schema):
    text: str = Field(min_length=1, max_length=APPEAL_LENGTH_MAX)


@router.get("/decisions", response=DecisionsOut, operation_id="list_decisions_about_me")
def list_decisions_about_me(request: HttpRequest, cursor: Cursor | None = None) -> DecisionsOut:
    """What the staff decided about my things, newest first."""
    page = decisions.list_decisions_about(_person(request), cursor)
    return DecisionsOut(decisions=[_out(one) for one in page.rows], next_cursor=page.next_cursor)


@router.get("/decisions/{uuid:decision_id}", response=DecisionOut, operation_id="get_decision_about_me")
def get_decision_about_me(request: HttpRequest, decision_id: uuid.UUID) -> DecisionOut:
    """One decision about me with its statement of reasons."""
    return _out(decisions.get_for_subject(decision_id, _person(request)))


@router.post("/decisions/{uuid:decision_id}/appeal", response={201: DecisionOut}, operation_id="appeal")
def appeal(request: HttpRequest, decision_id: uuid.UUID, said: AppealIn) -> Status[DecisionOut]:
    """Appeal, once and in time; the sanction is paused unless the decision is urgent."""
    services.open_appeal(decision_id, user=_person(request), text=said.text)
    return Status(201, _out(decisions.get_for_subject(decision_id, _person(request))))


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


def _out(decision: Decision) -> DecisionOut:
    appealed: Appeal | None = getattr(decision, "appeal", None)
    return DecisionOut(
        id=decision.pk,
        kind=decision.kind,
        target_id=decision.target_id,
        rule=decision.rule,
        ground=decision.ground,
        facts=decision.facts,
        sanction=decision.sanction,
        market=decision.market,
        status=decision.status,
        is_automated=decision.is_automated,
        is_urgent=decision.is_urgent,
        decided_at=decision.decided_at,
        appeal_until=decision.appeal_until,
        can_appeal=reasons.can_appeal(decision),
        statement=[
            StatementLineOut(code=line.code, label=line.label, text=line.text) for line in reasons.statement(decision)
        ],
        appeal=AppealOut(
            id=appealed.pk,
            text=appealed.text,
            status=appealed.status,
            opened_at=appealed.opened_at,
            decided_at=appealed.decided_at,
            why=appealed.why,
        )
        if appealed
        else None,
    )
