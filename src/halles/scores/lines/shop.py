"""The lines of a shop: each delivered, paid and due order, each question to it, each thing that came back."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from halles.kit.statements import fetch, fetch_one
from halles.markets.market import Market
from halles.markets.queries import add_business_days
from halles.markets.score_rules import MetricRule
from halles.scores.formula import Line
from halles.scores.lines import faults

# What the shop's own people buy while they are its people, and what is given away, says nothing about it.
_COUNTED = """
    o.seller_id = %(seller)s AND o.total_minor > 0
    AND NOT EXISTS (
        SELECT FROM sellers_sellerstaff p
        WHERE p.seller_id = o.seller_id AND p.user_id = g.user_id AND p.added_at <= g.placed_at
    )
    AND NOT EXISTS (
        SELECT FROM sellers_pastplace p WHERE p.seller_id = o.seller_id AND p.user_id = g.user_id
        AND p.began_at <= g.placed_at AND p.ended_at > g.placed_at
    )
    AND NOT EXISTS (
        SELECT FROM orders_orderline free WHERE free.order_id = o.id
        AND (free.discounts @> '[{"kind": "sample"}]' OR free.discounts @> '[{"kind": "giveaway"}]')
    )"""
_NUMBER = "g.number || CASE WHEN o.position > 1 THEN '-' || o.position ELSE '' END"
_ORDERS = "FROM orders_order o JOIN orders_ordergroup g ON g.id = o.group_id"
_DELIVERED = f"""{_ORDERS}
    WHERE {_COUNTED} AND o.status IN ('delivered', 'completed')
    AND o.delivered_at > %(since)s AND o.delivered_at <= %(now)s"""

COUNT_DELIVERED = f"SELECT count(*) {_DELIVERED}"

# The first rating counts, also when its author changed or took it away; not when the staff did.
_REVIEWS = f"""
SELECT {_NUMBER}, o.delivered_at, (
    SELECT min(r.first_stars) FROM orders_orderline l JOIN reviews_review r ON r.order_line_id = l.id
    WHERE l.order_id = o.id AND r.written_at <= %(now)s
      AND (r.status = 'shown' OR r.status = 'removed' AND r.removed_by_kind = 'author')
) {_DELIVERED} ORDER BY o.delivered_at, o.id"""  # noqa: S608

_FAULTS = f"""
SELECT {_NUMBER}, o.delivered_at, coalesce(
    (SELECT r.reason FROM returns_returnrequest r WHERE r.order_id = o.id AND r.ground = 'fault'
        AND r.status = ANY (%(return_stands)s) ORDER BY r.position LIMIT 1),
    (SELECT r.reason FROM orders_orderrefund r WHERE r.order_id = o.id AND r.reason = ANY (%(refunded_for)s)
        AND r.at <= %(now)s ORDER BY r.at LIMIT 1),
    (SELECT 'case_decided' FROM returns_dispute d LEFT JOIN returns_returnrequest r ON r.id = d.request_id
        WHERE d.order_id = o.id AND d.opened_by = 'customer' AND d.decision = ANY (%(for_customer)s)
        AND coalesce(r.ground, 'fault') = 'fault' LIMIT 1)
) {_DELIVERED} ORDER BY o.delivered_at, o.id"""  # noqa: S608

_CANCELED = f"""
SELECT {_NUMBER}, o.paid_at, (
    SELECT e.data->>'reason' FROM orders_orderevent e
    WHERE e.order_id = o.id AND e.kind IN ('canceled', 'line_canceled') AND e.at <= %(now)s
      AND (e.by_kind = 'seller' AND e.data->>'reason' = ANY (%(by_shop)s)
        OR e.by_kind = 'clock' AND e.data->>'reason' = ANY (%(by_clock)s))
    ORDER BY e.id LIMIT 1
) {_ORDERS}
WHERE {_COUNTED} AND o.paid_at > %(since)s AND o.paid_at <= %(now)s
ORDER BY o.paid_at, o.id"""  # noqa: S608

# An order is handed over with its last parcel: by the carrier's first sighting, by the receipt the shop can show, or at
# the latest when it arrives. What waits at the shop is ready when it is packed. A parcel that no carrier can be asked
# about and nobody has a receipt of says nothing, so its order is left out.
_DISPATCH = f"""
SELECT {_NUMBER}, o.due_at, p.handed_at,
       p.is_waiting IS TRUE OR o.status IN ('awaiting_shipment', 'partially_shipping'),
       p.is_proved
