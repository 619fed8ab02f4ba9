"""What a customer may do about an order now: withdraw, return, claim a fault, open a case."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from halles.kit import clock
from halles.kit.statements import fetch
from halles.markets.market import Market
from halles.markets.queries import get_market
from halles.orders.models import Order, OrderLine
from halles.returns import periods
from halles.returns.models import Dispute, ReturnClass, ReturnRequest
from halles.returns.queries.promise import classes_at

Status = Order.Status
OVER = (Status.UNPAID, Status.CANCELED)
ON_ITS_WAY = (Status.AWAITING_COLLECTION, Status.IN_TRANSIT)
# Goods that may come back as long as their seal is whole: the shop sees it at the inspection.
SEALED = ReturnClass.Kind.HYGIENE

_COUNTED = """
SELECT l.order_line_id, sum(l.quantity - l.canceled_quantity)::int
FROM returns_returnline l JOIN returns_returnrequest r ON r.id = l.request_id
WHERE r.order_id = %(order)s AND r.status = ANY (%(counted)s::text[]) AND r.id IS DISTINCT FROM %(without)s::uuid
GROUP BY l.order_line_id
"""


@dataclass(frozen=True)
class LineRight:
    """One line: how many pieces can be given back, `unpacked_quantity` of them without a parcel; and what for."""

    line: OrderLine
    kind: str
    left_quantity: int
    unpacked_quantity: int
    can_withdraw: bool
    can_return: bool

    @property
    def kind_words(self) -> str:
        """What kind of goods it is, "" for ordinary ones."""
        return str(ReturnClass.Kind(self.kind).label) if self.kind else ""

    @property
    def must_be_sealed(self) -> bool:
        """Whether it may come back only unopened."""
        return self.kind == SEALED

    @property
    def sent_quantity(self) -> int:
        """The pieces that were packed and can be given back."""
        return self.left_quantity - self.unpacked_quantity


@dataclass(frozen=True)
class Rights:
    """One order. `…_until` are ends (exclusive); None: not delivered yet, so that no end is known."""

    order: Order
    market: Market
    lines: tuple[LineRight, ...]
    has_withdrawal: bool
    withdraw_until: dt.datetime | None
    return_until: dt.datetime | None
    fault_until: dt.datetime | None
    not_arrived_from: dt.date | None

    @property
    def can_withdraw(self) -> bool:
        """Whether the function to withdraw is shown: all through the period, for every line that has the right."""
        return self.has_withdrawal and any(one.can_withdraw and one.left_quantity for one in self.lines)

    @property
    def can_change_mind(self) -> bool:
        """Whether something may be sent back without a fault."""
        return _is_open(self.return_until) and any(one.can_return and one.sent_quantity > 0 for one in self.lines)

    @property
    def can_claim_fault(self) -> bool:
        """Whether a fault may be claimed."""
        return _is_open(self.fault_until) and any(one.sent_quantity > 0 for one in self.lines)

    @property
    def grounds(self) -> frozenset[str]:
        """The grounds on which a return may be asked for now."""
        found = {"change_of_mind"} if self.can_change_mind else set()
        return frozenset(found | ({"fault"} if self.can_claim_fault else set()))

    @property
    def can_claim_not_arrived(self) -> bool:
        """Whether “it did not arrive” is a case by now."""
        return self.not_arrived_from is not None and clock.today(self.market.time_zone) >= self.not_arrived_from


def rights_of(order: Order, *, lines: Sequence[OrderLine] | None = None) -> Rights:
    """What may be done about an order now; its group and seller are loaded, and its lines unless they are given."""
    market = get_market(order.group.market)
    lines = list(order.lines.all()) if lines is None else lines
    kinds = classes_at({line.product_id: order.placed_at for line in lines})
    counted = counted_pieces(order.pk)
    has_terms = bool(order.seller.return_terms.strip())
    is_live = order.status not in OVER
    delivered_at = order.delivered_at
    until = periods.withdrawal_end(market, delivered_at, has_terms=has_terms) if delivered_at else None
    has_withdrawal = (
        is_live
        and bool(periods.withdrawal_days(market, has_terms=has_terms))
        and (delivered_at is None or (until is not None and clock.now() < until))
    )
    return Rights(
        order=order,
        market=market,
        lines=tuple(_right(market, line, kinds[line.product_id], counted.get(line.pk, 0)) for line in lines),
        has_withdrawal=has_withdrawal,
        withdraw_until=until,
        return_until=periods.return_end(market, delivered_at) if is_live and delivered_at else None,
        fault_until=periods.fault_end(market, delivered_at) if is_live and delivered_at else None,
        not_arrived_from=_not_arrived_from(order, market),
    )


def _right(market: Market, line: OrderLine, kind: str, counted: int) -> LineRight:
    left = left_of_line(line, counted)
    unpacked = line.quantity - line.canceled_quantity - line.shipped_quantity
    rules = market.returns
    return LineRight(
        line=line,
        kind=kind,
        left_quantity=left,
        unpacked_quantity=min(unpacked, left),
        can_withdraw=kind in ("", SEALED) or kind not in rules.withdrawal_exceptions,
        can_return=kind in ("", SEALED) or kind not in rules.change_of_mind_exceptions,
    )


def left_of_line(line: OrderLine, counted: int) -> int:
    """The pieces of a line that can still be given back, when `counted` are on their way back or have come back."""
    return max(0, line.quantity - line.canceled_quantity - counted)


def counted_pieces(order_id: uuid.UUID, *, without: uuid.UUID | None = None) -> dict[uuid.UUID, int]:
    """Per line, the pieces in returns that are open or refunded; pieces cancelled before packing are not among them."""
    return dict(fetch(_COUNTED, {"order": order_id, "without": without, "counted": list(ReturnRequest.COUNTED)}))


def _is_open(until: dt.datetime | None) -> bool:
    return until is not None and clock.now() < until


def _not_arrived_from(order: Order, market: Market) -> dt.date | None:
    """From which day on the customer may say that it did not arrive; None once the time for it is over."""
    if order.status in OVER or order.shipped_at is None:
        return None
    if Dispute.objects.filter(order=order, kind=Dispute.Kind.NOT_ARRIVED).exists():
        return None
    if order.delivered_at is not None:
        # The carrier may be wrong; it can be said as long as a case can be opened.
        end = order.delivered_at + dt.timedelta(days=market.returns.dispute_days)
        zone = ZoneInfo(market.time_zone)
        return order.delivered_at.astimezone(zone).date() if clock.now() < end else None
    return order.arrives_to_on + dt.timedelta(days=market.returns.not_arrived_days + 1)
