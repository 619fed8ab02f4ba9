"""How an amount taken off an order divides into the seller's part, the platform's fee and the tax. Pure.

Each amount is split by what is LEFT of each part, never by the first shares: so no part goes below zero over any number
of partial refunds, and the last one empties all of them.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.kit.money import split_by_weights
from halles.orders.models import Order, OrderLine


@dataclass(frozen=True)
class Part:
    """Some money of one line, or of the carriage (`line_id` None). `seller_minor` is net of fee and tax."""

    line_id: uuid.UUID | None
    seller_minor: int
    platform_fee_minor: int
    tax_minor: int

    @property
    def amount_minor(self) -> int:
        """What the customer pays or gets back."""
        return self.seller_minor + self.platform_fee_minor + self.tax_minor


def line_left(line: OrderLine) -> Part:
    """What is neither canceled nor refunded of a line."""
    left = line.total_minor - line.canceled_minor - line.refunded_minor
    fee = line.platform_fee_minor - line.platform_fee_back_minor
    tax = line.tax_minor - line.tax_back_minor
    return Part(line.pk, left - fee - tax, fee, tax)


def shipping_left(order: Order, lines: Sequence[OrderLine]) -> Part:
    """What is neither canceled nor refunded of the carriage; `lines` are all lines of the order."""
    paid = order.total_minor - sum(line.total_minor for line in lines)
    left = paid - order.shipping_canceled_minor - order.shipping_refunded_minor
    tax = order.shipping_tax_minor - order.shipping_tax_back_minor
    return Part(None, left - tax, 0, tax)


def sellers_share(part: Part, order: Order) -> int:
    """Whose part of an amount is the seller's: all but the fee, and the tax that the platform hands on."""
    return part.seller_minor if order.is_tax_remitted else part.seller_minor + part.tax_minor


def take(left: Part, amount_minor: int) -> Part:
    """`amount_minor` of what is left, each part in proportion."""
    assert 0 <= amount_minor <= left.amount_minor
    seller, fee, tax = split_by_weights(amount_minor, [left.seller_minor, left.platform_fee_minor, left.tax_minor])
    return Part(left.line_id, seller, fee, tax)


def spread(lefts: Sequence[Part], amount_minor: int) -> list[Part]:
    """An amount over several parts in proportion to what is left of each; parts of nothing are left out."""
    shares = split_by_weights(amount_minor, [left.amount_minor for left in lefts])
    return [take(left, share) for left, share in zip(lefts, shares, strict=True) if share]


def order_left(order: Order, lines: Sequence[OrderLine]) -> list[Part]:
    """What is left of every line and of the carriage."""
    return [*(line_left(line) for line in lines), shipping_left(order, lines)]


def due_minor(order: Order) -> int:
    """What the customer owes for the order, or has paid and not got back."""
    return order.total_minor - order.canceled_minor - order.refunded_minor
