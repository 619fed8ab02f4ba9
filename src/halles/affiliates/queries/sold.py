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

    `gross_minor` is what the goods cost with tax, `back_minor` what of it was cancelled or refunded; of the rest,
    `tax_minor` is tax, `platform_fee_minor` the platform's, `commission_minor` the creator's. `fee_minor` was paid for
    the work itself, `net_minor` is what the shop keeps of the goods after all of them.
    """

    creator_id: uuid.UUID
    content_kind: str
    content_id: uuid.UUID | None
    currency: str
    order_count: int
    piece_count: int
    gross_minor: int
    back_minor: int
    tax_minor: int
    platform_fee_minor: int
    commission_minor: int
    fee_minor: int

    @property
    def due_minor(self) -> int:
        """Tax and the platform's fee of what was kept."""
        return self.tax_minor + self.platform_fee_minor

    @property
    def net_minor(self) -> int:
        """What is kept of the goods; below zero where a fee has not come in yet."""
        kept = self.gross_minor - self.back_minor - self.due_minor
        return kept - self.commission_minor - self.fee_minor


# A fee was for one video or show, and has neither orders nor pieces.
_SOLD_OR_PAID = """
WITH parts AS (
    SELECT earned.creator_id, COALESCE(made.touch->'touch'->>'content_kind', '') AS content_kind,
           (made.touch->'touch'->>'content_id')::uuid AS content_id, earned.currency, earned.order_id,
           line.quantity - line.canceled_quantity AS pieces, line.total_minor AS gross,
           line.canceled_minor + line.refunded_minor AS back, line.tax_minor - line.tax_back_minor AS tax,
           line.platform_fee_minor - line.platform_fee_back_minor AS platform_fee,
           earned.amount_minor - earned.reversed_minor AS commission, 0::bigint AS fee
    FROM affiliates_commission earned
    JOIN orders_orderline line ON line.id = earned.line_id
    JOIN affiliates_attribution made ON made.id = earned.attribution_id
    WHERE earned.seller_id = %(seller)s AND earned.sold_at >= %(since)s AND earned.sold_at < %(until)s
    UNION ALL
    SELECT creator_id, content_kind, content_id, currency, NULL, 0, 0, 0, 0, 0, 0, amount_minor FROM affiliates_fee
    WHERE seller_id = %(seller)s AND status = 'paid' AND closed_at >= %(since)s AND closed_at < %(until)s
)
"""
_SUMS = """currency, count(DISTINCT order_id), sum(pieces)::bigint, sum(gross)::bigint, sum(back)::bigint,
       sum(tax)::bigint, sum(platform_fee)::bigint, sum(commission)::bigint, sum(fee)::bigint FROM parts"""
_BY_CREATOR = f"""{_SOLD_OR_PAID}
SELECT creator_id, '', NULL::uuid, {_SUMS} GROUP BY creator_id, currency ORDER BY 7 DESC, 1 LIMIT {ROWS_MAX}"""
_BY_CONTENT = f"""{_SOLD_OR_PAID}
SELECT creator_id, content_kind, content_id, {_SUMS}
GROUP BY 1, 2, 3, currency ORDER BY 7 DESC, 1, 3 LIMIT {ROWS_MAX}"""
_SAMPLES = """
SELECT creator_id, count(*) FROM affiliates_sample
WHERE seller_id = %(seller)s AND shipped_at >= %(since)s AND shipped_at < %(until)s GROUP BY creator_id
"""


def sold_by_creator(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    """One row per creator and currency, the largest sales first; of sales and fees of [since, until)."""
    return _rows(_BY_CREATOR, seller_id, since, until)


def sold_by_content(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    """One row per creator, content and currency; no content: a showcase or an outside link. They add up to
    `sold_by_creator` but for orders that came from two contents, which count for both."""
    return _rows(_BY_CONTENT, seller_id, since, until)


def samples_sent(seller_id: uuid.UUID, *, since: dt.datetime, until: dt.datetime) -> dict[uuid.UUID, int]:
    """How many samples went out to which creator in [since, until); who got none is left out."""
    return dict(fetch(_SAMPLES, {"seller": seller_id, "since": since, "until": until}))


def _rows(statement: str, seller_id: uuid.UUID, since: dt.datetime, until: dt.datetime) -> list[SoldRow]:
    found = fetch(statement, {"seller": seller_id, "since": since, "until": until})
    return [SoldRow(row[0], row[1], row[2], row[3], *(int(number or 0) for number in row[4:])) for row in found]
