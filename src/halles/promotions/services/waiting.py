"""Leaving the line of those who wait."""

from __future__ import annotations

import uuid

from halles.promotions.models import WaitlistPlace
from halles.promotions.queries import database_now


def leave_waitlist(deal_id: uuid.UUID, *, user_id: uuid.UUID) -> None:
    """The person no longer waits; harmless when they did not."""
    WaitlistPlace.objects.filter(deal=deal_id, user=user_id, promise=None, left_at=None).update(left_at=database_now())
