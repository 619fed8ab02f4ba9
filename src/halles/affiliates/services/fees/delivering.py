"""The creator says which video or show is the work."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import IntegrityError, transaction

from halles.affiliates.errors import fees as errors
from halles.affiliates.models import Fee
from halles.affiliates.queries.fees import is_the_work
from halles.affiliates.services.fees.moving import lock_fee, move
from halles.kit import clock
from halles.markets.queries import get_market

Status = Fee.Status


@transaction.atomic
def deliver(fee_id: uuid.UUID, content_id: uuid.UUID) -> Fee:
    """The work is this video or show; the shop has the market's days to refuse it, silence accepts.

    Refuses affiliates.fee_has_moved, fee_overdue and fee_not_the_work. Emits FeeMoved.
    """
    fee = lock_fee(fee_id, Status.AGREED)
    now = clock.now()
    if fee.due_at <= now:
        raise errors.FeeOverdue
    if not is_the_work(fee, content_id):
        raise errors.NotTheWork
    days = get_market(fee.seller.market).fees.review_days
    fee.content_id, fee.delivered_at, fee.review_by = content_id, now, now + dt.timedelta(days=days)
    try:
        with transaction.atomic():
            move(fee, Status.DELIVERED)
    except IntegrityError as twin:
        raise errors.NotTheWork from twin
    return fee
