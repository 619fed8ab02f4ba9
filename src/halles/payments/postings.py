"""What happens at a provider, as the books have it. Sales themselves are booked by orders."""

from __future__ import annotations

from halles.ledger.accounts import (
    Line,
    chargeback_losses,
    credit,
    customer_payments,
    debit,
    provider_authorized,
    provider_clearing,
    refunds,
)


def authorized(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """A card promises the money."""
    return [
        debit(provider_authorized(provider, currency), amount_minor),
        credit(customer_payments(currency), amount_minor),
    ]


def authorization_captured(provider: str, authorized_minor: int, captured_minor: int, currency: str) -> list[Line]:
    """The promise is kept: what was captured is with the provider, what was not is promised no more."""
    return [
        debit(provider_clearing(provider, currency), captured_minor),
        debit(customer_payments(currency), authorized_minor - captured_minor),
        credit(provider_authorized(provider, currency), authorized_minor),
    ]


def authorization_released(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """The promise is given back, nothing was captured."""
    return [
        debit(customer_payments(currency), amount_minor),
        credit(provider_authorized(provider, currency), amount_minor),
    ]


def paid_at_once(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """An instant method or a transfer: the money is there without a promise before."""
    return [
        debit(provider_clearing(provider, currency), amount_minor),
        credit(customer_payments(currency), amount_minor),
    ]


def unwanted(amount_minor: int, currency: str) -> list[Line]:
    """Money of a payment that was to be void: it is owed back to the customer."""
    return [
        debit(customer_payments(currency), amount_minor),
        credit(refunds(currency), amount_minor),
    ]


def refunded(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """The provider carried out a refund that was owed."""
    return [
        debit(refunds(currency), amount_minor),
        credit(provider_clearing(provider, currency), amount_minor),
    ]


def charged_back(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """A customer's bank took money back; the platform bears it until a rule says otherwise."""
    return [
        debit(chargeback_losses(currency), amount_minor),
        credit(provider_clearing(provider, currency), amount_minor),
    ]


def chargeback_won(provider: str, amount_minor: int, currency: str) -> list[Line]:
    """The case was decided for us: the money is back."""
    return [
        debit(provider_clearing(provider, currency), amount_minor),
        credit(chargeback_losses(currency), amount_minor),
    ]


def refund_covered(amount_minor: int, currency: str) -> list[Line]:
    """A refund was owed, but the customer's bank has given the money already: the loss is that much smaller."""
    return [
        debit(refunds(currency), amount_minor),
        credit(chargeback_losses(currency), amount_minor),
    ]
