"""What happens after what: event → handlers, run in the announcing transaction, in this order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from halles.fulfillment import handlers as fulfillment
from halles.markets.events import MarketChosen
from halles.orders import handlers as orders
from halles.orders.events import OrderLineCanceled
from halles.payments.events import (
    PaymentAuthorized,
    PaymentCanceled,
    PaymentCaptured,
    PaymentCaptureFailed,
    PaymentDeclined,
)
from halles.payouts.events import HoldReleased
from halles.users import handlers as users

EVENTS: dict[type, tuple[Callable[[Any], None], ...]] = {
    HoldReleased: (orders.hold_released,),
    MarketChosen: (users.remember_choice,),
    OrderLineCanceled: (fulfillment.line_canceled,),
    PaymentAuthorized: (orders.payment_authorized,),
    PaymentCanceled: (orders.payment_gone,),
    PaymentCaptureFailed: (orders.payment_capture_failed,),
    PaymentCaptured: (orders.payment_captured,),
    PaymentDeclined: (orders.payment_gone,),
}
