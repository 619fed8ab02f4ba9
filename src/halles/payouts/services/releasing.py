"""What every release has in common: what a market keeps back, and the entry in the books."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from halles.ledger.services import Entry, Reference
from halles.markets.queries import all_markets
from halles.payouts import postings

# The values of `reserve_terms` as a table that a statement can join.
TERMS = """terms AS (
    SELECT * FROM unnest(%(markets)s::text[], %(tiers)s::text[], %(reserve_bps)s::bigint[], %(reserve_days)s::integer[])
        AS term (market, tier, reserve_bps, reserve_days)
)"""


@dataclass(frozen=True)
class Freed:
    """What one shop is free to have in one currency; `reserve_minor` of it is kept back. `order_id` where it is one
    order's, with its number."""

    seller_id: uuid.UUID
    currency: str
    order_count: int
    amount_minor: int
    reserve_minor: int
    order_id: uuid.UUID | None
    number: str


def entry_of(run_id: uuid.UUID, one: Freed) -> Entry:
    """One order's settlement is about that order; that of many is about itself."""
    lines = postings.settled(one.seller_id, one.amount_minor, one.reserve_minor, one.currency)
    if one.order_id is not None:
        about = Reference("order", one.order_id, one.number)
        return Entry("settlement", f"settlement:{about.id}", about, lines)
    key = f"settlement:{run_id}:{one.seller_id}:{one.currency}"
    return Entry("settlement", key, Reference("settlement", run_id), lines)


def reserve_terms() -> dict[str, list[str] | list[int]]:
    """What each market keeps back by the standing of a shop, as columns."""
    rows = [
        (market.code, name, tier.reserve_bps, tier.reserve_days)
        for market in all_markets().values()
        for name, tier in market.settlement.tiers.items()
    ]
    return {
        "markets": [row[0] for row in rows],
        "tiers": [row[1] for row in rows],
        "reserve_bps": [row[2] for row in rows],
        "reserve_days": [row[3] for row in rows],
    }
