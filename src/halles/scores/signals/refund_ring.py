"""Several accounts behind one door that complain about most of what they order.

A house of many flats has many accounts and few complaints; a fussy customer has many complaints and one account.
"""

from __future__ import annotations

from halles.kit.statements import fetch
from halles.scores.signals.finding import CLEARED, PLACE, Asked, Finding, rows_of, share_bps

KIND = "refund_ring"
# Orders are complained about for weeks: the ring is looked for over so many times the market's days.
SPANS = 4

_FIND = f"""
WITH cleared AS ({CLEARED}
), bought AS (
    SELECT o.id, g.number, o.placed_at, o.refunded_minor, o.currency, o.seller_id,
           coalesce(g.user_id::text, lower(g.email)) AS account,
           concat_ws(', ', g.ship_to->>'line1', g.ship_to->>'postal_code', g.ship_to->>'city') AS written,
           {PLACE.format("g.ship_to")} AS place,
           EXISTS (SELECT FROM returns_returnrequest r WHERE r.order_id = o.id AND r.ground = 'fault')
           OR EXISTS (SELECT FROM returns_dispute d WHERE d.order_id = o.id AND d.opened_by = 'customer')
           OR EXISTS (SELECT FROM orders_orderrefund f WHERE f.order_id = o.id AND f.reason = ANY (%(reasons)s))
           AS is_complained
    FROM orders_ordergroup g JOIN orders_order o ON o.group_id = g.id
    WHERE g.market = %(market)s AND g.placed_at > %(now)s - %(spans)s * (%(now)s - %(since)s)
      AND g.placed_at <= %(now)s AND o.paid_at IS NOT NULL
), here AS (
    SELECT b.*, md5(b.place)::uuid AS ring FROM bought b
    LEFT JOIN cleared x ON x.subject_id = md5(b.place)::uuid WHERE x.at IS NULL OR b.placed_at > x.at
)
SELECT ring, min(written), count(*), count(DISTINCT account), count(*) FILTER (WHERE is_complained),
       count(DISTINCT account) FILTER (WHERE is_complained), count(DISTINCT seller_id) FILTER (WHERE is_complained),
       jsonb_agg(jsonb_build_object('what', 'order', 'id', id, 'name', number, 'at', placed_at,
           'amount_minor', refunded_minor, 'currency', currency) ORDER BY placed_at DESC) FILTER (WHERE is_complained)
FROM here GROUP BY ring
HAVING count(DISTINCT account) FILTER (WHERE is_complained) >= %(accounts_min)s
   AND count(*) FILTER (WHERE is_complained) >= %(refunds_min)s
   AND 10000 * count(*) FILTER (WHERE is_complained) >= %(share_min)s * count(*)
ORDER BY 1"""  # noqa: S608 - our own words


def find_refund_rings(asked: Asked) -> list[Finding]:
    """Doors behind which several accounts complain about most of their orders."""
    rules = asked.market.signals
    values = asked.values(
        KIND,
        spans=SPANS,
        reasons=["arrived_damaged", "piece_missing", "wrong_item", "parcel_lost", "fault", "case_decided"],
        accounts_min=rules.ring_accounts_min,
        refunds_min=rules.ring_refunds_min,
        share_min=rules.ring_share_bps_min,
    )
    found = []
    for ring, place, orders, accounts, complained, complaining, shops, rows in fetch(_FIND, values):
        facts = {
            "place": place,
            "orders": orders,
            "accounts": accounts,
            "complained": complained,
            "complaining_accounts": complaining,
            "shops": shops,
            "share_bps": share_bps(complained, orders),
        }
        strength = min(100, 20 + 5 * complaining + 2 * complained + share_bps(complained, orders) // 300)
        found.append(Finding(KIND, "customer", ring, strength, facts, rows_of(rows)))
    return found
