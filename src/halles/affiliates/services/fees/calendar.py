"""What the calendar does to fees: days to deliver that are over, silence that accepts, and holds that have ended."""

from __future__ import annotations

import uuid

from halles.affiliates.errors.fees import FeeHasMoved
from halles.affiliates.models import Fee
from halles.affiliates.queries.fees import is_shown
from halles.affiliates.services.fees.moving import accept, give_back, lock_fee, move, pay
from halles.kit import clock, transactions
from halles.payouts.models import PayeeKind
from halles.payouts.queries.planning import held_now
from halles.payouts.services import lock_whether_held

BATCH_SIZE = 200
Status = Fee.Status


def end_overdue(*, limit: int = BATCH_SIZE) -> int:
    """Offers without an answer lapse and fees without work go back to their shops; how many. No transaction open."""
    due = Fee.objects.filter(status__in=[Status.OFFERED, Status.AGREED], due_at__lte=clock.now()).order_by("due_at")
    waiting = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_end, waiting)
    return len(waiting)


def accept_silently(*, limit: int = BATCH_SIZE) -> int:
    """What the shop left without a word is accepted, or brought before staff when it is no longer to be seen; how
    many. No transaction open."""
    due = Fee.objects.filter(status=Status.DELIVERED, review_by__lte=clock.now()).order_by("review_by")
    waiting = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_accept, waiting)
    return len(waiting)


def pay_accepted(*, limit: int = BATCH_SIZE) -> int:
    """What was accepted while the payouts of its shop were held is paid once they are not; how many. No transaction
    open."""
    held = held_now(PayeeKind.SELLER).values("payee_id")
    due = Fee.objects.filter(status=Status.ACCEPTED).exclude(seller__in=held).order_by("accepted_at")
    waiting = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_pay, waiting)
    return len(waiting)


def _end(fee_id: uuid.UUID) -> None:
    try:
        fee = lock_fee(fee_id, Status.OFFERED, Status.AGREED)
    except FeeHasMoved:
        return
    if fee.status == Status.AGREED:
        give_back(fee)
    else:
        move(fee, Status.LAPSED)


def _accept(fee_id: uuid.UUID) -> None:
    try:
        fee = lock_fee(fee_id, Status.DELIVERED)
    except FeeHasMoved:
        return
    if is_shown(fee):
        accept(fee)
        return
    fee.refused_at = clock.now()
    move(fee, Status.REFUSED)


def _pay(fee_id: uuid.UUID) -> None:
    try:
        fee = lock_fee(fee_id, Status.ACCEPTED)
    except FeeHasMoved:
        return
    if not lock_whether_held(fee.seller_id):
        pay(fee)
