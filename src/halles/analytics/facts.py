"""What a line and an order are to reports, as statements over the orders, the books and the commissions.

`lines(...)` and `orders(...)` read the present rows of the lower modules: the rollup keeps what they answer, and pages
ask them again for orders that changed since. Rows of other tables are read here and never written.
"""

from __future__ import annotations

from halles.analytics.models import BookSums, LineFact, OrderFact, Sums

# Bought within the hour after it was shown counts as bought while in the content, within a day as because of it.
DIRECT_WITHIN = "1 hour"
INDIRECT_WITHIN = "1 day"

LINE_SUMS = tuple(field.name for field in Sums._meta.fields)  # noqa: SLF001 - Django's documented way
BOOK_SUMS = tuple(field.name for field in BookSums._meta.fields)  # noqa: SLF001
LINE_COLUMNS = tuple(str(field.column) for field in LineFact._meta.concrete_fields)  # noqa: SLF001
ORDER_COLUMNS = tuple(str(field.column) for field in OrderFact._meta.concrete_fields)  # noqa: SLF001

_ZONES = "unnest(%(markets)s::text[], %(zones)s::text[]) AS z(market, zone)"

_CHANNEL = """
CASE WHEN l.source IS NULL THEN 'direct'
     WHEN l.source->>'surface' = 'link' OR l.source->>'content_kind' = 'link' THEN 'link'
     WHEN l.source->>'content_kind' IN ('live', 'video') THEN l.source->>'content_kind'
     WHEN l.source->>'surface' = 'search' THEN 'search'
     ELSE 'card' END"""

_PACE = f"""
CASE WHEN l.source IS NULL OR l.source->>'content_kind' NOT IN ('live', 'video') THEN 'none'
     WHEN o.placed_at - (l.source->>'at')::timestamptz <= interval '{DIRECT_WITHIN}' THEN 'direct'
     WHEN o.placed_at - (l.source->>'at')::timestamptz <= interval '{INDIRECT_WITHIN}' THEN 'indirect'
     ELSE 'later' END"""

# Pieces that were canceled after the charge are refunded; so arrived is what the pieces that were sent had cost.
_LINES = {
    "line_id": "l.id",
    "order_id": "o.id",
    "market": "g.market",
    "currency": "o.currency",
    "seller_id": "o.seller_id",
    "product_id": "l.product_id",
    "creator_id": "(l.source->>'creator_id')::uuid",
    "content_kind": "coalesce(l.source->>'content_kind', '')",
    "content_id": "(l.source->>'content_id')::uuid",
    "channel": _CHANNEL,
    "pace": _PACE,
    "placed_on": "(o.placed_at AT TIME ZONE z.zone)::date",
    "paid_on": "(o.paid_at AT TIME ZONE z.zone)::date",
    "placed_minor": "l.total_minor",
    "placed_count": "1",
    "paid_minor": "CASE WHEN o.paid_at IS NULL THEN 0 ELSE l.total_minor END",
    "paid_count": "CASE WHEN o.paid_at IS NULL THEN 0 ELSE 1 END",
    "delivered_minor": (
        "CASE WHEN o.delivered_at IS NULL THEN 0"
        " ELSE l.total_minor * (l.quantity - l.canceled_quantity) / l.quantity END"
    ),
    "delivered_count": "CASE WHEN o.delivered_at IS NULL OR l.quantity = l.canceled_quantity THEN 0 ELSE 1 END",
    "net_minor": "CASE WHEN o.paid_at IS NULL THEN 0 ELSE l.total_minor - l.canceled_minor - l.refunded_minor END",
    "kept_count": (
        "CASE WHEN o.paid_at IS NULL OR l.quantity = l.canceled_quantity"
        " OR (l.total_minor > 0 AND l.total_minor = l.canceled_minor + l.refunded_minor) THEN 0 ELSE 1 END"
    ),
    "tax_minor": "CASE WHEN o.paid_at IS NULL THEN 0 ELSE l.tax_minor - l.tax_back_minor END",
    "fee_minor": "CASE WHEN o.paid_at IS NULL THEN 0 ELSE l.platform_fee_minor - l.platform_fee_back_minor END",
    "commission_minor": "coalesce(c.amount_minor - c.reversed_minor, 0)",
}

_ORDERS = {
    "order_id": "o.id",
    "number": "g.number",
    "market": "g.market",
    "currency": "o.currency",
    "seller_id": "o.seller_id",
    "paid_on": "(o.paid_at AT TIME ZONE z.zone)::date",
    "goods_minor": "s.goods_minor",
    "carriage_minor": "o.total_minor - s.goods_minor",
    "uncharged_minor": "o.canceled_minor",
    "waiting_minor": (
        "CASE WHEN o.captured_at IS NULL THEN o.total_minor - o.canceled_minor - o.refunded_minor ELSE 0 END"
    ),
    "refunded_minor": "o.refunded_minor",
    "booked_seller_minor": "coalesce(b.seller_minor, 0)",
    "booked_carriage_minor": "coalesce(b.carriage_minor, 0)",
    "booked_fee_minor": "coalesce(b.fee_minor, 0)",
    "booked_tax_minor": "coalesce(b.tax_minor, 0)",
    "booked_refund_minor": "coalesce(b.refund_minor, 0)",
}

