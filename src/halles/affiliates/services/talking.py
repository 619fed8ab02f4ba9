"""What a shop and a creator say to each other about a plan."""

from __future__ import annotations

from django.db import transaction

from halles.affiliates.errors.plans import WordsMissing, WordsTooLong
from halles.affiliates.events.plans import PlanMessageWritten
from halles.affiliates.models import Participation, PlanMessage
from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.users.models import User

BODY_LENGTH_MAX = 2_000
MESSAGES_PER_HOUR_MAX = 60


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
