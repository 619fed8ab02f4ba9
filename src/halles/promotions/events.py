"""Facts that promotions announces."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class WaitlistOffered:
    """Pieces came back, and it is this person's turn: the price is theirs until `until`."""

    promise_id: uuid.UUID
    user_id: uuid.UUID
    variant_id: uuid.UUID
    quantity: int
    unit_minor: int
    currency: str
    market: str
    until: dt.datetime
