"""Locks of plans, in the order everybody takes them: the plan, then the part in it."""

from __future__ import annotations

import uuid

from halles.affiliates.errors.plans import ParticipationNotFound, PlanNotFound
from halles.affiliates.models import Participation, Plan


def lock_plan(plan_id: uuid.UUID) -> Plan:
    """The plan with its shop, kept from others until the transaction ends; refuses affiliates.plan_not_found."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("seller").filter(pk=plan_id).first()
    if plan is None:
        raise PlanNotFound
    return plan


def lock_part(participation_id: uuid.UUID) -> Participation:
    """A part in a plan with its creator and its plan, which is locked first: whoever ends a plan ends its parts too,
    and must not meet one that is being accepted. Refuses affiliates.participation_not_found."""
    plan_id = Participation.objects.filter(pk=participation_id).values_list("plan", flat=True).first()
    if plan_id is None:
        raise ParticipationNotFound
    plan = lock_plan(plan_id)
    rows = Participation.objects.select_for_update(of=("self",)).select_related("creator")
    participation = rows.get(pk=participation_id)
    participation.plan = plan
    return participation
