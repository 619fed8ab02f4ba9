"""Writing a purchase, and what the payment provider's answer makes of it."""

from __future__ import annotations

import datetime as dt
import json
import uuid

from django.db import connection

from halles.inventory import services as inventory
from halles.kit import clock
from halles.kit.events import emit
from halles.markets.queries import get_market
from halles.orders import events, rows
from halles.orders.models import OrderGroup
from halles.orders.services.locks import PAYMENT_REFERENCE

STOCK_REFERENCE = PAYMENT_REFERENCE


def place_orders(draft: rows.Draft) -> None:
    """Write the group, one order per seller and their lines, unpaid; announces OrderPlaced. One statement."""
    orders, lines = rows.order_and_line_rows(draft)
    group = rows.group_row(draft)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT orders_place(%s::jsonb, %s::jsonb, %s::jsonb)",
            [json.dumps(part, default=str, separators=(",", ":")) for part in (group, orders, lines)],
        )
    emit(events.OrderPlaced(draft.group_id))


def mark_paid(group_id: uuid.UUID) -> bool:
    """The payment stands: every order goes on hold for the market's cancel window, and the stock is committed.

    False, with nothing written, when the group is no longer waiting for its payment. Announces OrderPaid. The
    caller holds the payment's lock.
    """
    market = OrderGroup.objects.filter(pk=group_id).values_list("market", flat=True).get()
    now = clock.now()
    hold_until = now + dt.timedelta(minutes=get_market(market).cancel_window_minutes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT orders_mark_paid(%s, %s, %s)", [group_id, now, hold_until])
        (is_marked,) = cursor.fetchone()
    if not is_marked:
        return False
    inventory.commit(inventory.Reference(STOCK_REFERENCE, group_id))
    emit(events.OrderPaid(group_id))
    return True
