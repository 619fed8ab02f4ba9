"""Writing a purchase, and what the payment provider's answer makes of it."""

from __future__ import annotations

import json
import uuid

from halles.inventory import services as inventory
from halles.kit import clock
from halles.kit.events import emit
from halles.kit.statements import fetch, fetch_one
from halles.markets.queries import all_markets
from halles.orders import events, rows
from halles.orders.services.locks import PAYMENT_REFERENCE

STOCK_REFERENCE = PAYMENT_REFERENCE


def place_orders(draft: rows.Draft) -> None:
    """Write the group, one order per seller and their lines, unpaid; announces OrderPlaced. One statement."""
    orders, lines = rows.order_and_line_rows(draft)
    group = rows.group_row(draft)
    parts = [json.dumps(part, default=str, separators=(",", ":")) for part in (group, orders, lines)]
    fetch("SELECT orders_place(%s::jsonb, %s::jsonb, %s::jsonb)", parts)
    emit(events.OrderPlaced(draft.group_id))


def mark_paid(group_id: uuid.UUID) -> bool:
    """The payment stands: every order goes on hold for the market's cancel window, and the stock is committed.

    False, with nothing written, when the group is no longer waiting for its payment. Announces OrderPaid. The
    caller holds the payment's lock.
    """
    windows = {market.code: market.cancel_window_minutes for market in all_markets().values()}
    marked = fetch_one("SELECT orders_mark_paid(%s, %s, %s::jsonb)", [group_id, clock.now(), json.dumps(windows)])
    if marked is None or not marked[0]:
        return False
    inventory.commit(inventory.Reference(STOCK_REFERENCE, group_id))
    emit(events.OrderPaid(group_id))
    return True
