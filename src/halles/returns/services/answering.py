"""What the shop, or its silence, answers; and the label that follows."""

from __future__ import annotations

import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.jobs import defer
from halles.orders import story
from halles.payouts import services as payouts
from halles.returns import errors, events
from halles.returns.models import ReturnRequest
from halles.returns.periods import send_back_end
from halles.returns.services.locks import LockedReturn, lock_return
from halles.returns.services.money import block, settle

Status = ReturnRequest.Status


def approve(return_id: uuid.UUID, *, by: story.By) -> ReturnRequest:
    """It may come back: a label is made, or what has no parcel is refunded at once. StatusMoved when answered already.

    Announces ReturnApproved.
    """
    locked = lock_return(return_id)
    locked.require(Status.REQUESTED)
    locked.require_no_case()
    approve_locked(locked, by=by)
    return locked.request


def approve_locked(locked: LockedReturn, *, by: story.By) -> None:
    """The same for a return that is locked. What never left the shop needs no parcel: it is settled now."""
    request = locked.request
    assert request.status == Status.REQUESTED
    if all(line.sent_quantity == 0 for line in locked.lines):
        locked.move(Status.REFUNDED, deadline_at=None, closed_at=clock.now(), closed_by=by.kind)
        return
    now = clock.now()
    order = locked.order
    until = send_back_end(locked.market, now, order.arrives_to_on, has_arrived=order.delivered_at is not None)
    locked.move(Status.APPROVED, approved_at=now, approved_by=by.kind, deadline_at=until)
    if not request.is_parcel_needed:
        settle(locked, by=by, is_label_free=True)
        return
    block(locked)
    defer("returns.make_label", return_id=str(request.pk))
    if request.kind == ReturnRequest.Kind.RETURN:
        emit(events.ReturnApproved(request.pk, order.pk, by.kind))


def reject(return_id: uuid.UUID, *, by: story.By, why: str) -> ReturnRequest:
    """The shop declines, with a reason the customer reads. A withdrawal is a right: returns.withdrawal_is_a_right.

    Announces ReturnRejected.
    """
    why = why.replace("\x00", "").strip()[:1000]
    if not why:
        raise errors.WordsMissing
    locked = lock_return(return_id)
    if locked.request.kind == ReturnRequest.Kind.WITHDRAWAL:
        raise errors.WithdrawalIsARight
    locked.require(Status.REQUESTED)
    locked.require_no_case()
    now = clock.now()
    payouts.unblock(locked.request.pk)
    locked.move(Status.REJECTED, why=why, rejected_at=now, closed_at=now, closed_by=by.kind, deadline_at=None)
    emit(events.ReturnRejected(return_id, locked.order.pk))
    return locked.request


def waive_parcel(return_id: uuid.UUID, *, by: story.By) -> ReturnRequest:
    """The shop refunds in full and lets the customer keep it. StatusMoved once a parcel is on its way.

    Announces ReturnRefunded.
    """
    locked = lock_return(return_id)
    locked.require(Status.REQUESTED, Status.APPROVED)
    locked.require_no_case()
    if locked.request.status == Status.REQUESTED:
        locked.move(Status.APPROVED, approved_at=clock.now(), approved_by=by.kind)
    settle(locked, by=by, is_label_free=True)
    return locked.request
