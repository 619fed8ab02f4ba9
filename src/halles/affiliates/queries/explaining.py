"""The whole chain of each line of a purchase: discounts, tax, fee, who earned and why, books, settlement, payout."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from halles.affiliates import reasons
from halles.affiliates.evidence import decide_again
from halles.affiliates.models import Attribution
from halles.creators.models import Creator
from halles.ledger.models import Transaction
from halles.ledger.queries import list_transactions
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.payouts.models import Payout, Reserve
from halles.payouts.queries import (
    OrderMoney,
    SettlementShare,
    find_order_money,
    find_reserve,
    find_settlement_share,
    payouts_by_id,
)

# A purchase's number, and behind it perhaps the position of one order: as slips and `halles explain` print it.
_NUMBER = re.compile(r"([A-Z0-9]+-[A-Z0-9]+)(?:-([0-9]{1,3}))?")


@dataclass(frozen=True)
class TouchSeen:
    """One touch that was looked at: `why_not` is a code of `reasons`, "" for the one that won, which has a plan."""

    at: dt.datetime
    kind: str
    handle: str
    click_id: str
    why_not: str
    plan_kind: str
    rate_bps: int

    @property
    def why_not_words(self) -> str:
        """What spoke against it, in the active language."""
        return reasons.words(self.why_not) if self.why_not else ""


@dataclass(frozen=True)
class PayoutChain:
    """The payout that covered a commission, with its entries in the books, oldest first."""

    payout: Payout
    entries: Sequence[Transaction]


@dataclass(frozen=True)
class LineChain:
    """One line. `is_same_again`: the kept evidence gives the same decision today; None where nothing was decided.
    `payout` brought the commission to its creator; None until one has."""

    line: OrderLine
    attribution: Attribution | None
    is_same_again: bool | None
    touches: Sequence[TouchSeen]
    payout: PayoutChain | None

    @property
    def reason_words(self) -> str:
        """Why somebody earns or nobody does, in the active language."""
        return reasons.words(self.attribution.reason) if self.attribution else ""


@dataclass(frozen=True)
class OrderChain:
    """One order: its lines, every entry of the books about it alone, oldest first, where the seller's money stands, its
    share of the settlement that freed it, and what was kept back of that."""

    order: Order
    lines: Sequence[LineChain]
    entries: Sequence[Transaction]
    money: OrderMoney | None
    settlement: SettlementShare | None
    reserve: Reserve | None


@dataclass(frozen=True)
class PurchaseChain:
    """A purchase: its orders, and the entries about them all: what the provider promised, took and gave back."""

    group: OrderGroup
    orders: Sequence[OrderChain]
    entries: Sequence[Transaction]


def find_chain(number: str) -> PurchaseChain | None:
    """Everything about a purchase by its number, or about one order of it by the number with its position, such as
    H-7K3Q9XM-2; for operators. None when there is none."""
    found = _NUMBER.fullmatch(number.strip().upper())
    group = OrderGroup.objects.filter(number=found[1]).first() if found else None
    if found is None or group is None:
        return None
    chain = chain_of(group, position=int(found[2]) if found[2] else None)
    return chain if chain.orders else None


def chain_of(group: OrderGroup, *, position: int | None = None) -> PurchaseChain:
    """Everything about a purchase, or about its order at a position alone; not for shops, creators or customers."""
    chosen = group.orders.select_related("seller").order_by("position")
    orders = list(chosen if position is None else chosen.filter(position=position))
    lines = list(OrderLine.objects.filter(order__in=orders).order_by("position"))
    decided = {
        one.line_id: one
        for one in Attribution.objects.filter(line__in=lines).select_related("creator", "commission", "plan")
    }
    handles = _handles(decided.values())
    paid = _payouts(decided.values())
    chains = {line.pk: _of_line(line, decided.get(line.pk), handles, paid) for line in lines}
    return PurchaseChain(
        group,
        [_of_order(order, [chains[line.pk] for line in lines if line.order_id == order.pk]) for order in orders],
        list_transactions(reference_kind="order_group", reference_id=group.pk),
    )


def _of_order(order: Order, lines: Sequence[LineChain]) -> OrderChain:
    return OrderChain(
        order=order,
        lines=lines,
        entries=list_transactions(reference_kind="order", reference_id=order.pk),
        money=find_order_money(order.seller_id, order.pk),
        settlement=find_settlement_share(order.seller_id, order.pk),
        reserve=find_reserve(order.seller_id, order.pk),
    )


def _of_line(
    line: OrderLine,
    attribution: Attribution | None,
    handles: Mapping[str, str],
    paid: Mapping[uuid.UUID, PayoutChain],
) -> LineChain:
    if attribution is None:
        return LineChain(line, None, None, (), None)
    touches = [_touch(one, handles) for one in attribution.candidates]
    payout_id = attribution.commission.payout_id if attribution.creator_id else None
    return LineChain(line, attribution, _is_same(attribution), touches, paid.get(payout_id) if payout_id else None)


def _touch(candidate: Mapping[str, Any], handles: Mapping[str, str]) -> TouchSeen:
    touch = candidate["touch"]
    return TouchSeen(
        at=dt.datetime.fromisoformat(touch["at"]),
        kind=touch["kind"],
        handle=handles.get(touch["creator_id"], touch["creator_id"]),
        click_id=touch["click_id"],
        why_not=candidate["why_not"],
        plan_kind=candidate.get("plan_kind") or "",
        rate_bps=candidate.get("rate_bps") or 0,
    )


def _handles(decided: Iterable[Attribution]) -> dict[str, str]:
    named = {one["touch"]["creator_id"] for attribution in decided for one in attribution.candidates}
    return {str(pk): handle for pk, handle in Creator.objects.filter(pk__in=named).values_list("pk", "handle")}


def _payouts(decided: Iterable[Attribution]) -> dict[uuid.UUID, PayoutChain]:
    ids = {one.commission.payout_id for one in decided if one.creator_id and one.commission.payout_id}
    return {
        pk: PayoutChain(payout, list_transactions(reference_kind="payout", reference_id=pk))
        for pk, payout in payouts_by_id(ids).items()
    }


def _is_same(attribution: Attribution) -> bool:
    again = decide_again(attribution.evidence)
    creator_id = again.winner.touch.creator_id if again.winner else None
    return (again.reason, creator_id, again.amount_minor) == (
        attribution.reason,
        attribution.creator_id,
        attribution.amount_minor,
    )
