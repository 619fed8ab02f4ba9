"""Letting go of what has waited long enough: thousands of orders in one statement, one entry per shop and currency."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import OperationalError, connection
from django.db.models import F

from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.money import BPS
from halles.ledger.services import Entry, Reference, post, post_many
from halles.markets.queries import all_markets
from halles.payouts import postings
from halles.payouts.events import HoldsReleased
from halles.payouts.models import Hold

BATCH_SIZE = 100_000
PARTS_MAX = 100
ALONE_MAX = 1_000

# One statement, so that the day of a hold, its amount and its shop's standing are seen and changed at once. Rows that a
# refund holds are left for the next run instead of waited for.
_FREE = """
WITH terms AS (
    SELECT * FROM unnest(%(markets)s::text[], %(tiers)s::text[], %(reserve_bps)s::bigint[], %(reserve_days)s::integer[])
        AS term (market, tier, reserve_bps, reserve_days)
), due AS MATERIALIZED (
    SELECT id, seller_id FROM payouts_hold
    WHERE released_at IS NULL AND until <= %(at)s AND blocked_minor = 0 WHICH FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE payouts_hold AS hold SET released_at = %(at)s, settlement_id = %(settlement)s
    FROM due JOIN sellers_seller AS seller ON seller.id = due.seller_id
    LEFT JOIN terms ON terms.market = seller.market AND terms.tier = seller.settlement_tier
    WHERE hold.id = due.id
    RETURNING hold.seller_id, hold.currency, hold.order_id, hold.order_number, hold.amount_minor,
        -- Half a minor unit is rounded up, as everywhere.
        (hold.amount_minor * coalesce(terms.reserve_bps, 0) * 2 + %(bps)s) / (%(bps)s * 2) AS reserve_minor,
        terms.reserve_days
), kept AS (
    INSERT INTO payouts_reserve
        (id, seller_id, order_id, order_number, currency, kept_minor, amount_minor, created_at, until, released_at)
    SELECT gen_random_uuid(), seller_id, order_id, order_number, currency, reserve_minor, reserve_minor, %(at)s,
        %(at)s + make_interval(days => reserve_days), NULL
    FROM freed WHERE reserve_minor > 0
)
SELECT seller_id, currency, sum(amount_minor)::bigint, sum(reserve_minor)::bigint, min(order_number),
    array_agg(order_id)
FROM freed GROUP BY seller_id, currency ORDER BY seller_id, currency
"""


@dataclass(frozen=True)
class _Freed:
    """What one shop is free to have in one currency; `reserve_minor` of it is kept back. `number` is one order's."""

    seller_id: uuid.UUID
    currency: str
    amount_minor: int
    reserve_minor: int
    number: str
    order_ids: list[uuid.UUID]


_FREE_DUE = _FREE.replace("WHICH", "ORDER BY until LIMIT %(limit)s")
_FREE_ONE = _FREE.replace("WHICH", "AND id = %(id)s")


def release_due(*, limit: int = BATCH_SIZE) -> int:
    """Free the holds whose time has come and return how many, at most `limit`; no transaction open.

    Two workers at once share the work: a hold is released once, whoever comes first. Of a hold with a block the rest is
    freed by an entry of its own.
    """
    parts = list(
        Hold.objects.filter(released_at=None, until__lte=clock.now(), blocked_minor__gt=0)
        # What is blocked as a whole has its turn when the block is lifted.
        .filter(amount_minor__gt=F("blocked_minor"))
        .order_by("until")
        .values_list("id", flat=True)[: min(limit, PARTS_MAX)]
    )
    transactions.run_each(_release_part, parts)
    try:
        return len(parts) + transactions.run(lambda: _free(_FREE_DUE, {"limit": limit - len(parts)}))
    except (OperationalError, Refusal):
        raise
    except Exception:
        # One row that nobody foresaw holds up no other: each by itself, and what fails is told in the end.
        due = Hold.objects.filter(released_at=None, until__lte=clock.now(), blocked_minor=0).order_by("until")
        alone = list(due.values_list("id", flat=True)[:ALONE_MAX])
        return sum(transactions.run_each(lambda hold_id: _free(_FREE_ONE, {"id": hold_id}), alone))


def _free(statement: str, which: dict[str, int | uuid.UUID]) -> int:
    at, settlement_id = clock.now(), uuid7()
    with connection.cursor() as cursor:
        cursor.execute(statement, {**_terms(), **which, "at": at, "settlement": settlement_id, "bps": BPS})
        found = cursor.fetchall()
    if not found:
        return 0
    freed = [_Freed(*row) for row in found]
    post_many([_entry(settlement_id, one) for one in freed if one.amount_minor], at=at)
    released = tuple(order_id for one in freed for order_id in one.order_ids)
    emit(HoldsReleased(released, at))
    return len(released)


def _entry(settlement_id: uuid.UUID, one: _Freed) -> Entry:
    """One order's settlement is about that order; that of many is about itself."""
    lines = postings.settled(one.seller_id, one.amount_minor, one.reserve_minor, one.currency)
    if len(one.order_ids) == 1:
        about = Reference("order", one.order_ids[0], one.number)
        return Entry("settlement", f"settlement:{about.id}", about, lines)
    key = f"settlement:{settlement_id}:{one.seller_id}:{one.currency}"
    return Entry("settlement", key, Reference("settlement", settlement_id), lines)


def _terms() -> dict[str, list[str] | list[int]]:
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


def _release_part(hold_id: uuid.UUID) -> None:
    """Free what of a hold is not blocked; the hold itself goes on."""
    now = clock.now()
    hold = Hold.objects.select_for_update(skip_locked=True).filter(id=hold_id, released_at=None, until__lte=now).first()
    if hold is None or not hold.blocked_minor or hold.amount_minor <= hold.blocked_minor:
        return
    free = hold.amount_minor - hold.blocked_minor
    _post_part(hold, free, now)
    hold.amount_minor -= free
    hold.elsewhere_minor += free
    hold.save(update_fields=["amount_minor", "elsewhere_minor"])


def _post_part(hold: Hold, free: int, at: dt.datetime) -> None:
    post(
        "settlement",
        key=f"settlement:{hold.order_id}:{uuid7()}",
        reference=Reference("order", hold.order_id, hold.order_number),
        lines=postings.settled(hold.seller_id, free, 0, hold.currency),
        at=at,
    )
