"""What payments announces, each fact at most once, in the transaction that records it, the payment's row locked."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class _PaymentFact:
    payment_id: uuid.UUID
    reference_kind: str
    reference_id: uuid.UUID
    amount_minor: int
    currency: str
    at: dt.datetime


@dataclass(frozen=True)
class PaymentAuthorized(_PaymentFact):
    """The money is held for us; `amount_minor` is all of it."""


@dataclass(frozen=True)
class PaymentRequiresAction(_PaymentFact):
    """The customer has a step to take (3-D Secure, wallet, transfer)."""


@dataclass(frozen=True)
class PaymentDeclined(_PaymentFact):
    """The provider said no for good; `reason` is a decline code."""

    reason: str


@dataclass(frozen=True)
class PaymentCaptured(_PaymentFact):
    """`captured_minor` was taken; what an authorisation held beyond it is released."""

    captured_minor: int


@dataclass(frozen=True)
class PaymentCaptureFailed(_PaymentFact):
    """The authorisation was gone when it was to be captured; no money will come."""

    reason: str


@dataclass(frozen=True)
class PaymentCanceled(_PaymentFact):
    """Nothing will come of the payment: canceled, given up, or captured too late and on its way back."""


@dataclass(frozen=True)
class PaymentRefunded(_PaymentFact):
    """One refund was carried out; `amount_minor` is the refund's."""

    refund_id: uuid.UUID


@dataclass(frozen=True)
class RefundFailed(_PaymentFact):
    """The provider could not carry out a refund; staff may try again. `amount_minor` is the refund's."""

    refund_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class ChargebackOpened(_PaymentFact):
    """The customer's bank took `amount_minor` back."""

    chargeback_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class ChargebackClosed(_PaymentFact):
    """The case is decided; won money is back."""

    chargeback_id: uuid.UUID
    is_won: bool
