"""What `returns` announces, in the transaction in which it happens."""

from __future__ import annotations

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class WithdrawalDeclared:
    """The customer has withdrawn from pieces of an order; the acknowledgement is due at once."""

    return_id: uuid.UUID
    order_id: uuid.UUID


@dataclass(frozen=True)
class ReturnRequested:
    """The customer asks to send something back; the shop has until the deadline."""

    return_id: uuid.UUID
    order_id: uuid.UUID


@dataclass(frozen=True)
class ReturnApproved:
    """It may come back; `by_kind` says who approved: the market's rule or silence (clock), or the seller."""

    return_id: uuid.UUID
    order_id: uuid.UUID
    by_kind: str


@dataclass(frozen=True)
class ReturnRejected:
    """The shop declined, before or after it saw the goods."""

    return_id: uuid.UUID
    order_id: uuid.UUID


@dataclass(frozen=True)
class ReturnReceived:
    """The parcel is back, and the days to look at it begin."""

    return_id: uuid.UUID
    order_id: uuid.UUID


@dataclass(frozen=True)
class ReturnRefunded:
    """The return is settled: `refunded_minor` goes back, of which `postage_minor` paid the label."""

    return_id: uuid.UUID
    order_id: uuid.UUID
    refunded_minor: int
    postage_minor: int
    currency: str
    is_partial: bool


@dataclass(frozen=True)
class ReturnClosed:
    """It never came back, or the customer kept it; nothing is refunded."""

    return_id: uuid.UUID
    order_id: uuid.UUID
    by_kind: str


@dataclass(frozen=True)
class DisputeOpened:
    """One side asks staff to decide; the other is asked to speak."""

    dispute_id: uuid.UUID
    order_id: uuid.UUID
    opened_by: str


@dataclass(frozen=True)
class DisputeDecided:
    """Staff decided; `amount_minor` goes back to the customer."""

    dispute_id: uuid.UUID
    order_id: uuid.UUID
    decision: str
    amount_minor: int
    currency: str