# A correction (a reversal) counts with what it corrects.
_BOOKED = """
LEFT JOIN LATERAL (
    SELECT -sum(p.amount_minor) FILTER (WHERE k.kind = 'sale' AND a.kind = 'seller_pending') AS seller_minor,
           -sum(p.amount_minor) FILTER (WHERE k.kind = 'sale' AND a.kind = 'shipping') AS carriage_minor,
           -sum(p.amount_minor) FILTER (WHERE k.kind = 'sale' AND a.kind = 'platform_fee') AS fee_minor,
           -sum(p.amount_minor) FILTER (WHERE k.kind = 'sale' AND a.kind = 'tax_payable') AS tax_minor,
           -sum(p.amount_minor) FILTER (WHERE k.kind = 'refund' AND a.kind = 'refunds') AS refund_minor
    FROM ledger_transaction t
    LEFT JOIN ledger_transaction r ON r.id = t.reverses_id
    CROSS JOIN LATERAL (SELECT coalesce(r.kind, t.kind) AS kind) k
    JOIN ledger_posting p ON p.transaction_id = t.id
    JOIN ledger_account a ON a.id = p.account_id
    WHERE t.reference_kind = 'order' AND t.reference_id = o.id AND k.kind IN ('sale', 'refund')
      AND p.currency = o.currency
) b ON true"""


def lines(among: str = "") -> str:
    """The statement that answers LINE_COLUMNS of order lines; `among` narrows `o` (orders), `g` or `l` further."""
    return f"""
SELECT {_listed(_LINES, LINE_COLUMNS)}
FROM orders_order o
JOIN orders_ordergroup g ON g.id = o.group_id
JOIN {_ZONES} ON z.market = g.market
JOIN orders_orderline l ON l.order_id = o.id
LEFT JOIN affiliates_commission c ON c.line_id = l.id AND c.booked_at IS NOT NULL
WHERE true {among}"""  # noqa: S608 - our columns


def orders(among: str = "") -> str:
    """The statement that answers ORDER_COLUMNS of paid orders."""
    return f"""
SELECT {_listed(_ORDERS, ORDER_COLUMNS)}
FROM orders_order o
JOIN orders_ordergroup g ON g.id = o.group_id
JOIN {_ZONES} ON z.market = g.market
CROSS JOIN LATERAL (
    SELECT coalesce(sum(l.total_minor), 0)::bigint AS goods_minor FROM orders_orderline l WHERE l.order_id = o.id
) s {_BOOKED}
WHERE o.paid_at IS NOT NULL {among}"""  # noqa: S608 - our columns


def _listed(expressions: dict[str, str], columns: tuple[str, ...]) -> str:
    return ", ".join(f"{expressions[name]} AS {name}" for name in columns)


AMONG_ORDERS = "AND o.id = ANY(%(orders)s::uuid[])"
# Lines of some orders as the last rollup saw them.
KEPT = "SELECT * FROM analytics_linefact WHERE order_id = ANY(%(orders)s::uuid[])"

# What the orders' own time line and the books say happened since.
CHANGED = """
SELECT order_id FROM orders_orderevent WHERE id > %(event)s
UNION
SELECT t.reference_id FROM ledger_posting p JOIN ledger_transaction t ON t.id = p.transaction_id
WHERE p.id > %(posting)s AND t.reference_kind = 'order' AND t.kind NOT IN ('settlement', 'shipping_earned')
LIMIT %(limit)s
"""
NEWEST = "SELECT coalesce(max(id), 0) FROM orders_orderevent UNION ALL SELECT coalesce(max(id), 0) FROM ledger_posting"


def days(source: str, *, sign: str = "") -> str:
    """Lines as rows of days: one for the day placed, one for the day paid. `source` answers LINE_COLUMNS; `sign` "-"
    takes them off."""
    kept = "market, currency, seller_id, product_id, creator_id, content_kind, content_id, channel, pace"
    placed = {"placed_minor", "placed_count"}

    def part(on: str, mine: set[str]) -> str:
        sums = ", ".join(f"{sign}f.{name} AS {name}" if name in mine else f"0 AS {name}" for name in LINE_SUMS)
        return f'SELECT f.{on} AS "on", {kept}, {sums} FROM ({source}) f WHERE f.{on} IS NOT NULL'  # noqa: S608

    return f"{part('placed_on', placed)} UNION ALL {part('paid_on', set(LINE_SUMS) - placed)}"
