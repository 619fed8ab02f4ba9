"""Clicks that nobody stands behind: products opened without watching what shows them, hardly an order, or by the dozen
from one browser within a minute."""

from __future__ import annotations

from halles.kit.statements import fetch
from halles.scores.signals.finding import CLEARED, Asked, Finding, rows_of, share_bps

KIND = "click_farm"

# By visit and video: how often a product was opened, and whether the video was watched at all.
_CLICKS = f"""
WITH cleared AS ({CLEARED}
), acts AS (
    SELECT i.creator_id, i.visit_id, i.content_id, count(*) FILTER (WHERE i.kind = 'chip_opened') AS click_count,
           coalesce(max(i.watch_time_ms), 0) AS watch_ms, min(i.at) AS began_at, max(i.at) AS ended_at
    FROM interactions_interaction i LEFT JOIN cleared x ON x.subject_id = i.creator_id
    WHERE i.market = %(market)s AND i.at > greatest(%(since)s, x.at) AND i.at <= %(now)s
      AND i.kind IN ('chip_opened', 'watch', 'complete', 'loop') AND i.creator_id IS NOT NULL
    GROUP BY 1, 2, 3
), clicked AS (
    SELECT *, watch_ms < %(watch_ms)s AS is_unwatched FROM acts WHERE click_count > 0
), sums AS (
    SELECT creator_id, sum(click_count)::bigint AS clicks,
           coalesce(sum(click_count) FILTER (WHERE is_unwatched), 0)::bigint AS unwatched,
           count(DISTINCT visit_id) AS visits
    FROM clicked GROUP BY 1
), sales AS (
    SELECT c.creator_id, count(DISTINCT c.order_id) AS orders
    FROM affiliates_commission c LEFT JOIN cleared x ON x.subject_id = c.creator_id
    WHERE c.market = %(market)s AND c.sold_at > greatest(%(since)s, x.at) AND c.sold_at <= %(now)s GROUP BY 1
), whole AS (
    SELECT coalesce(sum(s.clicks), 0) AS clicks, coalesce(sum(o.orders), 0) AS orders
    FROM sums s LEFT JOIN sales o USING (creator_id)
)
SELECT s.creator_id, s.clicks, s.unwatched, s.visits, coalesce(o.orders, 0), w.clicks::bigint, w.orders::bigint, (
    SELECT jsonb_agg(jsonb_build_object('what', 'visit', 'id', e.visit_id, 'at', e.began_at, 'until', e.ended_at,
        'clicks', e.click_count, 'watch_ms', e.watch_ms, 'content_id', e.content_id) ORDER BY e.click_count DESC)
    FROM (SELECT * FROM clicked k WHERE k.creator_id = s.creator_id AND k.is_unwatched
          ORDER BY k.click_count DESC, k.began_at DESC LIMIT %(evidence_max)s) e
)
FROM sums s LEFT JOIN sales o USING (creator_id) CROSS JOIN whole w
WHERE s.clicks >= %(clicks_min)s AND 10000 * s.unwatched >= %(unwatched_min)s * s.clicks
  AND 10000 * coalesce(o.orders, 0) * w.clicks <= %(part_max)s * w.orders * s.clicks
ORDER BY 1"""  # noqa: S608 - our own words

_BURSTS = f"""
WITH cleared AS ({CLEARED}
), touched AS (
    SELECT t.creator_id, t.key, t.at, count(*) OVER (
        PARTITION BY t.creator_id, t.key ORDER BY t.at
        RANGE BETWEEN CURRENT ROW AND make_interval(secs => %(burst_seconds)s) FOLLOWING) AS in_burst
    FROM affiliates_touch t JOIN creators_creator c ON c.id = t.creator_id
    LEFT JOIN cleared x ON x.subject_id = t.creator_id
    WHERE c.market = %(market)s AND t.at > greatest(%(since)s, x.at) AND t.at <= %(now)s
), bursts AS (
    SELECT DISTINCT ON (creator_id, key) creator_id, key, at, in_burst FROM touched
    WHERE in_burst >= %(burst_min)s ORDER BY creator_id, key, in_burst DESC, at
)
SELECT creator_id, count(*), max(in_burst),
       jsonb_agg(jsonb_build_object('what', 'browser', 'id', key, 'at', at, 'clicks', in_burst) ORDER BY in_burst DESC)
FROM bursts GROUP BY 1 ORDER BY 1"""  # noqa: S608 - our own words


def find_click_farms(asked: Asked) -> list[Finding]:
    """Creators whose products are opened without being looked at, or in bursts."""
    rules = asked.market.signals
    values = asked.values(
        KIND,
        watch_ms=rules.click_farm_watch_ms,
        clicks_min=rules.click_farm_clicks_min,
        unwatched_min=rules.click_farm_unwatched_bps_min,
        part_max=rules.click_farm_orders_part_bps_max,
        burst_seconds=rules.burst_seconds,
        burst_min=rules.burst_clicks_min,
    )
    found = {}
    for creator_id, clicks, unwatched, visits, orders, all_clicks, all_orders, rows in fetch(_CLICKS, values):
        facts = {
            "clicks": clicks,
            "unwatched_bps": share_bps(unwatched, clicks),
            "visits": visits,
            "orders": orders,
            "ctor_bps": share_bps(orders, clicks),
            "market_ctor_bps": share_bps(all_orders, all_clicks),
        }
        strength = min(100, 40 + share_bps(unwatched, clicks) // 250 + 10 * clicks // (5 * rules.click_farm_clicks_min))
        found[creator_id] = Finding(KIND, "creator", creator_id, strength, facts, rows_of(rows))
    for creator_id, browsers, largest, rows in fetch(_BURSTS, values):
        facts = {"burst_browsers": browsers, "burst_clicks": largest, "burst_seconds": rules.burst_seconds}
        strength = min(100, 40 + 5 * browsers + largest // 4)
        known = found.get(creator_id)
        if known is not None:
            facts, strength = {**known.facts, **facts}, max(strength, known.strength)
        evidence = [*rows_of(rows), *(known.evidence if known else ())]
        found[creator_id] = Finding(KIND, "creator", creator_id, strength, facts, evidence)
    return [found[creator_id] for creator_id in sorted(found)]
