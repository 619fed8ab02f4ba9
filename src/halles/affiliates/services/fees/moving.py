"""Taking hold of a fee and taking it on, with its money. Locks: the fee, then the shop and its free money."""

from __future__ import annotations

import uuid

from halles.affiliates import postings
from halles.affiliates.errors.fees import FeeHasMoved, FeeNotFound
from halles.affiliates.events.fees import FeeMoved
from halles.affiliates.models import Fee
from halles.kit import clock
from halles.kit.events import emit
from halles.ledger.accounts import Line
from halles.ledger.services import Reference, post
from halles.payouts.services import lock_whether_held

Status = Fee.Status


def lock_fee(fee_id: uuid.UUID, *statuses: str) -> Fee:
    """The fee with plan, shop and creator, locked until the transaction ends; refuses affiliates.fee_not_found, and
    affiliates.fee_has_moved when it is in none of these statuses."""
    found = Fee.objects.select_for_update(of=("self",), no_key=True)
    fee = found.select_related("participation__plan", "creator", "seller").filter(pk=fee_id).first()
    if fee is None:
        raise FeeNotFound
    if fee.status not in statuses:
        raise FeeHasMoved(status_text=fee.get_status_display())
    return fee


def move(fee: Fee, to: Fee.Status) -> None:
    """Take a locked fee to another status with what was changed on it. Emits FeeMoved."""
    assert to in Fee.TRANSITIONS.get(fee.status, frozenset()), f"{fee.status} to {to}"
    fee.status = to
    if to not in Fee.OPEN:
        fee.closed_at = clock.now()
    fee.save()
    emit(FeeMoved(fee.pk, fee.status))


def accept(fee: Fee) -> None:
    """The work is as agreed: the fee is the creator's, now or as soon as the shop's payouts are held no longer."""
    if lock_whether_held(fee.seller_id):
        fee.accepted_at = clock.now()
        move(fee, Status.ACCEPTED)
    else:
        pay(fee)


def pay(fee: Fee) -> None:
    """The fee is the creator's."""
    _post("fee_paid", fee, postings.fee_paid(fee.seller_id, fee.creator_id, fee.amount_minor, fee.currency))
    move(fee, Status.PAID)


def give_back(fee: Fee) -> None:
    """The fee is the shop's again."""
    _post("fee_returned", fee, postings.fee_returned(fee.seller_id, fee.amount_minor, fee.currency))
    move(fee, Status.RETURNED)


def set_aside(fee: Fee) -> None:
    """The fee is nobody's to spend any more."""
    _post("fee_promised", fee, postings.fee_promised(fee.seller_id, fee.amount_minor, fee.currency))
    move(fee, Status.AGREED)


def _post(kind: str, fee: Fee, lines: list[Line]) -> None:
    post(kind, key=f"{kind}:{fee.pk}", reference=Reference("fee", fee.pk, fee.number), lines=lines, at=clock.now())
