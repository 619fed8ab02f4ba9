"""Letting go of what has waited long enough: a shop's watermark moves over all it has due, and no row of it is written.

A settlement has the marks of its shops alone, so that what it adds up cannot change meanwhile; shops that a refund is
at work on have their turn the next time.
"""

from __future__ import annotations

from functools import partial

from django.db import OperationalError, connection, transaction

from halles.kit import clock, transactions
from halles.kit.errors import Refusal
from halles.kit.events import emit
from halles.kit.ids import uuid7
from halles.kit.money import BPS
from halles.ledger.services import post_many
from halles.payouts.events import HoldsReleased
from halles.payouts.services.releasing import TERMS, Freed, entry_of, reserve_terms
from halles.payouts.services.singles import release_parts, release_singles

SHOPS_AT_ONCE = 2_000

_IS_DUE = """
hold.seller_id = mark.seller_id AND hold.currency = mark.currency AND hold.until <= %(at)s
    AND hold.until > coalesce(mark.through, '-infinity') AND hold.released_at IS NULL AND NOT hold.is_single
"""
# One look into the index for each shop. The locks are taken by a statement of its own: the next one sees all that was
# committed by those who had the marks before.
_TAKE_MARKS = """
SELECT mark.id FROM payouts_watermark AS mark
CROSS JOIN LATERAL (SELECT FROM payouts_hold AS hold WHERE IS_DUE LIMIT 1) AS due
ORDER BY mark.id LIMIT %(limit)s FOR UPDATE OF mark SKIP LOCKED
""".replace("IS_DUE", _IS_DUE)
_TAKE_MARK = "SELECT id FROM payouts_watermark WHERE id = %(mark)s FOR UPDATE"
_MOVE_MARKS = """
WITH TERMS, mark AS MATERIALIZED (
    SELECT mark.id, mark.seller_id, mark.currency, mark.through, coalesce(terms.reserve_bps, 0) AS reserve_bps,
        terms.reserve_days
    FROM payouts_watermark AS mark JOIN sellers_seller AS seller ON seller.id = mark.seller_id
    LEFT JOIN terms ON terms.market = seller.market AND terms.tier = seller.settlement_tier
    WHERE mark.id = ANY(%(marks)s)
), summed AS MATERIALIZED (
    SELECT mark.id, max(hold.until) AS through,
        count(*) FILTER (WHERE hold.blocked_minor = 0) AS order_count,
        coalesce(sum(hold.amount_minor) FILTER (WHERE hold.blocked_minor = 0), 0)::bigint AS amount_minor,
        -- Half a minor unit is rounded up, as everywhere.
        coalesce(sum((hold.amount_minor * mark.reserve_bps * 2 + %(bps)s) / (%(bps)s * 2))
            FILTER (WHERE hold.blocked_minor = 0), 0)::bigint AS reserve_minor
    FROM mark JOIN payouts_hold AS hold ON IS_DUE GROUP BY mark.id
), kept AS (
    INSERT INTO payouts_reserve
        (id, seller_id, order_id, order_number, currency, kept_minor, amount_minor, created_at, until, released_at)
    SELECT hold.id, hold.seller_id, hold.order_id, hold.order_number, hold.currency, part.minor, part.minor, %(at)s,
        %(at)s + make_interval(days => mark.reserve_days), NULL
    FROM mark JOIN payouts_hold AS hold ON IS_DUE
    CROSS JOIN LATERAL (SELECT (hold.amount_minor * mark.reserve_bps * 2 + %(bps)s) / (%(bps)s * 2) AS minor) AS part
    WHERE mark.reserve_bps > 0 AND hold.blocked_minor = 0 AND part.minor > 0
), left_behind AS (
    UPDATE payouts_hold AS hold SET is_single = true FROM mark WHERE IS_DUE AND hold.blocked_minor > 0
), moved AS (
    UPDATE payouts_watermark AS mark SET through = summed.through FROM summed WHERE mark.id = summed.id
), noted AS (
    INSERT INTO payouts_settlement
        (run_id, seller_id, currency, after, through, at, order_count, amount_minor, reserve_minor)
    SELECT %(run)s, mark.seller_id, mark.currency, mark.through, summed.through, %(at)s, summed.order_count,
        summed.amount_minor, summed.reserve_minor
    FROM summed JOIN mark USING (id) WHERE summed.order_count > 0
)
SELECT mark.seller_id, mark.currency, summed.order_count, summed.amount_minor, summed.reserve_minor
FROM summed JOIN mark USING (id) WHERE summed.order_count > 0 ORDER BY 1, 2
""".replace("TERMS", TERMS).replace("IS_DUE", _IS_DUE)
_ONLY_ORDERS = """
SELECT hold.seller_id, hold.currency, hold.order_id, hold.order_number FROM payouts_settlement AS settlement
JOIN payouts_hold AS hold ON hold.seller_id = settlement.seller_id AND hold.currency = settlement.currency
    AND hold.until > coalesce(settlement.after, '-infinity') AND hold.until <= settlement.through
    AND hold.released_at IS NULL AND NOT hold.is_single
WHERE settlement.run_id = %(run)s AND settlement.order_count = 1
"""
_LEAVE_BEHIND = """
WITH left_behind AS (
    UPDATE payouts_hold AS hold SET is_single = true FROM payouts_watermark AS mark
    WHERE mark.id = %(mark)s AND IS_DUE RETURNING hold.until
)
UPDATE payouts_watermark SET through = (SELECT max(until) FROM left_behind)
WHERE id = %(mark)s AND EXISTS (SELECT FROM left_behind)
""".replace("IS_DUE", _IS_DUE)


