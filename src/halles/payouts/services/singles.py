"""Holds that are not settled with their shop's others: blocked when these were, too late for them, or broken."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from django.db import OperationalError, connection
from django.db.models import F

from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.money import BPS
from halles.ledger.services import Reference, post, post_many
from halles.payouts import postings
from halles.payouts.events import HoldsReleased
from halles.payouts.models import Hold
from halles.payouts.services.releasing import TERMS, Freed, entry_of, reserve_terms

PARTS_MAX = 100
SINGLES_AT_ONCE = 1_000

# One statement, so that the day of a hold, its amount and its shop's standing are seen and changed at once. Rows that a
# refund holds are left for the next run instead of waited for.
_FREE = """
WITH TERMS, due AS MATERIALIZED (
    SELECT id, seller_id FROM payouts_hold
    WHERE is_single AND released_at IS NULL AND until <= %(at)s AND blocked_minor = 0 WHICH FOR UPDATE SKIP LOCKED
), freed AS (
    UPDATE payouts_hold AS hold SET released_at = %(at)s, settlement_id = %(run)s
    FROM due JOIN sellers_seller AS seller ON seller.id = due.seller_id
    LEFT JOIN terms ON terms.market = seller.market AND terms.tier = seller.settlement_tier
    WHERE hold.id = due.id
    RETURNING hold.id, hold.seller_id, hold.currency, hold.order_id, hold.order_number, hold.amount_minor,
        -- Half a minor unit is rounded up, as everywhere.
        (hold.amount_minor * coalesce(terms.reserve_bps, 0) * 2 + %(bps)s) / (%(bps)s * 2) AS reserve_minor,
        terms.reserve_days
), kept AS (
    INSERT INTO payouts_reserve
        (id, seller_id, order_id, order_number, currency, kept_minor, amount_minor, created_at, until, released_at)
    SELECT id, seller_id, order_id, order_number, currency, reserve_minor, reserve_minor, %(at)s,
        %(at)s + make_interval(days => reserve_days), NULL
    FROM freed WHERE reserve_minor > 0
)
SELECT seller_id, currency, count(*), sum(amount_minor)::bigint, sum(reserve_minor)::bigint,
    CASE WHEN count(*) = 1 THEN (array_agg(order_id))[1] END, min(order_number)
FROM freed GROUP BY seller_id, currency ORDER BY seller_id, currency
""".replace("TERMS", TERMS)
_FREE_DUE = _FREE.replace("WHICH", "ORDER BY until LIMIT %(limit)s")
_FREE_ONE = _FREE.replace("WHICH", "AND id = %(id)s")


def release_singles() -> int:
    """Free the single holds whose time has come and return how many, at most SINGLES_AT_ONCE; no transaction open."""
    try:
        return transactions.run(partial(_free, _FREE_DUE, limit=SINGLES_AT_ONCE))
    except (OperationalError, Refusal):
        raise
    except Exception:
        # One row that nobody foresaw holds up no other: each by itself, and what fails is told in the end.
        due = Hold.objects.filter(is_single=True, released_at=None, until__lte=clock.now(), blocked_minor=0)
        alone = list(due.order_by("until").values_list("id", flat=True)[:SINGLES_AT_ONCE])
        return sum(transactions.run_each(lambda hold_id: _free(_FREE_ONE, id=hold_id), alone))


def release_parts() -> int:
    """Free what is not blocked of the holds with a block whose time has come; how many, at most PARTS_MAX."""
    parts = list(
        Hold.objects.filter(released_at=None, until__lte=clock.now(), blocked_minor__gt=0)
        # What is blocked as a whole has its turn when the block is lifted.
        .filter(amount_minor__gt=F("blocked_minor"))
        .order_by("until")
        .values_list("id", flat=True)[:PARTS_MAX]
    )
    return sum(transactions.run_each(_release_part, parts))


def _free(statement: str, **which: int | uuid.UUID) -> int:
    at, run_id = clock.now(), uuid7()
    with connection.cursor() as cursor:
        cursor.execute(statement, {**reserve_terms(), **which, "at": at, "run": run_id, "bps": BPS})
        freed = [Freed(*row) for row in cursor.fetchall()]
    if not freed:
        return 0
    post_many([entry_of(run_id, one) for one in freed if one.amount_minor], at=at)
    count = sum(one.order_count for one in freed)
    emit(HoldsReleased(run_id, count, at))
    return count


def _release_part(hold_id: uuid.UUID) -> int:
    """Free what of a hold is not blocked; the hold itself goes on."""
    now = clock.now()
    hold = Hold.objects.select_for_update(skip_locked=True).filter(id=hold_id, released_at=None, until__lte=now).first()
    if hold is None or not hold.blocked_minor or hold.amount_minor <= hold.blocked_minor:
        return 0
    free = hold.amount_minor - hold.blocked_minor
    _post_part(hold, free, now)
    hold.amount_minor -= free
    hold.elsewhere_minor += free
    hold.save(update_fields=["amount_minor", "elsewhere_minor"])
    return 1


def _post_part(hold: Hold, free: int, at: dt.datetime) -> None:
    post(
        "settlement",
        key=f"settlement:{hold.order_id}:{uuid7()}",
        reference=Reference("order", hold.order_id, hold.order_number),
        lines=postings.settled(hold.seller_id, free, 0, hold.currency),
        at=at,
    )
