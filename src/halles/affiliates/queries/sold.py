"""Who sold what of a shop: by creator, video and show, net of what came back and of what it cost, as of now."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from halles.kit.statements import fetch

ROWS_MAX = 300


@dataclass(frozen=True)
class SoldRow:
    """What one creator sold through one content (or, summed, through all), in one currency and its minor units.

    `gross_minor` is what the goods cost with tax, `back_minor` what of it was cancelled or refunded, `commission_minor`
    what the creator earns of the rest, `net_minor` what is left of the goods after both.
    """

    creator_id: uuid.UUID
    content_kind: str
    content_id: uuid.UUID | None
    currency: str
    order_count: int
    piece_count: int
    gross_minor: int
    back_minor: int
    commission_minor: int

    @property
    def net_minor(self) -> int:
        """The goods less what came back and less the commission."""
        return self.gross_minor - self.back_minor - self.commission_minor


_SUMS = """
       earned.currency, count(DISTINCT earned.order_id),
       sum(line.quantity - line.canceled_quantity)::bigint, sum(line.total_minor)::bigint,
       sum(line.canceled_minor + line.refunded_minor)::bigint, sum(earned.amount_minor - earned.reversed_minor)::bigint
FROM affiliates_commission earned
JOIN orders_orderline line ON line.id = earned.line_id
JOIN affiliates_attribution made ON made.id = earned.attribution_id
WHERE earned.seller_id = %(seller)s AND earned.sold_at >= %(since)s AND earned.sold_at < %(until)s
"""
_BY_CREATOR = f"""SELECT earned.creator_id, '', NULL::uuid, {_SUMS}
GROUP BY earned.creator_id, earned.currency ORDER BY 7 DESC, 1 LIMIT {ROWS_MAX}"""
_BY_CONTENT = f"""SELECT earned.creator_id, COALESCE(made.touch->'touch'->>'content_kind', ''),
       (made.touch->'touch'->>'content_id')::uuid, {_SUMS}
GROUP BY 1, 2, 3, earned.currency ORDER BY 7 DESC, 1, 3 LIMIT {ROWS_MAX}"""


def sold_by_creator(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    """One row per creator and currency, the largest sales first; of commissions sold in [since, until)."""
    return _rows(_BY_CREATOR, seller_id, since, until)


def sold_by_content(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    """One row per creator, content and currency; no content: a showcase or an outside link. They add up to
    `sold_by_creator` but for orders that came from two contents, which count for both."""
    return _rows(_BY_CONTENT, seller_id, since, until)


def _rows(statement: str, seller_id: uuid.UUID, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    found = fetch(statement, {"seller": seller_id, "since": since, "until": until})
    return [SoldRow(row[0], row[1], row[2], row[3], *(int(number or 0) for number in row[4:])) for row in found]
