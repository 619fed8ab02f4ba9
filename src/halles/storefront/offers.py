"""An offer: one product as this customer could buy it now, in this market, sent to this place."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from halles.carts.queries import PIECES_MAX, Quote, quote
from halles.catalog import queries as catalog
from halles.catalog.queries import PriceView, ProductView
from halles.catalog.queries.product_page import VariantView
from halles.inventory import queries as inventory
from halles.kit.errors import Refusal
from halles.markets.errors import RegionNeeded
from halles.markets.market import Market
from halles.markets.queries import tax_wording
from halles.payments import queries as payments
from halles.payments.models import SavedCard
from halles.promotions import queries as promotions
from halles.promotions.terms import Terms
from halles.shipping.errors import PointNeeded
from halles.storefront.place import Place, place_of
from halles.users.models import User

LOW_STOCK = 5


@dataclass(frozen=True)
class Choice:
    """One variant as a button: chosen, sold out, or free to take."""

    variant: VariantView
    available: int
    is_chosen: bool

    @property
    def can_buy(self) -> bool:
        """Whether it has a price here and a piece on the shelf."""
        return self.variant.price is not None and self.available > 0


@dataclass(frozen=True)
class Offer:
    """Everything the sheet and the product page say. `quote` is None where `refusal` says why."""

    product: ProductView
    market: Market
    place: Place
    choices: tuple[Choice, ...]
    quantity: int
    quote: Quote | None
    refusal: Refusal | None
    card: SavedCard | None
    tax_words: str
    # The promise or coupon it is shown with.
    terms: Terms | None = None

    @property
    def chosen(self) -> Choice | None:
        """The variant picked, by the customer or as the first that can be bought."""
        return next((choice for choice in self.choices if choice.is_chosen), None)

    @property
    def price(self) -> PriceView | None:
        """The price of the variant picked."""
        return self.chosen.variant.price if self.chosen else None

    @property
    def is_sold_here(self) -> bool:
        """Whether any variant has a price in this market."""
        return any(choice.variant.price is not None for choice in self.choices)

    @property
    def is_sold_out(self) -> bool:
        """Whether nothing of what is sold in this market is left; what is not sold here is not sold out."""
        return self.is_sold_here and not any(choice.can_buy for choice in self.choices)

    @property
    def can_buy(self) -> bool:
        """Whether the button may lead to an order."""
        return self.quote is not None and self.chosen is not None and self.chosen.can_buy

    @property
    def can_bag(self) -> bool:
        """Whether it may go into the bag: also where the total waits for a state or a relay point, chosen there."""
        is_possible = self.quote is not None or isinstance(self.refusal, RegionNeeded | PointNeeded)
        return is_possible and self.chosen is not None and self.chosen.can_buy

    @property
    def can_one_tap(self) -> bool:
        """Whether a saved address and card make one tap enough."""
        is_free = self.quote is not None and self.quote.total_minor == 0
        return self.can_buy and (self.card is not None or is_free) and self.place.address is not None

    @property
    def needs_region(self) -> bool:
        """Whether the total waits for the customer's state."""
        return isinstance(self.refusal, RegionNeeded)

    @property
    def few_left(self) -> int | None:
        """The true number on the shelf when it is small, else None: scarcity is told, never staged."""
        if self.is_promised:
            return None
        left = self.chosen.available if self.chosen else 0
        return left if 0 < left <= LOW_STOCK else None

    @property
    def quantities(self) -> range:
        """How many pieces may be asked for; of a promise just those."""
        if self.is_promised:
            return range(self.quantity, self.quantity + 1)
        left = self.chosen.available if self.chosen else 0
        return range(1, max(1, min(left, 10, PIECES_MAX)) + 1)

    @property
    def is_promised(self) -> bool:
        """Whether price and pieces are kept for this customer."""
        return self.terms is not None and self.terms.kind != "coupon"

    @property
    def claim(self) -> str:
        """The promise or coupon, as the form sends it; empty without."""
        return str(self.terms.claim_id) if self.terms else ""

    @property
    def arrives_from_on(self) -> dt.date | None:
        """First day of the delivery window."""
        return self.quote.arrives_from_on if self.quote else None


def make_offer(request: HttpRequest, market: Market, product_id: uuid.UUID, asked: Mapping[str, Any]) -> Offer:
    """The offer for what the form `asked` (variant, quantity); a number that makes no sense counts as one."""
    product = catalog.get_public_product(product_id, market=market.code, language=get_language() or "en")
    available = inventory.available([variant.id for variant in product.variants])
    promise = _promise(request, market, product, asked)
    if promise is not None:
        # Its pieces are kept apart from the shelf.
        available[promise.variant_id] = max(available.get(promise.variant_id, 0), promise.quantity)
    chosen_id = promise.variant_id if promise else _chosen(product, available, str(asked.get("variant", "")))
    choices = tuple(
        Choice(variant, available.get(variant.id, 0), variant.id == chosen_id) for variant in product.variants
    )
    quantity = _quantity(str(asked.get("quantity", "1")), available.get(chosen_id, 0) if chosen_id else 0)
    quantity = promise.quantity if promise else quantity
    place = place_of(request, market)
    terms = promise or _coupon(request, market, chosen_id, quantity, asked)
    found, refusal = _quoted(chosen_id, quantity, market, place, terms)
    card = payments.find_default_card(request.user.id) if isinstance(request.user, User) else None
    words = tax_wording(market, get_language() or "en")
    return Offer(product, market, place, choices, quantity, found, refusal, card, words, terms)


def _promise(request: HttpRequest, market: Market, product: ProductView, asked: Mapping[str, Any]) -> Terms | None:
    claim_id = _claim_of(asked)
    if claim_id is None or not isinstance(request.user, User):
        return None
    terms = promotions.find_open_promise(claim_id, request.user.pk, market.code)
    is_of_it = terms is not None and any(variant.id == terms.variant_id for variant in product.variants)
    return terms if is_of_it else None


def _coupon(
    request: HttpRequest, market: Market, variant_id: uuid.UUID | None, quantity: int, asked: Mapping[str, Any]
) -> Terms | None:
    claim_id = _claim_of(asked)
    if claim_id is None or variant_id is None or not isinstance(request.user, User):
        return None
    try:
        terms = promotions.get_terms(
            claim_id, user_id=request.user.pk, variant_id=variant_id, quantity=quantity, market=market.code
        )
    except Refusal:
        return None
    return terms if terms.kind == "coupon" else None


def _claim_of(asked: Mapping[str, Any]) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(asked.get("claim", "")))
    except ValueError:
        return None


def _chosen(product: ProductView, available: Mapping[uuid.UUID, int], asked: str) -> uuid.UUID | None:
    known = {str(variant.id): variant.id for variant in product.variants}
    if asked in known:
        return known[asked]
    buyable = [one.id for one in product.variants if one.price is not None and available.get(one.id, 0) > 0]
    return next(iter(buyable), next(iter(known.values()), None))


def _quantity(asked: str, available: int) -> int:
    number = int(asked) if asked.isdecimal() and len(asked) < 4 else 1
    return max(1, min(number, available or 1, PIECES_MAX))


def _quoted(
    variant_id: uuid.UUID | None, quantity: int, market: Market, place: Place, terms: Terms | None = None
) -> tuple[Quote | None, Refusal | None]:
    if variant_id is None:
        return None, None
    try:
        language = get_language() or "en"
        found = quote(
            [(variant_id, quantity)],
            market=market,
            country=place.country,
            region=place.region,
            language=language,
            terms=terms,
        )
    except Refusal as refusal:
        return None, refusal
    return found, None
