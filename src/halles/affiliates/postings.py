"""The books of commissions and fees: each fact as debits and credits, nothing looked up."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from halles.ledger.accounts import (
    AccountKey,
    Line,
    creator_available,
    creator_pending,
    credit,
    debit,
    promised_fees,
    seller_available,
)


def commission(
    creator_id: uuid.UUID, amount_minor: int, currency: str, *, seller_from: Sequence[tuple[AccountKey, int]]
) -> list[Line]:
    """The sale is booked: the seller's part of it becomes the creator's, until the return days are over.

    `seller_from` says from which of the seller's accounts it comes.
    """
    assert sum(amount for _, amount in seller_from) == amount_minor
    return [
        *(debit(account, amount) for account, amount in seller_from),
        credit(creator_pending(creator_id, currency), amount_minor),
    ]


def reversed_commission(account: AccountKey, amount_minor: int, *, back_to: AccountKey) -> list[Line]:
    """Something was given back, never delivered, or taken back by a bank: the creator's part returns to the seller.

    `account` is the creator's: what waits, or what is free already, which may go below zero.
    """
    return [debit(account, amount_minor), credit(back_to, amount_minor)]


def confirmed(creator_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """The return days are over: what waited is free for the next payout."""
    return [
        debit(creator_pending(creator_id, currency), amount_minor),
        credit(creator_available(creator_id, currency), amount_minor),
    ]


def fee_promised(seller_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """A creator has taken a shop's offer: the fee is set aside from what the shop has free."""
    return [
        debit(seller_available(seller_id, currency), amount_minor),
        credit(promised_fees(seller_id, currency), amount_minor),
    ]


def fee_paid(seller_id: uuid.UUID, creator_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """The work was accepted: its fee is the creator's, free for the next payout."""
    return [
        debit(promised_fees(seller_id, currency), amount_minor),
        credit(creator_available(creator_id, currency), amount_minor),
    ]


def fee_returned(seller_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """The work did not come, or was not what was agreed: its fee is the shop's again."""
    return [
        debit(promised_fees(seller_id, currency), amount_minor),
        credit(seller_available(seller_id, currency), amount_minor),
    ]
