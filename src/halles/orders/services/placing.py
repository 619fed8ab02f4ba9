"""Writing a purchase, and what the payment provider's answer makes of it."""

from __future__ import annotations

import json
import uuid

from halles.kit import clock
from halles.kit.events import emit
from halles.kit.statements import fetch, fetch_one, model_from
from halles.markets.queries import all_markets
from halles.orders import events, rows
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.orders.queries import Purchase
from halles.orders.services.locks import PAYMENT_REFERENCE

STOCK_REFERENCE = PAYMENT_REFERENCE


def place_orders(draft: rows.Draft) -> Purchase:
    """Write the group, one order per seller and their lines, unpaid, in one statement; announces OrderPlaced."""
    orders, lines = rows.order_and_line_rows(draft)
    group = rows.group_row(draft)
    parts = [json.dumps(part, default=str, separators=(",", ":")) for part in (group, orders, lines)]
    fetch("SELECT orders_place(%s::jsonb, %s::jsonb, %s::jsonb)", parts)
    emit(events.OrderPlaced(draft.group_id))
    return _as_written(group, orders, lines)


def _as_written(group: rows.Row, orders: list[rows.Row], lines: list[rows.Row]) -> Purchase:
    """The purchase as the statement left it, without asking for it again."""
    written = [model_from(OrderLine, line) for line in lines]
    return Purchase(
        model_from(OrderGroup, group),
        [(model_from(Order, one), [line for line in written if line.order_id == one["id"]]) for one in orders],
    )


def mark_paid(group_id: uuid.UUID) -> bool:
    """The payment stands: every order goes on hold for the market's cancel window, and the stock is committed.

    False, with nothing written, when the group is no longer waiting for its payment. Announces OrderPaid. The
    caller holds the payment's lock.
    """
    windows = {market.code: market.cancel_window_minutes for market in all_markets().values()}
    paid = fetch_one(
        "SELECT was_waiting, has_source FROM orders_pay(%s, %s, %s::jsonb)",
        [group_id, clock.now(), json.dumps(windows)],
    )
    if paid is None or not paid[0]:
        return False
    emit(events.OrderPaid(group_id, has_source=paid[1]))
    return True
