"""The books of an order: each fact as debits and credits, nothing looked up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from halles.ledger.accounts import (
    AccountKey,
    Line,
    carriers_due,
    credit,
    customer_payments,
    debit,
    platform_fee,
    refunds,
    seller_pending,
    shipping,
    tax_payable,
)
from halles.orders.money import Part


@dataclass(frozen=True)
class Parties:
    """Whose money an order is. Tax that the platform does not remit is the seller's to remit, and so the seller's."""

    seller_id: uuid.UUID
    market: str
    currency: str
    is_tax_remitted: bool


@dataclass(frozen=True)
class Shares:
    """Some parts added up by who gets them."""

    goods_minor: int
    carriage_minor: int
    platform_fee_minor: int
    tax_minor: int

    @property
    def total_minor(self) -> int:
        """All of it."""
        return self.goods_minor + self.carriage_minor + self.platform_fee_minor + self.tax_minor


def shares(parties: Parties, parts: Sequence[Part]) -> Shares:
    """Who gets how much of these parts."""
    remitted = sum(part.tax_minor for part in parts) if parties.is_tax_remitted else 0
    own_tax = {part.line_id: 0 if parties.is_tax_remitted else part.tax_minor for part in parts}
    return Shares(
        goods_minor=sum(part.seller_minor + own_tax[part.line_id] for part in parts if part.line_id is not None),
        carriage_minor=sum(part.seller_minor + own_tax[None] for part in parts if part.line_id is None),
        platform_fee_minor=sum(part.platform_fee_minor for part in parts),
        tax_minor=remitted,
    )


def sale(parties: Parties, sold: Shares) -> list[Line]:
    """The customer's money becomes the seller's (pending until delivery), the platform's fee and the state's tax."""
    return [
        debit(customer_payments(parties.currency), sold.total_minor),
        credit(seller_pending(parties.seller_id, parties.currency), sold.goods_minor),
        credit(shipping(parties.seller_id, parties.currency), sold.carriage_minor),
        credit(platform_fee(parties.currency), sold.platform_fee_minor),
        credit(tax_payable(parties.market, parties.currency), sold.tax_minor),
    ]


def shipping_earned(parties: Parties, carriage_minor: int, *, earned_on: AccountKey) -> list[Line]:
    """The parcel arrived: its carriage is the seller's."""
    return [
        debit(shipping(parties.seller_id, parties.currency), carriage_minor),
        credit(earned_on, carriage_minor),
    ]


def refund(parties: Parties, back: Shares, *, seller_from: Sequence[tuple[AccountKey, int]]) -> list[Line]:
    """Everybody gives back their share of what the customer is owed; the provider pays it out later.

    `seller_from` says from which accounts the seller's goods and carriage come.
    """
    assert sum(amount for _, amount in seller_from) == back.goods_minor + back.carriage_minor
    return [
        *(debit(account, amount) for account, amount in seller_from),
        debit(platform_fee(parties.currency), back.platform_fee_minor),
        debit(tax_payable(parties.market, parties.currency), back.tax_minor),
        credit(refunds(parties.currency), back.total_minor),
    ]


def return_carriage(amount_minor: int, currency: str, *, paid_by: AccountKey) -> list[Line]:
    """The label of a parcel back: owed to its carrier, by the seller or out of what the customer is owed."""
    return [debit(paid_by, amount_minor), credit(carriers_due(currency), amount_minor)]
