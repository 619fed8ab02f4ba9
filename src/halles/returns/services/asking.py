"""What customers ask for: to withdraw, to return, and to keep it after all."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import IO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from halles.kit import clock, rate_limits
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.orders import services as orders
from halles.orders import story
from halles.orders.errors import PaymentInProgress
from halles.orders.models import Order
from halles.orders.services import LockedGroup
from halles.payouts import services as payouts
from halles.returns import errors, events, reasons
from halles.returns.models import ReturnLine, ReturnRequest
from halles.returns.queries import LineRight, Rights, counted_pieces, left_of_line, rights_of
from halles.returns.services.answering import approve_locked
from halles.returns.services.evidence import state
from halles.returns.services.locks import LockedReturn, lock_return, locked_return
from halles.returns.services.money import block

REQUESTS_MAX = 20
ASKED_MAX, ASKED_SECONDS = 20, 3600
# How soon what the payment provider held up is tried again.
AGAIN = dt.timedelta(minutes=2)
Status = ReturnRequest.Status


def declare_withdrawal(
    order_id: uuid.UUID, pieces: Mapping[uuid.UUID, int], *, by: story.By, name: str, email: str, key: str
) -> ReturnRequest:
    """The customer withdraws from `pieces` (per line id): what has not left the shop is cancelled at once, the rest
    comes back in a parcel. Nobody has to approve it. The same key is the same withdrawal.

    Refusals: returns.nothing_chosen, returns.too_many_pieces, returns.withdrawal_over, returns.withdrawal_excepted,
    returns.name_missing. Announces WithdrawalDeclared.
    """
    group, order, known = _begin(order_id, key)
    if known is not None:
        return known
    name, email = _signed(name, email)
    rights = rights_of(order, lines=group.lines(order))
    if not rights.has_withdrawal:
        raise errors.WithdrawalOver
    chosen = _chosen(rights, pieces)
    for right, _quantity in chosen:
        if not right.can_withdraw:
            raise errors.WithdrawalExcepted(title=right.line.title, kind=right.kind_words)
    request = _write(
        group, order, kind=ReturnRequest.Kind.WITHDRAWAL, ground=reasons.WITHDRAWAL, name=name, email=email, key=key
    )
    for right, quantity in chosen:
        ReturnLine.objects.create(request=request, order_line=right.line, quantity=quantity)
    carry_out_withdrawal(locked_return(group, request), by=by)
    request.refresh_from_db()
    emit(events.WithdrawalDeclared(request.pk, order_id))
    return request


def carry_out_withdrawal(locked: LockedReturn, *, by: story.By) -> None:
    """Cancel what has not left the shop, and let the rest come back.

    While the provider is being asked for the money nothing can be cancelled: it is tried again in a moment.
    """
    request, order = locked.request, locked.order
    counted = counted_pieces(order.pk, without=request.pk)
    unpacked: dict[uuid.UUID, int] = {}
    for line in locked.lines:
        order_line = locked.order_line(line)
        # While the provider was asked, the rest may have been cancelled by somebody else.
        there = min(line.quantity, left_of_line(order_line, counted.get(order_line.pk, 0)))
        line.canceled_quantity = line.quantity - there
        left = order_line.quantity - order_line.canceled_quantity - order_line.shipped_quantity
        if quantity := min(left, there):
            unpacked[order_line.pk] = quantity
    if unpacked:
        try:
            refunded, uncharged = orders.withdraw_unpacked(order.pk, unpacked, by=by)
        except PaymentInProgress:
            request.deadline_at = clock.now() + AGAIN
            request.save(update_fields=["deadline_at"])
            return
        request.refunded_minor, request.uncharged_minor = refunded, uncharged
        request.save(update_fields=["refunded_minor", "uncharged_minor"])
    for line in locked.lines:
        line.canceled_quantity += unpacked.get(line.order_line_id, 0)
    ReturnLine.objects.bulk_update(locked.lines, ["canceled_quantity"])
    # What is locked was read before pieces were cancelled.
    approve_locked(lock_return(request.pk), by=by)


def request_return(
    order_id: uuid.UUID,
    pieces: Mapping[uuid.UUID, int],
    *,
    by: story.By,
    reason: str,
    text: str,
    pictures: Sequence[IO[bytes]] = (),
    key: str,
) -> ReturnRequest:
    """The customer asks to send `pieces` (per line id) back. Approved at once where the market says so, else by the
    shop or by its silence. The same key is the same request.

    Refusals: returns.reason_invalid, returns.nothing_chosen, returns.too_many_pieces, returns.not_arrived_yet,
    returns.return_over, returns.withdrawal_excepted, returns.words_missing (a fault has to be described),
    returns.too_many_pictures. Announces ReturnRequested, ReturnApproved; WithdrawalDeclared when it is one.
    """
    ground = reasons.ground_of(reason)
    text = text.replace("\x00", "").strip()
    if ground == reasons.FAULT and not text:
        raise errors.WordsMissing
    group, order, known = _begin(order_id, key)
    if known is not None:
        return known
    rights = rights_of(order, lines=group.lines(order))
    chosen = _returnable(rights, pieces, ground)
    is_withdrawal = _is_withdrawal(rights, chosen, ground)
    request = _write(
        group,
        order,
        kind=ReturnRequest.Kind.WITHDRAWAL if is_withdrawal else ReturnRequest.Kind.RETURN,
        ground=reasons.WITHDRAWAL if is_withdrawal else ground,
        reason=reason,
        name=str(group.group.ship_to.get("name", ""))[:120],
        email=group.group.email,
        key=key,
    )
    for right, quantity in chosen:
        ReturnLine.objects.create(request=request, order_line=right.line, quantity=quantity)
    state(request=request, by_kind="customer", by_id=by.id, text=text, pictures=pictures)
    if is_withdrawal:
        carry_out_withdrawal(locked_return(group, request), by=by)
        request.refresh_from_db()
        emit(events.WithdrawalDeclared(request.pk, order_id))
    else:
        _hand_to_shop(locked_return(group, request), ground)
    return request


def _is_withdrawal(rights: Rights, chosen: Sequence[tuple[LineRight, int]], ground: str) -> bool:
    """Directive 2011/83/EU, article 11 (1) (b): whoever says within the days of the law that they do not want it has
    withdrawn, whatever form they took; nobody approves it, and the delivery is given back with all of the order."""
    is_regret = ground == reasons.CHANGE_OF_MIND and rights.has_withdrawal
    return is_regret and all(right.can_withdraw for right, _quantity in chosen)


def _hand_to_shop(locked: LockedReturn, ground: str) -> None:
    request = locked.request
    emit(events.ReturnRequested(request.pk, locked.order.pk))
    if request.is_parcel_needed and ground in locked.market.returns.approved_at_once:
        approve_locked(locked, by=story.CLOCK)
    else:
        request.deadline_at = clock.now() + dt.timedelta(hours=locked.market.returns.seller_answer_hours)
        request.save(update_fields=["deadline_at"])
        block(locked)


def cancel_return(return_id: uuid.UUID, *, by: story.By) -> ReturnRequest:
    """The customer keeps it after all, as long as nothing was sent; StatusMoved afterwards.

    A withdrawal that has cancelled pieces keeps them cancelled.
    """
    locked = lock_return(return_id)
    locked.require(Status.REQUESTED, Status.APPROVED)
    locked.require_no_case()
    payouts.unblock(locked.request.pk)
    locked.move(Status.CANCELED, deadline_at=None, closed_at=clock.now(), closed_by=by.kind)
    emit(events.ReturnClosed(return_id, locked.order.pk, by.kind))
    return locked.request


def _begin(order_id: uuid.UUID, key: str) -> tuple[LockedGroup, Order, ReturnRequest | None]:
    group = orders.lock_group_of(order_id)
    known = ReturnRequest.objects.filter(order_id=order_id, key=key[:64]).first()
    if known is None:
        rate_limits.take(f"returns:{order_id}", limit=ASKED_MAX, per_seconds=ASKED_SECONDS)
        if ReturnRequest.objects.filter(order_id=order_id).count() >= REQUESTS_MAX:
            raise errors.TooManyReturns
    order = group.order(order_id)
    order.group = group.group
    return group, order, known


def _signed(name: str, email: str) -> tuple[str, str]:
    name, email = " ".join(name.replace("\x00", "").split())[:120], email.strip()[:254]
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise errors.NameMissing({"email": str(errors.NameMissing.sentence)}) from wrong
    if not name:
        raise errors.NameMissing({"name": str(errors.NameMissing.sentence)})
    return name, email


def _returnable(rights: Rights, pieces: Mapping[uuid.UUID, int], ground: str) -> list[tuple[LineRight, int]]:
    if rights.order.delivered_at is None:
        raise errors.NotArrivedYet
    until = rights.fault_until if ground == reasons.FAULT else rights.return_until
    if until is None or clock.now() >= until:
        raise errors.ReturnOver
    chosen = _chosen(rights, pieces)
    for right, _quantity in chosen:
        if ground == reasons.CHANGE_OF_MIND and not right.can_return:
            raise errors.WithdrawalExcepted(title=right.line.title, kind=right.kind_words)
    return chosen


def _chosen(rights: Rights, pieces: Mapping[uuid.UUID, int]) -> list[tuple[LineRight, int]]:
    by_line = {right.line.pk: right for right in rights.lines}
    chosen = [(by_line[line_id], quantity) for line_id, quantity in pieces.items() if line_id in by_line and quantity]
    if not chosen or any(quantity < 1 for _right, quantity in chosen):
        raise errors.NothingChosen
    for right, quantity in chosen:
        if quantity > right.left_quantity:
            raise errors.TooManyPieces(title=right.line.title, left=right.left_quantity)
    return chosen


def _write(
    group: LockedGroup, order: Order, *, kind: str, ground: str, name: str, email: str, key: str, reason: str = ""
) -> ReturnRequest:
    rules = get_market(group.group.market).returns
    return ReturnRequest.objects.create(
        order=order,
        position=ReturnRequest.objects.filter(order=order).count() + 1,
        key=key[:64],
        kind=kind,
        reason=reason,
        ground=ground,
        status=Status.REQUESTED,
        name=name,
        email=email,
        is_parcel_needed=reason not in reasons.WITHOUT_PARCEL,
        carriage_paid_by=rules.carriage_paid_by[ground],
        currency=order.currency,
        requested_at=clock.now(),
    )