def release_due() -> int:
    """Free the holds whose time has come and return how many, of at most SHOPS_AT_ONCE shops; no transaction open.

    Two workers at once share the work: a hold is released once, whoever comes first. Of a hold with a block the rest is
    freed by an entry of its own.
    """
    count = release_parts()
    try:
        count += transactions.run(partial(_settle, _TAKE_MARKS, limit=SHOPS_AT_ONCE))
    except (OperationalError, Refusal):
        raise
    except Exception:
        # One shop that nobody foresaw holds up no other, and one of its rows none of the rest.
        count += sum(transactions.run_each(_settle_alone, _due_marks()))
    return count + release_singles()


def _due_marks() -> list[int]:
    with connection.cursor() as cursor:
        statement = _TAKE_MARKS.replace("FOR UPDATE OF mark SKIP LOCKED", "")
        cursor.execute(statement, {"at": clock.now(), "limit": SHOPS_AT_ONCE})
        return [mark for (mark,) in cursor.fetchall()]


def _settle_alone(mark: int) -> int:
    """One shop; when that fails too, its holds are left to be released one by one."""
    try:
        with transaction.atomic():
            return _settle(_TAKE_MARK, mark=mark)
    except (OperationalError, Refusal):
        raise
    except Exception:
        with connection.cursor() as cursor:
            cursor.execute(_TAKE_MARK, {"mark": mark})
            cursor.execute(_LEAVE_BEHIND, {"mark": mark, "at": clock.now()})
        return 0


def _settle(which: str, **given: int) -> int:
    at, run_id = clock.now(), uuid7()
    with connection.cursor() as cursor:
        cursor.execute(which, {"at": at, **given})
        marks = [mark for (mark,) in cursor.fetchall()]
        if not marks:
            return 0
        cursor.execute(_MOVE_MARKS, {**reserve_terms(), "marks": marks, "at": at, "run": run_id, "bps": BPS})
        found = cursor.fetchall()
        cursor.execute(_ONLY_ORDERS, {"run": run_id})
        alone = {(seller_id, currency): (order_id, number) for seller_id, currency, order_id, number in cursor}
    freed = [
        Freed(seller_id, currency, count, amount, kept, *alone.get((seller_id, currency), (None, "")))
        for seller_id, currency, count, amount, kept in found
    ]
    post_many([entry_of(run_id, one) for one in freed if one.amount_minor], at=at)
    count = sum(one.order_count for one in freed)
    if count:
        emit(HoldsReleased(run_id, count, at))
    return count
