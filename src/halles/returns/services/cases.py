"""Cases: one side asks staff, both sides speak, staff decide."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import IO

from django.utils.translation import get_language

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.money import format_money, split_by_weights
from halles.markets.queries import get_market
from halles.moderation.services import record_staff_action
from halles.orders import money, story
from halles.orders import services as orders
from halles.orders.models import Order
from halles.orders.services import LockedGroup
from halles.payouts import services as payouts
from halles.returns import errors, events
from halles.returns.models import Dispute, ReturnLine, ReturnRequest, Statement
from halles.returns.queries.cases import case_money, get_dispute, still_owed
from halles.returns.services.case_rules import require_fits, require_undecided
from halles.returns.services.evidence import state
from halles.returns.services.locks import LockedReturn, lock_dispute, locked_return
from halles.returns.services.money import block as block_return
from halles.returns.services.money import settle
from halles.users.models import User

STATEMENTS_MAX = 20
Kind, Side, Decision = Dispute.Kind, Dispute.Side, Dispute.Decision
Status = ReturnRequest.Status


def open_dispute(
    order_id: uuid.UUID,
    *,
    kind: str,
    side: str,
    by_id: uuid.UUID | None,
    text: str,
    pictures: Sequence[IO[bytes]] = (),
    return_id: uuid.UUID | None = None,
) -> Dispute:
    """One side asks staff to decide about an order, or about a return of it. While it is open, clock and money wait.

    Refusals: returns.words_missing, returns.case_open, returns.case_kind_invalid, returns.case_too_early,
    returns.case_too_late, returns.case_decided, returns.too_many_pictures. Announces DisputeOpened.
    """
    if not text.replace("\x00", "").strip():
        raise errors.WordsMissing
    group = orders.lock_group_of(order_id)
    order = group.order(order_id)
    request = _request_of(order, return_id)
    if Dispute.objects.filter(order=order, status=Dispute.Status.OPEN).exists():
        raise errors.CaseOpen
    market = get_market(group.group.market)
    require_fits(kind, side, order, request, market)
    require_undecided(kind, order, request)
    now = clock.now()
    dispute = Dispute.objects.create(
        order=order,
        request=request,
        kind=kind,
        opened_by=side,
        opened_at=now,
        answer_by_at=now + dt.timedelta(hours=market.returns.dispute_answer_hours),
    )
    state(dispute=dispute, by_kind=side, by_id=by_id, text=text, pictures=pictures)
    _stop_the_clock(group, order, dispute, request)
    emit(events.DisputeOpened(dispute.pk, order_id, side))
    return dispute


def say(
    dispute_id: uuid.UUID, *, by_kind: str, by_id: uuid.UUID | None, text: str, pictures: Sequence[IO[bytes]] = ()
) -> Statement:
    """One side adds words and pictures to an open case; returns.case_closed, returns.too_many_statements."""
    if not text.replace("\x00", "").strip() and not pictures:
        raise errors.WordsMissing
    _group, _order, dispute = lock_dispute(dispute_id)
    _require_open(dispute)
    if dispute.statements.filter(by_kind=by_kind).count() >= STATEMENTS_MAX:
        raise errors.TooManyStatements
    said = state(dispute=dispute, by_kind=by_kind, by_id=by_id, text=text, pictures=pictures)
    assert said is not None
    return said


def close_dispute(dispute_id: uuid.UUID, *, side: str) -> Dispute:
    """Who opened the case settles it without a decision; the return goes on where it was."""
    group, _order, dispute = lock_dispute(dispute_id)
    _require_open(dispute)
    if dispute.opened_by != side:
        raise errors.DisputeNotFound
    _end(dispute, Dispute.Status.WITHDRAWN)
    if dispute.request is not None and dispute.request.is_open:
        # Silence decides again: the shop's days to look at it begin anew, and those of a parcel nobody tells about.
        locked = locked_return(group, dispute.request)
        hours, days = locked.market.returns.dispute_answer_hours, locked.market.delivered_after_days
        is_here = locked.request.status == Status.RECEIVED
        locked.request.deadline_at = clock.now() + (dt.timedelta(hours=hours) if is_here else dt.timedelta(days=days))
        locked.request.save(update_fields=["deadline_at"])
    return dispute


def decide_dispute(dispute_id: uuid.UUID, decision: str, *, amount_minor: int = 0, by: User, why: str) -> Dispute:
    """Staff decide, with reasons both sides read; `amount_minor` is for a part only.

    The money goes back through the order's refunds, the return is closed, what was blocked is free. Refusals:
    returns.case_closed, returns.decision_invalid. Announces DisputeDecided.
    """
    why = why.replace("\x00", "").strip()[:1000]
    group, order, dispute = lock_dispute(dispute_id)
    _require_open(dispute)
    most = case_money(get_dispute(dispute_id))
    fits = {Decision.REFUND_ALL: most > 0, Decision.REFUND_PART: 0 < amount_minor < most, Decision.NO_REFUND: True}
    if decision not in Decision.values or not fits[Decision(decision)] or not why:
        raise errors.DecisionInvalid(most=format_money(most, order.currency, get_language() or group.group.language))
    amount = {Decision.REFUND_ALL: most, Decision.REFUND_PART: amount_minor}.get(Decision(decision), 0)
    _end(dispute, Dispute.Status.DECIDED, decision=decision, why=why, decided_by_id=by.pk)
    paid = _carry_out(group, order, dispute, amount, most=most, by=story.staff(by.pk))
    dispute.decided_minor = paid
    dispute.save(update_fields=["decided_minor"])
    record_staff_action(by=by, verb="decide_dispute", kind="dispute", target_id=dispute.pk, why=why)
    emit(events.DisputeDecided(dispute.pk, order.pk, decision, paid, order.currency))
    return dispute


def _carry_out(group: LockedGroup, order: Order, dispute: Dispute, amount: int, *, most: int, by: story.By) -> int:
    if dispute.request is None:
        if not amount:
            return 0
        if amount == most:
            return orders.refund_order(order.pk, by=by, reason="case_decided").amount_minor
        return orders.refund_amount(order.pk, amount, by=by, reason="case_decided").amount_minor
    locked = locked_return(group, dispute.request)
    if amount:
        taken_off = _taken_off(locked, most - amount)
        return settle(
            locked, by=by, reason="case_decided", deductions=taken_off, is_carriage_in=amount == most, why=dispute.why
        )
    if locked.request.is_open:
        now = clock.now()
        payouts.unblock(locked.request.pk)
        locked.move(
            Status.REJECTED, why=dispute.why, rejected_at=now, closed_at=now, closed_by=by.kind, deadline_at=None
        )
    return 0


def _taken_off(locked: LockedReturn, amount: int) -> dict[int, int]:
    """Spread what is not given back over the lines of the return, by what each is worth."""
    owed = [still_owed(line, locked.order_line(line)) for line in locked.lines]
    if not amount:
        return {}
    return {line.pk: share for line, share in zip(locked.lines, split_by_weights(amount, owed), strict=True)}


def _request_of(order: Order, return_id: uuid.UUID | None) -> ReturnRequest | None:
    if return_id is None:
        return None
    request = ReturnRequest.objects.select_for_update(no_key=True).filter(pk=return_id, order=order).first()
    if request is None:
        raise errors.ReturnNotFound
    return request


def _stop_the_clock(group: LockedGroup, order: Order, dispute: Dispute, request: ReturnRequest | None) -> None:
    if request is None:
        parts = money.order_left(order, group.lines(order))
        goods = parts if order.delivered_at is not None else parts[:-1]
        payouts.block(order.pk, sum(money.sellers_share(part, order) for part in goods), reference_id=dispute.pk)
        return
    if request.is_open:
        block_return(locked_return(group, request))
        request.deadline_at = None
        request.save(update_fields=["deadline_at"])
        return
    lines = {line.pk: line for line in group.lines(order)}
    share = 0
    for line in ReturnLine.objects.filter(request=request):
        order_line = lines[line.order_line_id]
        share += money.sellers_share(money.take(money.line_left(order_line), still_owed(line, order_line)), order)
    payouts.block(order.pk, share, reference_id=dispute.pk)


def _require_open(dispute: Dispute) -> None:
    if dispute.status != Dispute.Status.OPEN:
        raise errors.CaseClosed


def _end(dispute: Dispute, status: str, **changes: object) -> None:
    dispute.status, dispute.closed_at = status, clock.now()
    for name, value in changes.items():
        setattr(dispute, name, value)
    dispute.save(update_fields=["status", "closed_at", *changes])
    payouts.unblock(dispute.pk)
