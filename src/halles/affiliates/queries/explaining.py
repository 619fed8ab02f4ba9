"""The whole chain of each line of a purchase: discounts, tax, fee, who earned and why, books, settlement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from halles.affiliates.evidence import decide_again
from halles.affiliates.models import Attribution
from halles.creators.models import Creator
from halles.ledger.models import Transaction
from halles.ledger.queries import list_transactions
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.payouts.queries import OrderMoney, find_order_money


@dataclass(frozen=True)
class LineChain:
    """One line. `is_same_again`: the kept evidence gives the same decision today; None where nothing was decided."""

    line: OrderLine
    attribution: Attribution | None
    is_same_again: bool | None


@dataclass(frozen=True)
class OrderChain:
    """One order: its lines, every entry of the books about it, oldest first, and where the seller's money stands."""

    order: Order
    lines: Sequence[LineChain]
    entries: Sequence[Transaction]
    money: OrderMoney | None


@dataclass(frozen=True)
class PurchaseChain:
    """A purchase with the handles of all creators in it, by id."""

    group: OrderGroup
    orders: Sequence[OrderChain]
    handles: dict[str, str]


def find_chain(number: str) -> PurchaseChain | None:
    """Everything about a purchase by its number, for the operator; None when there is none."""
    group = OrderGroup.objects.filter(number=number.strip().upper()[:12]).first()
    if group is None:
        return None
    orders = [_of_order(order) for order in group.orders.select_related("seller").order_by("position")]
    named = {
        one["touch"]["creator_id"]
        for order in orders
        for chain in order.lines
        for one in (chain.attribution.candidates if chain.attribution else ())
    }
    handles = {str(pk): handle for pk, handle in Creator.objects.filter(pk__in=named).values_list("pk", "handle")}
    return PurchaseChain(group, orders, handles)


def _of_order(order: Order) -> OrderChain:
    lines = list(order.lines.order_by("position"))
    decided = {
        one.line_id: one
        for one in Attribution.objects.filter(line__in=lines).select_related("creator", "commission", "plan")
    }
    return OrderChain(
        order=order,
        lines=[LineChain(line, decided.get(line.pk), _is_same(decided.get(line.pk))) for line in lines],
        entries=list_transactions(reference_kind="order", reference_id=order.pk),
        money=find_order_money(order.seller_id, order.pk),
    )


def _is_same(attribution: Attribution | None) -> bool | None:
    if attribution is None:
        return None
    again = decide_again(attribution.evidence)
    creator_id = again.winner.touch.creator_id if again.winner else None
    return (again.reason, creator_id, again.amount_minor) == (
        attribution.reason,
        attribution.creator_id,
        attribution.amount_minor,
    )
