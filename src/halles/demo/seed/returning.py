"""Returns and cases, step by step at their own times; each purchase with all that followed in one transaction."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from halles.demo.seed.cast import address_of, seat
from halles.demo.seed.moments import days_ago
from halles.demo.seed.pictures import photo_of
from halles.demo.seed.purchases import STORIES, find_orders, place, settle
from halles.demo.seed.turns import turn
from halles.demo.world.kinds import World
from halles.demo.world.quarrels import ReturnData, returns_in
from halles.fulfillment.carriers.port import Scan
from halles.kit import clock, transactions
from halles.kit.jobs import none_queued
from halles.orders import story
from halles.orders.models import Order, OrderRefund
from halles.payments import services as payments
from halles.payments.models import Payment
from halles.payments.providers.sandbox import later
from halles.returns import services as returns
from halles.returns.models import Dispute, ReturnRequest
from halles.returns.queries import get_dispute
from halles.returns.queries.cases import case_money, still_owed

HOUR = dt.timedelta(hours=1)
Status = ReturnRequest.Status


@dataclass
class Affair:
    """A purchase, its return and its case while they are told."""

    world: World
    data: ReturnData
    order: Order
    request: ReturnRequest | None = None
    dispute: Dispute | None = None

    @property
    def customer(self) -> story.By:
        """Who bought."""
        return story.customer(self.order.group.user_id)

    @property
    def seller(self) -> story.By:
        """Who sold."""
        return story.seller(self.order.seller.owner_id)

    @property
    def return_id(self) -> uuid.UUID:
        """The return's name."""
        assert self.request is not None
        return self.request.pk


def bring_back(world: World) -> int:
    """Tell every return and case that is not there yet; how many."""
    told = 0
    with turn("returns"):
        for data in returns_in(world):
            if not find_orders(data.order):
                with none_queued(), transactions.as_one():
                    _tell(world, data)
                told += 1
    return told


def _tell(world: World, data: ReturnData) -> None:
    place(world, data.order, card="4000000000000259" if data.steps[0].verb == "chargeback" else "")
    found = find_orders(data.order)
    STORIES[data.order.story](world, data.order, found, found[0].group.placed_at)
    affair = Affair(world, data, found[0])
    for step in data.steps:
        with clock.travel(days_ago(step.days_ago)):
            STEPS[step.verb](affair)
            _give_money(affair.order)
        affair.order.refresh_from_db()
        if affair.request is not None:
            affair.request.refresh_from_db()
    settle(found)


def _give_money(order: Order) -> None:
    """The provider carries out what was decided."""
    for refund in OrderRefund.objects.filter(order=order):
        if refund.payment_refund_id is not None:
            payments.send_refund(refund.payment_refund_id)


def _ask(affair: Affair) -> None:
    data, order = affair.data, affair.order
    line = order.lines.order_by("position")[0]
    if data.kind == "withdrawal":
        person = address_of(affair.world.person(data.order.address_of))
        affair.request = returns.declare_withdrawal(
            order.pk,
            {line.pk: line.quantity},
            by=affair.customer,
            name=person.name,
            email=order.group.email,
            key=data.order.key,
        )
    else:
        affair.request = returns.request_return(
            order.pk,
            {line.pk: line.quantity},
            by=affair.customer,
            reason=data.reason,
            text=data.text,
            pictures=_pictures(affair),
            key=data.order.key,
        )


def _pictures(affair: Affair) -> list[IO[bytes]]:
    return [photo_of(affair.world.products[affair.data.order.goods[0].product], 2)] if affair.data.has_picture else []


def _approve(affair: Affair) -> None:
    assert affair.request is not None
    if affair.request.status == Status.REQUESTED:
        returns.approve(affair.return_id, by=affair.seller)


def _reject(affair: Affair) -> None:
    returns.reject(affair.return_id, by=affair.seller, why=affair.data.why)


def _label(affair: Affair) -> None:
    returns.make_label(affair.return_id)


def _send(affair: Affair) -> None:
    returns.hand_over(affair.return_id)
    returns.record_scans(affair.return_id, [_scan(affair, "in_transit", "accepted")])


def _back(affair: Affair) -> None:
    sent = Scan(clock.now() - 40 * HOUR, "in_transit", "accepted", affair.order.group.ship_to.get("city", ""))
    returns.record_scans(affair.return_id, [sent, _scan(affair, "delivered", "delivered")])


def _scan(affair: Affair, status: str, code: str) -> Scan:
    return Scan(clock.now(), status, code, affair.order.seller.place)  # type: ignore[arg-type]


def _inspect(affair: Affair) -> None:
    assert affair.request is not None
    findings = {}
    for line in affair.request.lines.select_related("order_line"):
        off = still_owed(line, line.order_line) * affair.data.off_percent // 100
        findings[line.pk] = returns.Finding(off, 0 if off else line.sent_quantity)
    why = affair.data.why if affair.data.off_percent else ""
    returns.inspect(affair.return_id, findings, by=affair.seller, why=why)


def _cancel(affair: Affair) -> None:
    returns.cancel_return(affair.return_id, by=affair.customer)


def _silence(affair: Affair) -> None:
    returns.keep_deadlines()


def _case(affair: Affair) -> None:
    side = affair.data.case_side
    by_id = affair.order.group.user_id if side == "customer" else affair.order.seller.owner_id
    is_about_return = affair.request is not None
    affair.dispute = returns.open_dispute(
        affair.order.pk,
        kind=affair.data.case,
        side=side,
        by_id=by_id,
        text=affair.data.case_text,
        return_id=affair.return_id if is_about_return else None,
    )


def _answer(affair: Affair) -> None:
    assert affair.dispute is not None
    by_id = affair.order.seller.owner_id
    returns.say(affair.dispute.pk, by_kind="seller", by_id=by_id, text=affair.data.answer)


def _decide(affair: Affair) -> None:
    assert affair.dispute is not None
    staff = seat(affair.world.person("admin"))
    part = case_money(get_dispute(affair.dispute.pk)) * affair.data.share_percent // 100
    returns.decide_dispute(affair.dispute.pk, affair.data.decision, amount_minor=part, by=staff, why=affair.data.ruling)


def _settle(affair: Affair) -> None:
    assert affair.dispute is not None
    returns.close_dispute(affair.dispute.pk, side=affair.data.case_side)


def _chargeback(affair: Affair) -> None:
    payment = Payment.objects.get(reference_id=affair.order.group_id)
    later.open_chargeback(payment.provider_ref)
    payments.refresh(payment.pk)


STEPS: dict[str, Callable[[Affair], None]] = {
    "ask": _ask,
    "approve": _approve,
    "reject": _reject,
    "label": _label,
    "send": _send,
    "back": _back,
    "inspect": _inspect,
    "cancel": _cancel,
    "silence": _silence,
    "case": _case,
    "answer": _answer,
    "decide": _decide,
    "settle": _settle,
    "chargeback": _chargeback,
}
