"""Deciding who earns by a purchase: once per line, with all that is known about its touches."""

from __future__ import annotations

import datetime as dt
import uuid

from halles.affiliates.deciding import Decision, decide
from halles.affiliates.evidence import Evidence, pack, pack_candidate
from halles.affiliates.models import Attribution, Commission
from halles.affiliates.queries.facts import list_evidence
from halles.affiliates.services.booking import (
    book_commissions,
    charge_back_commissions,
    reduce_commissions,
    start_clock,
)
from halles.kit import clock
from halles.kit.ids import uuid7
from halles.orders.models import Order, OrderLine
from halles.orders.services import list_lost, lock_group
from halles.orders.services.locks import LockedGroup

Made = list[tuple[Order, OrderLine, Evidence, Decision]]


def attribute_group(group_id: uuid.UUID) -> int:
    """Decide every line of a paid purchase that is not decided yet, as things stood when it was placed; how many.

    What the answer is does not depend on when this runs. A commission is brought to where its order is by now: booked,
    waiting for the return days, or void. Inside one transaction.
    """
    locked = lock_group(group_id)
    orders = [order for order in locked.orders if order.paid_at is not None]
    lines = {line.pk: (order, line) for order in orders for line in locked.lines(order)}
    known = set(Attribution.objects.filter(line__in=lines).values_list("line_id", flat=True))
    open_lines = [pair for line_id, pair in lines.items() if line_id not in known]
    if not open_lines:
        return 0
    evidence = list_evidence(locked.group, open_lines)
    made = [
        (order, line, found, decide(found.line, found.touches, found.terms, found.rules))
        for (order, line), found in zip(open_lines, evidence, strict=True)
    ]
    _write(locked, made)
    for order in {order.pk: order for order, *_ in made}.values():
        _catch_up(locked, order)
    return len(made)


def _write(locked: LockedGroup, made: Made) -> None:
    now = clock.now()
    attributions = [_attribution(line, found, decision, order.currency, now) for order, line, found, decision in made]
    Attribution.objects.bulk_create(attributions)
    Commission.objects.bulk_create(
        [
            _commission(locked.group.market, order, attribution, now)
            for attribution, (order, *_) in zip(attributions, made, strict=True)
            if attribution.creator_id is not None
        ]
    )


def _attribution(line: OrderLine, found: Evidence, decision: Decision, currency: str, now: dt.datetime) -> Attribution:
    winner = decision.winner
    return Attribution(
        id=uuid7(),
        line=line,
        creator_id=winner.touch.creator_id if winner else None,
        reason=decision.reason,
        touch=pack_candidate(winner) if winner else None,
        candidates=[pack_candidate(candidate) for candidate in decision.candidates],
        evidence=pack(found),
        plan_id=winner.plan_id if winner else None,
        rate_bps=winner.rate_bps if winner else 0,
        base_minor=decision.base_minor,
        amount_minor=decision.amount_minor,
        currency=currency,
        rule_version=decision.rule_version,
        decided_at=now,
        sold_at=found.line.sold_at,
    )


def _commission(market: str, order: Order, attribution: Attribution, now: dt.datetime) -> Commission:
    assert attribution.creator_id is not None
    return Commission(
        attribution=attribution,
        creator_id=attribution.creator_id,
        seller_id=order.seller_id,
        order=order,
        line_id=attribution.line_id,
        market=market,
        rate_bps=attribution.rate_bps,
        base_minor=attribution.base_minor,
        amount_minor=attribution.amount_minor,
        currency=order.currency,
        sold_at=attribution.sold_at,
        updated_at=now,
    )


def _catch_up(locked: LockedGroup, order: Order) -> None:
    """What has happened to the order since it was paid."""
    if order.canceled_minor or order.refunded_minor:
        refund = order.refunds.order_by("-at").first()
        reduce_commissions(order.pk, reason=refund.reason if refund else order.cancel_reason)
    # A bank takes back what was captured, nothing before.
    if order.captured_at is not None:
        for lost in list_lost(locked, order):
            charge_back_commissions(order.pk, taken_minor=lost.taken_minor, paid_minor=lost.paid_minor)
        book_commissions(order.pk, at=clock.now())
    if order.delivered_at is not None:
        start_clock(order.pk, delivered_at=order.delivered_at)
