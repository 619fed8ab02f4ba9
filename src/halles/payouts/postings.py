"""The end of a hold, a reserve, and what leaves for the bank, as the books have it."""

from __future__ import annotations

import uuid

from halles.ledger.accounts import (
    AccountKey,
    Line,
    bank_clearing,
    creator_available,
    credit,
    debit,
    payouts_in_transit,
    seller_available,
    seller_pending,
    seller_reserve,
)


def settled(seller_id: uuid.UUID, amount_minor: int, reserve_minor: int, currency: str) -> list[Line]:
    """What was earned and waited is now owed and free, but for what is kept back for a while."""
    return [
        debit(seller_pending(seller_id, currency), amount_minor),
        credit(seller_available(seller_id, currency), amount_minor - reserve_minor),
        credit(seller_reserve(seller_id, currency), reserve_minor),
    ]


def reserve_released(seller_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """What was kept back is free too."""
    return [
        debit(seller_reserve(seller_id, currency), amount_minor),
        credit(seller_available(seller_id, currency), amount_minor),
    ]


def available_of(payee_kind: str, payee_id: uuid.UUID, currency: str) -> AccountKey:
    """The account of a payee that payouts are made from."""
    return {"seller": seller_available, "creator": creator_available}[payee_kind](payee_id, currency)


def debt_recovered(giver_id: uuid.UUID, debtor_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """A person's profile has money free and another of theirs owes: what is owed is taken there before a payout."""
    return [
        debit(creator_available(giver_id, currency), amount_minor),
        credit(creator_available(debtor_id, currency), amount_minor),
    ]


def payout_sent(payee_kind: str, payee_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """What was free is with the bank for the payee; it is still owed."""
    return [
        debit(available_of(payee_kind, payee_id, currency), amount_minor),
        credit(payouts_in_transit(currency), amount_minor),
    ]


def payout_paid(bank: str, amount_minor: int, currency: str) -> list[Line]:
    """The bank says that the payee has it."""
    return [
        debit(payouts_in_transit(currency), amount_minor),
        credit(bank_clearing(bank, currency), amount_minor),
    ]


def payout_failed(payee_kind: str, payee_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """The bank did not carry it out: it is free again."""
    return [
        debit(payouts_in_transit(currency), amount_minor),
        credit(available_of(payee_kind, payee_id, currency), amount_minor),
    ]


def payout_returned(bank: str, payee_kind: str, payee_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """It had arrived and came back: it is free again."""
    return [
        debit(bank_clearing(bank, currency), amount_minor),
        credit(available_of(payee_kind, payee_id, currency), amount_minor),
    ]


def payout_late(bank: str, payee_kind: str, payee_id: uuid.UUID, amount_minor: int, currency: str) -> list[Line]:
    """The bank has carried out what was booked as refused: the payee has it, and it is no longer free."""
    return [
        debit(available_of(payee_kind, payee_id, currency), amount_minor),
        credit(bank_clearing(bank, currency), amount_minor),
    ]
