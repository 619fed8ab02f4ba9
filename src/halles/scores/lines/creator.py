"""The lines of a creator: what became of the goods they showed, how their videos were met, and what they promised."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halles.creators.models import Creator
from halles.kit.statements import fetch, fetch_one
from halles.markets.market import Market
from halles.markets.score_rules import MetricRule
from halles.scores.formula import Line
from halles.scores.lines import faults

# Sold because this creator showed it: what earns them a commission, and, of the shop whose own face they are, what the
# line itself says.
_SOLD = """
    FROM (
        SELECT c.line_id FROM affiliates_commission c WHERE c.creator_id = %(creator)s AND c.status <> 'void'
        UNION
        SELECT l.id FROM orders_orderline l JOIN orders_order o ON o.id = l.order_id
        WHERE o.seller_id = %(own_shop)s AND l.source->>'creator_id' = %(creator)s::text
    ) sold
    JOIN orders_orderline l ON l.id = sold.line_id
    JOIN orders_order o ON o.id = l.order_id
    WHERE o.status IN ('delivered', 'completed') AND o.total_minor > 0
      AND o.delivered_at > %(since)s AND o.delivered_at <= %(now)s"""
_NAME = "left(l.title, 60) || ' · ' || right(l.id::text, 8)"

_ORDERS = f"SELECT count(DISTINCT o.id) {_SOLD}"
_VIDEOS = """
SELECT count(*) FROM videos_video
WHERE creator_id = %(creator)s AND status = 'published' AND published_at > %(since)s AND published_at <= %(now)s"""
_SHOWS = """
SELECT count(*) FROM live_livesession
WHERE creator_id = %(creator)s AND status = 'ended' AND started_at > %(since)s AND started_at <= %(now)s"""

_REVIEWS = f"""
SELECT {_NAME}, o.delivered_at, (
    SELECT r.first_stars FROM reviews_review r WHERE r.order_line_id = l.id AND r.written_at <= %(now)s
    AND (r.status = 'shown' OR r.status = 'removed' AND r.removed_by_kind = 'author')
) {_SOLD} ORDER BY o.delivered_at, l.id"""  # noqa: S608

_FAULTS = f"""
SELECT {_NAME}, o.delivered_at, coalesce(
    (SELECT r.reason FROM returns_returnline p JOIN returns_returnrequest r ON r.id = p.request_id
        WHERE p.order_line_id = l.id AND r.ground = 'fault' AND r.status = ANY (%(return_stands)s)
        ORDER BY r.position LIMIT 1),
    (SELECT r.reason FROM orders_orderrefund r WHERE r.order_id = o.id AND r.reason = ANY (%(refunded_for)s)
        AND r.at <= %(now)s AND r.parts @> jsonb_build_array(jsonb_build_object('line_id', l.id::text))
        ORDER BY r.at LIMIT 1)
) {_SOLD} ORDER BY o.delivered_at, l.id"""  # noqa: S608

_UNWELCOME = """
SELECT left(v.caption, 60) || ' · ' || right(v.id::text, 8), max(h.hour_at),
       least(sum(h.hide_count), sum(h.view_count)), sum(h.view_count)
FROM videos_video v
JOIN interactions_contenthour h ON h.content_kind = 'video' AND h.content_id = v.id
WHERE v.creator_id = %(creator)s AND h.hour_at > %(since)s AND h.hour_at <= %(now)s
GROUP BY v.id HAVING sum(h.view_count) > 0 ORDER BY 2, v.id"""

# What an appeal excused counts for neither side.
_SAMPLES = """
SELECT left(p.title, 60) || ' · ' || right(s.id::text, 8), s.closed_at, s.status = 'missed'
FROM affiliates_sample s JOIN catalog_product p ON p.id = s.product_id
WHERE s.creator_id = %(creator)s AND s.status IN ('posted', 'missed')
  AND s.closed_at > %(since)s AND s.closed_at <= %(now)s
ORDER BY s.closed_at, s.id"""


@dataclass(frozen=True)
class Asked:
    """For whom, until when, and by which rules lines are read."""

    creator: Creator
    market: Market
    now: dt.datetime

    def values(self, days: int, **more: Any) -> Mapping[str, Any]:
        """What every statement is asked with."""
        since = self.now - dt.timedelta(days=days)
        own_shop: uuid.UUID | None = self.creator.seller_id
        return {"creator": self.creator.pk, "own_shop": own_shop, "since": since, "now": self.now, **more}


def count_promoted(creator: Creator, market: Market, now: dt.datetime) -> dict[str, int]:
    """How many orders, videos and shows a creator has in the market's days."""
    values = Asked(creator, market, now).values(market.scores.creator_days)
    counts = {}
    for what, statement in (("orders", _ORDERS), ("videos", _VIDEOS), ("shows", _SHOWS)):
        row = fetch_one(statement, values)
        assert row is not None
        counts[what] = int(row[0])
    return counts


def creator_lines(creator: Creator, market: Market, now: dt.datetime) -> Iterator[Line]:
    """Everything that counts for a creator now, metric by metric, each in the order it happened. Names no customer."""
    asked = Asked(creator, market, now)
    for rule in market.scores.creator:
        yield from _READERS[rule.metric](asked, rule)


def _reviews(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    worst = asked.market.scores.negative_stars_max
    for name, at, stars in fetch(_REVIEWS, asked.values(rule.days)):
        is_negative = stars is not None and stars <= worst
        yield Line(rule.metric, name, at, int(is_negative), why="" if stars is None else f"stars:{stars}")


def _faults(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    values = asked.values(rule.days, return_stands=faults.RETURN_STANDS, refunded_for=faults.REFUNDED_FOR)
    for name, at, reason in fetch(_FAULTS, values):
        yield Line(rule.metric, name, at, int(reason is not None), why=f"fault:{reason}" if reason else "")


def _unwelcome(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    for name, at, hidden, views in fetch(_UNWELCOME, asked.values(rule.days)):
        yield Line(rule.metric, name, at, int(hidden), int(views), why=f"hidden:{int(hidden)}")


def _samples(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    for name, at, is_missed in fetch(_SAMPLES, asked.values(rule.days)):
        yield Line(rule.metric, name, at, int(is_missed), why="not_kept" if is_missed else "kept")


_READERS: Mapping[str, Callable[[Asked, MetricRule], Iterator[Line]]] = {
    "promoted_negative_reviews": _reviews,
    "promoted_faults": _faults,
    "unwelcome_videos": _unwelcome,
    "unkept_samples": _samples,
}
