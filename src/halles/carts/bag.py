"""A cart as its owner sees it now: what can be bought, what changed since they looked, what it costs. Asks nobody."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from halles.carts.limits import PIECES_MAX
from halles.carts.quote import Quote, QuoteParcel
from halles.catalog.queries import SaleFact
from halles.kit.errors import Refusal
from halles.markets.market import Market
from halles.shipping.queries import ShippingOption

Kind = Literal["price_up", "price_down", "fewer_left", "sold_out", "not_on_sale", "not_sold_here"]


@dataclass(frozen=True)
class Change:
    """What is not as the owner last saw it: a price of one piece in minor units, or pieces; `before` and `now`."""

    kind: Kind
    before: int
    now: int


@dataclass(frozen=True)
class LineView:
    """One line. `pieces` is what can be bought of the `quantity` wanted; `unit_minor` is None where it has no price."""

    id: uuid.UUID
    fact: SaleFact
    quantity: int
    pieces: int
    left: int
    unit_seen_minor: int | None
    source: str
    changes: tuple[Change, ...]

    @property
    def variant_id(self) -> uuid.UUID:
        """The variant."""
        return self.fact.variant_id

    @property
    def unit_minor(self) -> int | None:
        """The price of one piece now."""
        return self.fact.amount_minor

    @property
    def subtotal_minor(self) -> int:
        """The pieces that can be bought, at the price now."""
        return (self.unit_minor or 0) * self.pieces

    @property
    def fewer(self) -> int:
        """One piece less, at least one."""
        return max(1, self.pieces - 1)

    @property
    def more(self) -> int:
        """One piece more."""
        return self.quantity + 1

    @property
    def can_have_more(self) -> bool:
        """Whether the shop and the limit of a line allow one piece more."""
        return self.quantity < min(self.left, PIECES_MAX)

    @property
    def problem(self) -> Kind | None:
        """Why nothing of it can be bought now, if so."""
        return next((one.kind for one in self.changes if one.kind in PROBLEMS), None)


PROBLEMS: tuple[Kind, ...] = ("sold_out", "not_on_sale", "not_sold_here")


@dataclass(frozen=True)
class ShopPart:
    """What one shop would send. `parcel` is None where the whole has no quote; `refusal` where the shop cannot send it
    there, and its lines are left out of the total."""

    seller_id: uuid.UUID
    seller_name: str
    seller_slug: str
    lines: tuple[LineView, ...]
    options: tuple[ShippingOption, ...]
    chosen: ShippingOption | None
    parcel: QuoteParcel | None
    refusal: Refusal | None

    @property
    def needs_point(self) -> bool:
        """Whether this shop's delivery waits for a relay point."""
        return bool(self.payable) and self.chosen is not None and self.chosen.needs_point

    @property
    def payable(self) -> tuple[LineView, ...]:
        """The lines that would be bought."""
        return () if self.refusal else tuple(line for line in self.lines if line.pieces)


@dataclass(frozen=True)
class CartView:
    """A cart now. `quote` is of all that can be bought; None with a `refusal` that says what is missing, or when there
    is nothing to buy. `later` is kept apart and never bought."""

    id: uuid.UUID | None
    market: Market
    parts: tuple[ShopPart, ...]
    later: tuple[LineView, ...]
    quote: Quote | None
    refusal: Refusal | None

    @property
    def payable(self) -> tuple[LineView, ...]:
        """The lines that would be bought, shop by shop."""
        return tuple(line for part in self.parts for line in part.payable)

    @property
    def rates(self) -> tuple[tuple[uuid.UUID, uuid.UUID], ...]:
        """(seller, rate) of the deliveries chosen."""
        return tuple((part.seller_id, part.chosen.rate_id) for part in self.parts if part.payable and part.chosen)

    @property
    def points(self) -> tuple[tuple[uuid.UUID, str], ...]:
        """(seller, code) of the relay points chosen."""
        chosen = [(part.seller_id, part.chosen.point) for part in self.parts if part.payable and part.chosen]
        return tuple((seller_id, point.code) for seller_id, point in chosen if point)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is meant to be bought."""
        return not self.parts

    @property
    def can_pay(self) -> bool:
        """Whether the button may lead to an order."""
        return self.quote is not None and not self.needs_point

    @property
    def needs_point(self) -> bool:
        """Whether a relay point is still to be chosen for a shop."""
        return any(part.needs_point for part in self.parts)

    @property
    def changes(self) -> tuple[tuple[LineView, Change], ...]:
        """Everything that is not as it was last seen, line by line."""
        return tuple((line, change) for part in self.parts for line in part.lines for change in line.changes)

    @property
    def count(self) -> int:
        """Pieces wanted, those that cannot be bought now included."""
        return sum(line.quantity for part in self.parts for line in part.lines)

    @cached_property
    def version(self) -> str:
        """Names exactly what would be bought, how it comes and what it costs; another content has another version."""
        total = self.quote.total_minor if self.quote else None
        lines = [(str(line.variant_id), line.pieces, line.unit_minor) for line in self.payable]
        ways = [(str(seller_id), str(rate_id)) for seller_id, rate_id in self.rates]
        points = [(str(seller_id), code) for seller_id, code in self.points]
        said = json.dumps([self.market.code, total, sorted(lines), sorted(ways), sorted(points)])
        return hashlib.sha256(said.encode()).hexdigest()[:24]
