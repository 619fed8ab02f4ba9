"""Writing a purchase, and what the payment provider's answer makes of it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from dataclasses import dataclass

from pydantic_core import to_json

from halles.kit.events import emit
from halles.kit.statements import fetch_one, model_from
from halles.markets.queries import all_markets
from halles.orders import events, rows
from halles.orders.models import Order, OrderGroup, OrderLine
from halles.orders.queries import Purchase
from halles.orders.services.locks import PAYMENT_REFERENCE

STOCK_REFERENCE = PAYMENT_REFERENCE


@dataclass(frozen=True)
class Placing:
    """A purchase ready to be written: the JSON arguments of `orders_place`, and what will stand in the tables."""

    arguments: tuple[str, str, str]
    purchase: Purchase


def prepare_orders(draft: rows.Draft) -> Placing:
    """The group, one order per seller and their lines, unpaid. `orders_place` writes them, called by checkout_open."""
    orders, lines = rows.order_and_line_rows(draft)
    group = rows.group_row(draft)
    group_text, orders_text, lines_text = (to_json(part, fallback=str).decode() for part in (group, orders, lines))
    return Placing((group_text, orders_text, lines_text), _as_written(group, orders, lines))


def announce_placed(group_id: uuid.UUID) -> None:
    """The purchase stands: OrderPlaced, in the transaction that wrote it."""
    emit(events.OrderPlaced(group_id))


def _as_written(group: rows.Row, orders: list[rows.Row], lines: list[rows.Row]) -> Purchase:
    """The purchase as the statement left it, without asking for it again."""
    written = [model_from(OrderLine, line) for line in lines]
    return Purchase(
        model_from(OrderGroup, group),
        [(model_from(Order, one), [line for line in written if line.order_id == one["id"]]) for one in orders],
    )


def mark_paid(group_id: uuid.UUID, *, at: dt.datetime) -> bool:
    """The payment stands since `at`: every order goes on hold for the market's cancel window, the stock is committed.

    False, with nothing written, when the group is no longer waiting for its payment. Announces OrderPaid. The
    caller holds the payment's lock.
    """
    windows = {market.code: market.cancel_window_minutes for market in all_markets().values()}
    paid = fetch_one(
        "SELECT was_waiting, has_source, has_touch_key, buyer FROM orders_pay(%s, %s, %s::jsonb)",
        [group_id, at, json.dumps(windows)],
    )
    if paid is None or not paid[0]:
        return False
    emit(events.OrderPaid(group_id, has_source=paid[1], has_touch_key=paid[2], user_id=paid[3]))
    return True
