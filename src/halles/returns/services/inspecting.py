"""Back at the shop: received, looked at, refunded in full or in part, put on the shelf or not."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.money import format_money
from halles.orders import story
from halles.returns import errors, events
from halles.returns.models import ReturnParcel, ReturnRequest
from halles.returns.periods import business_days_end
from halles.returns.queries.cases import still_owed
from halles.returns.services.locks import LockedReturn, lock_return
from halles.returns.services.money import restock, settle

Status = ReturnRequest.Status
ON_THE_WAY = (Status.APPROVED, Status.IN_TRANSIT)


@dataclass(frozen=True)
class Finding:
    """What the shop finds about one line of a return: how much it takes off, how many pieces it can sell again."""

    deducted_minor: int = 0
    restocked_quantity: int = 0


def mark_received(return_id: uuid.UUID, *, by: story.By) -> ReturnRequest:
    """The shop has the parcel; the days to look at it begin. StatusMoved when it had it already."""
    locked = lock_return(return_id)
    locked.require(*ON_THE_WAY)
    locked.require_no_case()
    receive_locked(locked, by=by, at=clock.now())
    return locked.request


def receive_locked(locked: LockedReturn, *, by: story.By, at: dt.datetime) -> None:
    """The same for a return that is locked: said by the carrier, the shop, or the days of silence."""
    parcel = locked.parcel
    if parcel is not None and parcel.status in (ReturnParcel.Status.LABELED, ReturnParcel.Status.IN_TRANSIT):
        parcel.status, parcel.delivered_at, parcel.next_poll_at = ReturnParcel.Status.DELIVERED, at, None
        parcel.save(update_fields=["status", "delivered_at", "next_poll_at"])
    has_case = locked.request.disputes.filter(status="open").exists()
    until = business_days_end(locked.market, at, locked.market.returns.inspect_business_days)
    locked.move(Status.RECEIVED, received_at=at, received_by=by.kind, deadline_at=None if has_case else until)
    emit(events.ReturnReceived(locked.request.pk, locked.order.pk))


def inspect(return_id: uuid.UUID, findings: Mapping[int, Finding], *, by: story.By, why: str = "") -> ReturnRequest:
    """The shop has looked at it: refund it, less what is taken off per return line, and put pieces back on the shelf.

    Refusals: returns.status_moved before it is back, returns.case_open, returns.deduction_too_large,
    returns.restock_too_many, returns.words_missing when something is taken off without a word.
    """
    why = why.replace("\x00", "").strip()[:1000]
    locked = lock_return(return_id)
    locked.require(Status.RECEIVED)
    locked.require_no_case()
    for line in locked.lines:
        found = findings.get(line.pk, Finding())
        most = still_owed(line, locked.order_line(line))
        if not 0 <= found.deducted_minor <= most:
            language = locked.group.group.language
            raise errors.DeductionTooLarge(most=format_money(most, locked.order.currency, language))
        if not 0 <= found.restocked_quantity <= line.sent_quantity:
            raise errors.RestockTooMany(most=line.sent_quantity)
    deductions = {line_id: found.deducted_minor for line_id, found in findings.items()}
    if any(deductions.values()) and not why:
        raise errors.WordsMissing
    settle(locked, by=by, deductions=deductions, why=why)
    if by.id is not None:
        restock(locked, {line_id: found.restocked_quantity for line_id, found in findings.items()}, by=by.id)
    return locked.request
