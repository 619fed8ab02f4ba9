"""What silence decides, for whoever is silent: the shop approves and refunds by it, the customer gives up by it."""

from __future__ import annotations

import uuid

from halles.kit import clock, transactions
from halles.kit.events import emit
from halles.orders import story
from halles.payouts import services as payouts
from halles.returns import events
from halles.returns.models import Dispute, ReturnRequest
from halles.returns.services.answering import approve_locked
from halles.returns.services.asking import carry_out_withdrawal
from halles.returns.services.inspecting import receive_locked
from halles.returns.services.locks import LockedReturn, lock_return
from halles.returns.services.money import settle

BATCH_SIZE = 100
Status = ReturnRequest.Status


def keep_deadlines(*, limit: int = BATCH_SIZE) -> int:
    """Returns whose deadline has passed, each in a transaction of its own; how many were due. No transaction open."""
    due = ReturnRequest.objects.filter(deadline_at__lte=clock.now()).order_by("deadline_at")
    ids = list(due.values_list("pk", flat=True)[:limit])
    transactions.run_each(_keep, ids)
    return len(ids)


def _keep(return_id: uuid.UUID) -> None:
    locked = lock_return(return_id)
    request, now = locked.request, clock.now()
    if request.deadline_at is None or request.deadline_at > now:
        return
    if Dispute.objects.filter(request=request, status=Dispute.Status.OPEN).exists():
        # Staff decide; the clock waits.
        request.deadline_at = None
        request.save(update_fields=["deadline_at"])
        return
    match request.status:
        case Status.REQUESTED if request.kind == ReturnRequest.Kind.WITHDRAWAL:
            carry_out_withdrawal(locked, by=story.customer(None))
        case Status.REQUESTED:
            approve_locked(locked, by=story.CLOCK)
        case Status.APPROVED:
            _give_up(locked)
        case Status.IN_TRANSIT:
            receive_locked(locked, by=story.CLOCK, at=now)
        case Status.RECEIVED:
            settle(locked, by=story.CLOCK)
        case _:
            raise AssertionError(f"a return that is {request.status} has no deadline")


def _give_up(locked: LockedReturn) -> None:
    """It was never sent: the customer keeps it, and the shop its money."""
    payouts.unblock(locked.request.pk)
    locked.move(Status.CLOSED, deadline_at=None, closed_at=clock.now(), closed_by=story.CLOCK.kind)
    emit(events.ReturnClosed(locked.request.pk, locked.order.pk, story.CLOCK.kind))
