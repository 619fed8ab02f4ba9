"""What payouts announces."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class HoldReleased:
    """What an order earned its seller is free for the next payout."""

    order_id: uuid.UUID
    seller_id: uuid.UUID
    amount_minor: int
    currency: str
    at: dt.datetime
