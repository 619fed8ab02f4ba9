"""What payouts announces."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class HoldsReleased:
    """What `order_count` orders earned their sellers is free for the next payout; `payouts.queries.released_order_ids`
    of the run tells which."""

    run_id: uuid.UUID
    order_count: int
    at: dt.datetime


@dataclass(frozen=True)
class PayoutPaid:
    """The payee's bank has the money."""

    payout_id: uuid.UUID
    payee_kind: str
    payee_id: uuid.UUID
    amount_minor: int
    currency: str
    at: dt.datetime


@dataclass(frozen=True)
class PayoutFailed:
    """The bank refused the payout; the money is free again. `why` is a code of `halles.payouts.words`."""

    payout_id: uuid.UUID
    payee_kind: str
    payee_id: uuid.UUID
    amount_minor: int
    currency: str
    why: str
    at: dt.datetime


@dataclass(frozen=True)
class PayoutReturned:
    """The payout had arrived and came back; the money is free again. `why` is a code of `halles.payouts.words`."""

    payout_id: uuid.UUID
    payee_kind: str
    payee_id: uuid.UUID
    amount_minor: int
    currency: str
    why: str
    at: dt.datetime


@dataclass(frozen=True)
class DiscrepancyFound:
    """The bank tells something else of a payout than was booked, or more of it: for the staff to look at."""

    discrepancy_id: uuid.UUID
    payout_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class PayeeHeld:
    """Nothing is paid out to the payee until a day, for a reason they are told."""

    hold_id: uuid.UUID
    payee_kind: str
    payee_id: uuid.UUID


@dataclass(frozen=True)
class PayeeHoldLifted:
    """Payouts go on before the day the hold would have ended."""

    hold_id: uuid.UUID
    payee_kind: str
    payee_id: uuid.UUID
