"""The facts of an order's life: their codes, and the honest words people read on the time line."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halles.orders.models import OrderEvent

PLACED = "placed"
PAID = "paid"
RELEASED = "released"
PACKED = "packed"
READY = "ready"
IN_TRANSIT = "in_transit"
OUT_FOR_DELIVERY = "out_for_delivery"
DELIVERED = "delivered"
DELIVERED_SAID_CUSTOMER = "delivered_said_customer"
DELIVERED_BY_SILENCE = "delivered_by_silence"
COLLECTED = "collected"
PARCEL_LOST = "parcel_lost"
LINE_CANCELED = "line_canceled"
CANCELED = "canceled"
REFUNDED = "refunded"
COMPLETED = "completed"

# The sentence may use the event's data by name; `queries.timeline` fills in readable amounts, titles and reasons.
WORDS: dict[str, Promise] = {
    PLACED: _("Order received"),
    PAID: _("Payment confirmed"),
    RELEASED: _("The shop is preparing your parcel"),
    PACKED: _("Packed: %(carrier)s, %(tracking_number)s"),
    READY: _("Ready at the shop. Your code: %(tracking_number)s"),
    IN_TRANSIT: _("The carrier has the parcel"),
    OUT_FOR_DELIVERY: _("The courier brings it today"),
    DELIVERED: _("Delivered, says the carrier"),
    DELIVERED_SAID_CUSTOMER: _("You said that it arrived"),
    DELIVERED_BY_SILENCE: _("Taken as delivered: the carrier is silent and nobody complained"),
    COLLECTED: _("Collected at the shop"),
    PARCEL_LOST: _("The carrier has lost the parcel"),
    LINE_CANCELED: _("Cancelled: %(quantity)s × %(title)s (%(reason_text)s)"),
    CANCELED: _("Cancelled: %(reason_text)s"),
    REFUNDED: _("Refunded: %(amount)s (%(reason_text)s)"),
    COMPLETED: _("Completed"),
}


@dataclass(frozen=True)
class By:
    """Who did it: a person with an id, or the carrier, the provider, the clock."""

    kind: str
    id: uuid.UUID | None = None


CLOCK = By(OrderEvent.By.CLOCK)
PROVIDER = By(OrderEvent.By.PROVIDER)
CARRIER = By(OrderEvent.By.CARRIER)


def customer(user_id: uuid.UUID | None) -> By:
    """The customer; a guest has no id."""
    return By(OrderEvent.By.CUSTOMER, user_id)


def seller(user_id: uuid.UUID) -> By:
    """A person of the shop."""
    return By(OrderEvent.By.SELLER, user_id)


def staff(user_id: uuid.UUID) -> By:
    """A person of the platform."""
    return By(OrderEvent.By.STAFF, user_id)


def note(order_id: uuid.UUID, kind: str, by: By, at: Any, **data: Any) -> OrderEvent:
    """A fact of an order, to be saved; `data` holds JSON values."""
    assert kind in WORDS
    return OrderEvent(order_id=order_id, at=at, kind=kind, by_kind=by.kind, by_id=by.id, data=data)
