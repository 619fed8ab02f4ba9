"""Letting go of what has waited long enough."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.ledger.services import Reference, post
from halles.payouts import postings
from halles.payouts.events import HoldReleased
from halles.payouts.models import Block, Hold

BATCH_SIZE = 100


def release_due(*, limit: int = BATCH_SIZE) -> int:
    """Release holds whose time has come, each in a transaction of its own, and return how many; no transaction open.

    Two workers at once share the work: a hold is released once, whoever comes first.
    """
    due = (
        Hold.objects.filter(released_at=None, until__lte=clock.now())
        .annotate(blocked_minor=Coalesce(Subquery(_blocked()), 0))
        # What is blocked as a whole has its turn when the block is lifted.
        .filter(Q(blocked_minor=0) | Q(amount_minor__gt=F("blocked_minor")))
        .order_by("until")
        .values_list("id", flat=True)
    )
    return sum(transactions.run_each(_release, list(due[:limit])))


def _release(hold_id: uuid.UUID) -> bool:
    now = clock.now()
    hold = Hold.objects.select_for_update(skip_locked=True).filter(id=hold_id, released_at=None, until__lte=now).first()
    if hold is None:
        return False
    blocked = Block.objects.filter(hold=hold, lifted_at=None).aggregate(total=Sum("amount_minor", default=0))["total"]
    free = max(0, hold.amount_minor - int(blocked))
    if blocked and not free:
        return False
    if free:
        # A part may have been freed before, while the rest was blocked.
        key = f"settlement:{hold.order_id}" if not blocked else f"settlement:{hold.order_id}:{uuid7()}"
        post(
            "settlement",
            key=key,
            reference=Reference("order", hold.order_id, hold.order_number),
            lines=postings.settled(hold.seller_id, free, hold.currency),
            at=now,
        )
    if blocked:
        hold.amount_minor -= free
        hold.elsewhere_minor += free
        hold.save(update_fields=["amount_minor", "elsewhere_minor"])
        return True
    hold.released_at = now
    hold.save(update_fields=["released_at"])
    emit(HoldReleased(hold.order_id, hold.seller_id, hold.amount_minor, hold.currency, now))
    return True


def _blocked() -> Any:
    rows = Block.objects.filter(hold=OuterRef("pk"), lifted_at=None).order_by().values("hold")
    return rows.annotate(total=Sum("amount_minor")).values("total")
