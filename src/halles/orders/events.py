"""What `orders` announces, in the transaction in which it happens."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class OrderPlaced:
    """A group and its orders are written and the stock is theirs; nothing is paid."""

    group_id: uuid.UUID


@dataclass(frozen=True)
class OrderPaid:
    """The payment stands (authorised, or taken at once); the customer's window to cancel begins.

    `has_source`: something in it was bought where it was met (interactions.sources). `has_touch_key`: the browser it
    was bought with had a pseudonym. `user_id` is None for a guest.
    """

    group_id: uuid.UUID
    has_source: bool
    has_touch_key: bool = False
    user_id: uuid.UUID | None = None


@dataclass(frozen=True)
class GuestLinkAsked:
    """A guest wants a new link to their purchase; it goes to the address of the purchase and nowhere else."""

    group_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class OrderReleased:
    """The window is over and the money taken: the seller may pack."""

    order_id: uuid.UUID


@dataclass(frozen=True)
class SaleBooked:
    """The money of one order was taken and stands in the books: the seller's part is on hold."""

    order_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class MoneyTakenOff:
    """Some of an order's money goes back or is never charged: its lines say how much is left.

    Announced before anything is booked, so that whoever has a part of the seller's money gives it back first.
    """

    order_id: uuid.UUID
    reason: str


@dataclass(frozen=True)
class OrderChargedBack:
    """The customer's bank has taken `taken_minor` of the `paid_minor` that its purchase had left back, for good. The
    platform bears it: the order's own amounts stay as they are."""

    order_id: uuid.UUID
    taken_minor: int
    paid_minor: int


@dataclass(frozen=True)
class OrderCanceled:
    """Nothing of the order will be shipped; `refund_minor` goes back, `uncharged_minor` is never taken."""

    order_id: uuid.UUID
    by_kind: str
    reason: str
    was_paid: bool
    refund_minor: int
    uncharged_minor: int


@dataclass(frozen=True)
class OrderLineCanceled:
    """Some pieces of a line will not be shipped; the rest of the order goes on."""

    order_id: uuid.UUID
    line_id: uuid.UUID
    quantity: int
    by_kind: str
    reason: str


@dataclass(frozen=True)
class RefundIssued:
    """Money goes back to the customer (OrderRefund)."""

    order_id: uuid.UUID
    refund_id: uuid.UUID
    amount_minor: int
    currency: str
    reason: str


@dataclass(frozen=True)
class OrderShipped:
    """The seller has packed a parcel and given its tracking number."""

    order_id: uuid.UUID
    package_id: uuid.UUID


@dataclass(frozen=True)
class OrderDelivered:
    """Everything that was to come has arrived; the days until the seller's money is free begin."""

    order_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True)
class OrderCompleted:
    """The seller's money is free."""

    order_id: uuid.UUID
