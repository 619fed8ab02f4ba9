"""What a shop and a creator say to each other about a plan, and what becomes of it when it breaks a rule."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import transaction
from django.db.models import Q

from halles.affiliates.errors.plans import ParticipationNotFound, WordsMissing, WordsTooLong
from halles.affiliates.events.plans import PlanMessageWritten
from halles.affiliates.models import Participation, PlanMessage
from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.markets.queries import removed_words_spans
from halles.moderation.models import TargetKind
from halles.moderation.queries import appealable, reported_among
from halles.moderation.services import record_staff_action
from halles.users.models import User

BODY_LENGTH_MAX = 2_000
MESSAGES_PER_HOUR_MAX = 60
FORGOTTEN_AT_ONCE_MAX = 1000
KIND = TargetKind.PLAN_MESSAGE


@transaction.atomic
def write_message(participation: Participation, *, by: User, body: str) -> PlanMessage:
    """Say something in the thread of a plan; the other side is told. Who may write is asked before. Refuses
    affiliates.words_missing, words_too_long, and kit.too_often."""
    body = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not body:
        raise WordsMissing
    if len(body) > BODY_LENGTH_MAX:
        raise WordsTooLong(length_max=BODY_LENGTH_MAX)
    rate_limits.take(f"plan-message:{by.pk}", limit=MESSAGES_PER_HOUR_MAX, per_seconds=3600)
    message = PlanMessage.objects.create(participation=participation, user=by, body=body, at=clock.now())
    emit(PlanMessageWritten(message.pk))
    return message


@transaction.atomic
def remove_message_as_staff(uid: uuid.UUID, *, by: User, why: str) -> None:
    """Take a message out of its thread for a reason that its author reads; removing it twice changes nothing more."""
    message = _lock(uid)
    record_staff_action(by=by, verb="remove_plan_message", kind=KIND, target_id=uid, why=why)
    if message.status != PlanMessage.Status.REMOVED:
        message.status, message.removed_at = PlanMessage.Status.REMOVED, clock.now()
        message.save(update_fields=["status", "removed_at"])


@transaction.atomic
def restore_message(uid: uuid.UUID) -> None:
    """Show a message again that the staff had removed; one whose words are forgotten stays away."""
    message = _lock(uid)
    if message.status == PlanMessage.Status.REMOVED and message.body:
        message.status, message.removed_at = PlanMessage.Status.SHOWN, None
        message.save(update_fields=["status", "removed_at"])


def forget_removed_messages() -> int:
    """Empty the messages that the staff removed longer ago than the market of the author keeps them; one with an open
    report, or about which an appeal waits or may come, waits for that. Returns how many."""
    return sum(_forget(whose, clock.now() - kept) for whose, kept in removed_words_spans())


@transaction.atomic
def _forget(whose: Q, before: dt.datetime) -> int:
    old = PlanMessage.objects.filter(whose, status=PlanMessage.Status.REMOVED, removed_at__lt=before)
    old = old.exclude(body="").exclude(uid__in=appealable(KIND))
    uids = list(old.order_by("removed_at").values_list("uid", flat=True)[:FORGOTTEN_AT_ONCE_MAX])
    gone = set(uids) - reported_among(KIND, uids)
    return PlanMessage.objects.filter(uid__in=gone).update(body="")


def _lock(uid: uuid.UUID) -> PlanMessage:
    found = PlanMessage.objects.select_for_update().filter(uid=uid).first()
    if found is None:
        raise ParticipationNotFound
    return found
