"""What became of one order's money in settlements that free thousands at once."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from halles.ledger.models import Transaction
from halles.payouts.models import Hold, Payout, Reserve


@dataclass(frozen=True)
class SettlementShare:
    """An order's part of the settlement that freed it: `amount_minor` no longer waits, `reserve_minor` of it is kept
    back. `key` names the entry of the books; with `is_shared` it is about many orders of the shop at once."""

    at: dt.datetime
    currency: str
    amount_minor: int
    reserve_minor: int
    key: str
    is_shared: bool

    @property
    def free_minor(self) -> int:
        """What the shop could have at once."""
        return self.amount_minor - self.reserve_minor


def find_settlement_share(seller_id: uuid.UUID, order_id: uuid.UUID) -> SettlementShare | None:
    """The order's share of the settlement that ended its hold; None while it waits, and when nothing was left."""
    hold = Hold.objects.filter(seller_id=seller_id, order_id=order_id, settlement_id__isnull=False).first()
    if hold is None or hold.released_at is None or not hold.amount_minor:
        return None
    alone = f"settlement:{order_id}"
    keys = (alone, f"settlement:{hold.settlement_id}:{seller_id}:{hold.currency}")
    key = Transaction.objects.filter(key__in=keys).values_list("key", flat=True).first() or ""
    reserve = find_reserve(seller_id, order_id)
    return SettlementShare(
        at=hold.released_at,
        currency=hold.currency,
        amount_minor=hold.amount_minor,
        reserve_minor=reserve.kept_minor if reserve else 0,
        key=key,
        is_shared=key != alone,
    )


def find_reserve(seller_id: uuid.UUID, order_id: uuid.UUID) -> Reserve | None:
    """What was kept back of the order, let go or not; None when nothing was."""
    return Reserve.objects.filter(seller_id=seller_id, order_id=order_id).first()


def payouts_by_id(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Payout]:
    """Payouts with their runs, by id; unknown ids are left out."""
    return {one.pk: one for one in Payout.objects.filter(pk__in=ids).select_related("run")}
