"""How long shops take to answer, from what they were asked and wrote."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import connection

from halles.kit import clock

LOOK_BACK = dt.timedelta(days=90)
# What waits longer than this counts as it lasts, so that a shop that never answers is not measured by its best day.
OPEN_COUNTS_AFTER = dt.timedelta(hours=24)
ANSWERED_MIN = 3

# A turn begins with the first message of a customer after the shop's last one, and ends with the shop's next.
_MEASURE = """
WITH said AS (
    SELECT t.seller_id, m.thread_id, m.by, m.created_at,
           lag(m.by) OVER (PARTITION BY m.thread_id ORDER BY m.created_at, m.id) AS before
    FROM social_message m JOIN social_thread t ON t.id = m.thread_id
    WHERE m.status = 'shown' AND m.created_at > %(since)s AND t.blocked_by <> 'shop'
      AND (%(seller)s::uuid IS NULL OR t.seller_id = %(seller)s)
), turns AS (
    SELECT s.seller_id, s.created_at AS asked_at, (
        SELECT min(n.created_at) FROM social_message n
        WHERE n.thread_id = s.thread_id AND n.by = 'shop' AND n.status = 'shown' AND n.created_at >= s.created_at
    ) AS answered_at
    FROM said s WHERE s.by = 'customer' AND s.before IS DISTINCT FROM 'customer'
    UNION ALL
    SELECT q.seller_id, q.created_at, q.answered_at FROM social_question q
    WHERE q.status = 'shown' AND q.created_at > %(since)s
      AND (%(seller)s::uuid IS NULL OR q.seller_id = %(seller)s)
), measured AS (
    SELECT seller_id, count(answered_at) AS answered_count,
           percentile_cont(0.5) WITHIN GROUP (
               ORDER BY extract(epoch FROM coalesce(answered_at, %(now)s) - asked_at)
           ) AS median_s
    FROM turns WHERE answered_at IS NOT NULL OR asked_at < %(open_since)s
    GROUP BY seller_id HAVING count(answered_at) >= %(answered_min)s
), forgotten AS (
    DELETE FROM social_answertime a
    WHERE (%(seller)s::uuid IS NULL OR a.seller_id = %(seller)s)
      AND NOT EXISTS (SELECT FROM measured m WHERE m.seller_id = a.seller_id)
)
INSERT INTO social_answertime AS a (seller_id, median_ms, answered_count, measured_at)
SELECT seller_id, (median_s * 1000)::bigint, answered_count, %(now)s FROM measured
ON CONFLICT (seller_id) DO UPDATE
SET median_ms = excluded.median_ms, answered_count = excluded.answered_count, measured_at = excluded.measured_at
"""


def measure_answer_times(seller_id: uuid.UUID | None = None) -> None:
    """Write down every shop's median time to answer messages and questions of the last 90 days, or one shop's.

    A shop that answered fewer than three times has none.
    """
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            _MEASURE,
            {
                "since": now - LOOK_BACK,
                "now": now,
                "open_since": now - OPEN_COUNTS_AFTER,
                "seller": seller_id,
                "answered_min": ANSWERED_MIN,
            },
        )
