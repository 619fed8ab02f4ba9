"""What a promise or a coupon makes of a price. Pure: quotes use it, and looks nothing up."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from halles.kit.money import apply_bps


@dataclass(frozen=True)
class Terms:
    """What one person pays less for one line, who bears it, and until when. One of the three worths is set."""

    claim_id: uuid.UUID
    kind: str
    reference_id: uuid.UUID
    variant_id: uuid.UUID
    quantity: int
    market: str
    funder: str
    until: dt.datetime
    unit_minor: int | None = None
    amount_minor: int | None = None
    share_bps: int | None = None
    goods_minor_min: int = 0
    is_delivery_free: bool = False

    def discount_minor(self, unit_minor: int, quantity: int) -> int:
        """How much less the line costs than at the public price per piece: never below zero, never more than all."""
        goods = unit_minor * quantity
        if self.unit_minor is not None:
            # The public price may have fallen below the promised one: the lower counts.
            return max(0, goods - self.unit_minor * quantity)
        if goods < self.goods_minor_min:
            return 0
        off = self.amount_minor if self.amount_minor is not None else apply_bps(goods, self.share_bps or 0)
        return min(off, goods)

    def as_line(self, amount_minor: int) -> dict[str, Any]:
        """How it is frozen on the order line; a prize also comes at the shop's cost (`is_delivery_free`)."""
        return {
            "kind": self.kind,
            "claim_id": str(self.claim_id),
            "reference_id": str(self.reference_id),
            "funder": self.funder,
            "amount_minor": amount_minor,
            "is_delivery_free": self.is_delivery_free,
        }
