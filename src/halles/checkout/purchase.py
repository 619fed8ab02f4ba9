"""What somebody wants to buy, and what came of it: the words in which checkout is spoken to."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import uuid
from dataclasses import dataclass, field
from typing import Any, Literal

from halles.orders.queries import Purchase
from halles.users.addresses import AddressData

Method = Literal["card", "instant", "transfer"]


@dataclass(frozen=True)
class Wanted:
    """Some pieces of a variant; `source` is the signed token of where it was met, if any."""

    variant_id: uuid.UUID
    quantity: int
    source: str | None = None


@dataclass(frozen=True)
class PayWith:
    """A saved card, a token from card entry, or neither for instant methods and transfers."""

    method: Method
    saved_card_id: uuid.UUID | None = None
    token: str | None = None
    should_save_card: bool = False


@dataclass(frozen=True)
class Buyer:
    """Who buys: a signed-in person, or a guest by mail address (with the visit the page belongs to).

    `network` is the line that a page was pressed on (kit.http.client_address): presses are limited by it.
    """

    email: str
    user_id: uuid.UUID | None = None
    visit_id: uuid.UUID | None = None
    network: str = ""
    # The browser's pseudonym, kept with the purchase for who led there (orders.OrderGroup.touch_key).
    touch_key: uuid.UUID | None = None

    @property
    def name(self) -> str:
        """In whose name an idempotency key counts."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        return f"guest:{self.visit_id or hashlib.sha256(self.email.lower().encode()).hexdigest()[:32]}"


@dataclass(frozen=True)
class PlaceOrder:
    """A whole purchase. `ship_to` comes clean from users.addresses; `expected_total_minor` is what the button said.

    `return_url` is where the bank's page sends the browser back to; `{payment_id}` in it is filled in.
    `rates` chooses a delivery (rate id) per seller, else the cheapest to the door; `points` the relay point (code).
    `claim_id` is a price promise or coupon of the buyer for the only line.
    """

    key: str
    buyer: Buyer
    market: str
    language: str
    lines: tuple[Wanted, ...]
    ship_to: AddressData
    pay_with: PayWith
    expected_total_minor: int | None = None
    expected_currency: str | None = None
    return_url: str = ""
    rates: tuple[tuple[uuid.UUID, uuid.UUID], ...] = ()
    points: tuple[tuple[uuid.UUID, str], ...] = ()
    claim_id: uuid.UUID | None = None

    def body_hash(self) -> bytes:
        """What must be the same when a key comes again."""
        # The visit, the page's language and the address to come back to don't make it another purchase.
        body = (
            self.buyer.email,
            self.buyer.user_id,
            self.market,
            [(line.variant_id, line.quantity, line.source) for line in self.lines],
            self.ship_to.as_json(),
            (self.pay_with.method, self.pay_with.saved_card_id, self.pay_with.token, self.pay_with.should_save_card),
            self.expected_total_minor,
            self.expected_currency,
            self.rates,
            self.points,
            *([self.claim_id] if self.claim_id else []),
        )
        return hashlib.sha256(json.dumps(body, default=str, sort_keys=True).encode()).digest()


@dataclass(frozen=True)
class Placed:
    """A purchase that stands. `status` "unpaid" has a `next_action`: {"kind": "redirect" | "transfer" | "wait", …}.

    `access_token` opens a guest's purchase; None for signed-in people. `is_replay`: the key had been used before.
    """

    group_id: uuid.UUID
    number: str
    status: Literal["paid", "unpaid"]
    total_minor: int
    currency: str
    placed_at: dt.datetime
    next_action: dict[str, Any] | None = None
    access_token: str | None = None
    is_replay: bool = False
    # As written, for an answer that need not be read again; None for a second answer.
    written: Purchase | None = field(default=None, compare=False, repr=False)