FROM (
    SELECT *, (dispatch_by_on + 1)::timestamp AT TIME ZONE %(zone)s AS due_at
    FROM orders_order WHERE seller_id = %(seller)s
) o
JOIN orders_ordergroup g ON g.id = o.group_id
CROSS JOIN LATERAL (
    SELECT max(k.handed_at) AS handed_at, bool_or(k.handed_at IS NULL) AS is_waiting,
           bool_or(k.handed_at IS NULL AND k.next_poll_at IS NULL) AS is_unknown, bool_or(k.is_proved) AS is_proved
    FROM (
        SELECT k.next_poll_at, CASE WHEN k.carrier = 'at_shop' THEN k.packed_at
                   ELSE least(k.handed_over_at, h.handed_over_at, k.delivered_at) END AS handed_at,
               h.handed_over_at < coalesce(k.handed_over_at, 'infinity') AS is_proved
        FROM fulfillment_package k
        LEFT JOIN fulfillment_handoverproof h ON h.package_id = k.id AND h.struck_at IS NULL
        WHERE k.order_id = o.id
    ) k
) p
WHERE {_COUNTED} AND o.paid_at IS NOT NULL AND o.status <> 'canceled'
  AND o.due_at > %(since)s AND o.due_at <= %(now)s AND p.is_unknown IS NOT TRUE
ORDER BY o.due_at, o.id"""  # noqa: S608

# A turn begins with a customer's first message after the shop's last one, and ends with the shop's next; a public
# question ends with the shop's answer.
_ASKED = """
WITH said AS (
    SELECT t.id AS thread_id, t.subject, m.by, m.created_at,
           lag(m.by) OVER (PARTITION BY t.id ORDER BY m.created_at, m.id) AS before
    FROM social_thread t JOIN social_message m ON m.thread_id = t.id
    WHERE t.seller_id = %(seller)s AND m.status = 'shown' AND m.created_at <= %(now)s AND t.blocked_by <> 'shop'
)
SELECT 'message ' || coalesce(nullif(s.subject, ''), left(s.thread_id::text, 8)), s.created_at, (
    SELECT min(n.created_at) FROM social_message n
    WHERE n.thread_id = s.thread_id AND n.by = 'shop' AND n.status = 'shown'
      AND n.created_at >= s.created_at AND n.created_at <= %(now)s
)
FROM said s
WHERE s.by = 'customer' AND s.before IS DISTINCT FROM 'customer' AND s.created_at > %(since)s
UNION ALL
SELECT 'question ' || right(q.id::text, 8), q.created_at, CASE WHEN q.answered_at <= %(now)s THEN q.answered_at END
FROM social_question q
WHERE q.seller_id = %(seller)s AND q.status = 'shown' AND q.created_at > %(since)s AND q.created_at <= %(now)s
ORDER BY 2, 1"""

# Two things a shop does with a return: it answers, and it looks at what came back.
_HANDLED = f"""
SELECT number, what, began_at, ended_at FROM (
    SELECT {_NUMBER} AS number, 'answer' AS what, r.requested_at AS began_at,
           least(r.approved_at, r.rejected_at) AS ended_at
    {_ORDERS} JOIN returns_returnrequest r ON r.order_id = o.id
    WHERE {_COUNTED} AND r.kind = 'return' AND (r.status <> 'canceled' OR r.approved_at IS NOT NULL)
    UNION ALL
    SELECT {_NUMBER}, 'inspection', r.received_at, r.closed_at
    {_ORDERS} JOIN returns_returnrequest r ON r.order_id = o.id
    WHERE {_COUNTED} AND r.received_at IS NOT NULL
) done WHERE began_at > %(since)s AND began_at <= %(now)s ORDER BY began_at, number, what"""  # noqa: S608


@dataclass(frozen=True)
class Asked:
    """For whom, until when, and by which rules lines are read."""

    seller_id: uuid.UUID
    market: Market
    now: dt.datetime

    def values(self, days: int, **more: Any) -> Mapping[str, Any]:
        """What every statement is asked with."""
        return {"seller": self.seller_id, "since": self.now - dt.timedelta(days=days), "now": self.now, **more}


def count_delivered(seller_id: uuid.UUID, market: Market, now: dt.datetime) -> int:
    """How many orders of the shop were delivered in the market's days and count."""
    row = fetch_one(COUNT_DELIVERED, Asked(seller_id, market, now).values(market.scores.shop_days))
    assert row is not None
    return int(row[0])


