"""What was sold from which video: sums over order lines by the touch that was frozen with them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from halles.kit.statements import fetch


@dataclass(frozen=True)
class Sales:
    """Paid orders of one currency, `video_id` None: not from a video. Pieces without cancelled ones; `gross_minor` is
    what their goods cost with tax, `net_minor` less what was cancelled and refunded since; carriage is not in it."""

    video_id: uuid.UUID | None
    currency: str
    order_count: int
    piece_count: int
    gross_minor: int
    net_minor: int


_FROM = "CASE WHEN l.source->>'content_kind' = 'video' THEN (l.source->>'content_id')::uuid END"
_SUMS = """
       count(DISTINCT o.id) FILTER (WHERE l.quantity > l.canceled_quantity),
       coalesce(sum(l.quantity - l.canceled_quantity), 0)::bigint,
       coalesce(sum(l.total_minor), 0)::bigint,
       coalesce(sum(l.total_minor - l.canceled_minor - l.refunded_minor), 0)::bigint
FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
WHERE o.paid_at IS NOT NULL AND o.placed_at >= %(since)s AND o.placed_at < %(until)s"""
_OF_SELLER = f"SELECT {_FROM}, o.currency, {_SUMS} AND o.seller_id = %(seller)s GROUP BY 1, 2"
_OF_SELLER_WHOLE = f"SELECT NULL, o.currency, {_SUMS} AND o.seller_id = %(seller)s GROUP BY 2"
_OF_CREATOR = f"""SELECT {_FROM}, o.currency, {_SUMS}
    AND l.source IS NOT NULL AND l.source->>'creator_id' = %(creator)s AND l.source->>'content_kind' = 'video'
    GROUP BY 1, 2"""


def sales_of_seller(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[Sales]:
    """A shop's sales placed in a span of time [since, until), by video and currency, the largest net first. Summed up,
    they are `total_of_seller`; only an order that is from two videos counts as an order of each."""
    return _sorted(_OF_SELLER, {"seller": seller_id, "since": since, "until": until})


def total_of_seller(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[Sales]:
    """All of a shop's sales of that time, by currency."""
    return _sorted(_OF_SELLER_WHOLE, {"seller": seller_id, "since": since, "until": until})


def sales_of_creator(creator_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[Sales]:
    """What was sold, in whichever shop, from a creator's videos in a span of time, by video and currency."""
    return _sorted(_OF_CREATOR, {"creator": str(creator_id), "since": since, "until": until})


_IN = f"""SELECT NULL, o.currency, {_SUMS}
    AND l.source->>'content_kind' = %(kind)s AND l.source->>'content_id' = %(content)s GROUP BY 2"""


def sales_in(content_kind: str, content_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[Sales]:
    """What was sold from one content, such as a live show, in a span of time, by currency."""
    values = {"kind": content_kind, "content": str(content_id), "since": since, "until": until}
    return _sorted(_IN, values)


_PARTS = {
    "minute": ("date_trunc('minute', o.placed_at)", ""),
    "product": ("l.product_id", ""),
    "offer": ("d.one->>'reference_id'", "CROSS JOIN LATERAL jsonb_array_elements(l.discounts) AS d(one)"),
}


@dataclass(frozen=True)
class Part:
    """What one part of the sales from a content came to: `key` is its minute, its product or its offer."""

    key: Any
    currency: str
    order_count: int
    piece_count: int
    gross_minor: int
    net_minor: int


def split_sales_in(
    content_kind: str, content_id: uuid.UUID, by: str, *, since: dt.datetime, until: dt.datetime
) -> list[Part]:
    """The same sums by "minute" of the purchase, by "product", or by "offer": the deal or coupon that lowered a price.

    Minutes add up to the whole. So do pieces and amounts of products; an order of two products counts for each. What
    was bought at its usual price is in no offer.
    """
    key, more = _PARTS[by]
    sums = _SUMS.replace("l.order_id = o.id", f"l.order_id = o.id {more}")
    statement = f"""SELECT {key}, o.currency, {sums}
        AND l.source->>'content_kind' = %(kind)s AND l.source->>'content_id' = %(content)s GROUP BY 1, 2 ORDER BY 1"""
    values = {"kind": content_kind, "content": str(content_id), "since": since, "until": until}
    return [Part(row[0], row[1], *(int(number) for number in row[2:])) for row in fetch(statement, values)]


def _sorted(statement: str, values: dict[str, Any]) -> list[Sales]:
    rows: Sequence[Any] = fetch(statement, values)
    found = [Sales(row[0], row[1], *(int(number) for number in row[2:])) for row in rows]
    return sorted(found, key=lambda sales: (-sales.net_minor, str(sales.video_id)))