def shop_lines(seller_id: uuid.UUID, market: Market, now: dt.datetime) -> Iterator[Line]:
    """Everything that counts for a shop now, metric by metric, each in the order it happened."""
    asked = Asked(seller_id, market, now)
    for rule in market.scores.shop:
        yield from _READERS[rule.metric](asked, rule)


def _reviews(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    worst = asked.market.scores.negative_stars_max
    for number, at, stars in fetch(_REVIEWS, asked.values(rule.days)):
        is_negative = stars is not None and stars <= worst
        yield Line(rule.metric, number, at, int(is_negative), why="" if stars is None else f"stars:{stars}")


def _faults(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    values = asked.values(
        rule.days,
        return_stands=faults.RETURN_STANDS,
        refunded_for=faults.REFUNDED_FOR,
        for_customer=faults.DECIDED_FOR_CUSTOMER,
    )
    for number, at, reason in fetch(_FAULTS, values):
        yield Line(rule.metric, number, at, int(reason is not None), why=f"fault:{reason}" if reason else "")


def _cancellations(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    values = asked.values(rule.days, by_shop=faults.CANCELED_BY_SHOP, by_clock=faults.CANCELED_BY_CLOCK)
    for number, at, reason in fetch(_CANCELED, values):
        yield Line(rule.metric, number, at, int(reason is not None), why=f"canceled:{reason}" if reason else "")


def _dispatch(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    values = asked.values(rule.days, zone=asked.market.time_zone)
    for number, due_at, handed_at, is_waiting, is_proved in fetch(_DISPATCH, values):
        if is_waiting or handed_at is None:
            yield Line(rule.metric, number, due_at, 1, why="not_handed_over")
        elif handed_at >= due_at:
            yield Line(rule.metric, number, due_at, 1, why=f"handed_over_late:{_minutes(due_at, handed_at)}")
        else:
            yield Line(rule.metric, number, due_at, 0, why="receipt" if is_proved else "scan")


def _answers(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    for what, at, answered_at in fetch(_ASKED, asked.values(rule.days)):
        due_at = answer_due(asked.market, at)
        if answered_at is None:
            # Not due yet: nobody is late.
            if due_at <= asked.now:
                yield Line(rule.metric, what, at, 1, why="not_answered")
        else:
            yield Line(rule.metric, what, at, int(answered_at > due_at), why=f"answered:{_minutes(at, answered_at)}")


def _after_sales(asked: Asked, rule: MetricRule) -> Iterator[Line]:
    for number, what, began_at, ended_at in fetch(_HANDLED, asked.values(rule.days)):
        if ended_at is not None and ended_at <= asked.now:
            yield Line(rule.metric, number, began_at, _minutes(began_at, ended_at), why=f"return_{what}")
        elif _minutes(began_at, asked.now) > rule.best:
            # What is still open counts as it lasts, once it has lasted longer than the best do.
            yield Line(rule.metric, number, began_at, _minutes(began_at, asked.now), why=f"return_{what}_open")


def answer_due(market: Market, at: dt.datetime) -> dt.datetime:
    """Until when a message of `at` is answered in time: by the same hour on the market's n-th next business day."""
    here = at.astimezone(zoneinfo.ZoneInfo(market.time_zone))
    day = add_business_days(market, here.date(), market.scores.answer_business_days)
    return here.replace(year=day.year, month=day.month, day=day.day).astimezone(dt.UTC)


def _minutes(since: dt.datetime, until: dt.datetime) -> int:
    return int((until - since).total_seconds()) // 60


_READERS: Mapping[str, Callable[[Asked, MetricRule], Iterator[Line]]] = {
    "negative_reviews": _reviews,
    "faulty_orders": _faults,
    "cancellations": _cancellations,
    "late_dispatch": _dispatch,
    "late_answers": _answers,
    "after_sales": _after_sales,
}
