"""Into the bag."""

from __future__ import annotations

import uuid

from halles.carts.errors import (
    BagFull,
    Gone,
    NotEnoughLeft,
    NotOnSale,
    NotSoldHere,
    TooMany,
    UnknownVariant,
    WrongQuantity,
)
from halles.carts.limits import LINES_MAX, PIECES_MAX, ROWS_MAX
from halles.carts.models import Cart, CartLine
from halles.carts.owner import Owner
from halles.catalog.queries import SaleFact, list_sale_facts
from halles.inventory.queries import available
from halles.kit import clock
from halles.kit.signing import TOKEN_LENGTH_MAX
from halles.markets.market import Market


def add_to_cart(
    owner: Owner, *, market: Market, variant_id: uuid.UUID, quantity: int = 1, source: str | None = None
) -> CartLine:
    """Put pieces of a variant into the owner's cart of a market; more of the same adds up, what was kept for later is
    to be bought again.

    `source` is the signed token of where it was met; the last one counts. Refuses carts.unknown_variant,
    carts.not_on_sale, carts.not_sold_here, carts.sold_out, carts.not_enough_left, carts.too_many, carts.full,
    carts.wrong_quantity.
    """
    if quantity < 1:
        raise WrongQuantity
    fact = find_fact(variant_id, market)
    cart = lock_cart(owner, market)
    line = CartLine.objects.filter(cart=cart, variant_id=variant_id).first()
    is_back = line is None or line.is_saved_for_later
    if is_back and CartLine.objects.filter(cart=cart, is_saved_for_later=False).count() >= LINES_MAX:
        raise BagFull(limit=LINES_MAX)
    if line is None and CartLine.objects.filter(cart=cart).count() >= ROWS_MAX:
        raise BagFull(limit=ROWS_MAX)
    now = clock.now()
    line = line or CartLine(cart=cart, variant_id=variant_id, added_at=now)
    wanted = quantity if is_back else line.quantity + quantity
    require_pieces(fact, wanted)
    line.quantity, line.is_saved_for_later, line.unit_seen_minor = wanted, False, fact.amount_minor
    if source and len(source) <= TOKEN_LENGTH_MAX:
        line.source = source
    line.save()
    touch(cart)
    return line


def find_fact(variant_id: uuid.UUID, market: Market) -> SaleFact:
    """The variant as it can be bought in the market; refuses what cannot."""
    facts = list_sale_facts([variant_id], market.code)
    if not facts:
        raise UnknownVariant
    (fact,) = facts
    if fact.refusal_code == "catalog.not_in_market":
        raise NotSoldHere(title=fact.title)
    if not fact.is_buyable:
        raise NotOnSale(title=fact.title)
    return fact


def require_pieces(fact: SaleFact, wanted: int) -> None:
    """So many pieces of it can be had; refuses carts.too_many, carts.sold_out, carts.not_enough_left."""
    if wanted > PIECES_MAX:
        raise TooMany(limit=PIECES_MAX)
    left = available([fact.variant_id])[fact.variant_id]
    if left <= 0:
        raise Gone(title=fact.title)
    if wanted > left:
        raise NotEnoughLeft(title=fact.title, left=left)


def lock_cart(owner: Owner, market: Market) -> Cart:
    """The owner's cart of this market, made where there is none, locked until the transaction ends."""
    assert owner, "a cart belongs to somebody"
    now = clock.now()
    fresh = Cart(**owner.lookup, market=market.code, currency=market.currency, created_at=now, updated_at=now)
    # Two first things at the same moment make one cart: the constraint keeps the second row out.
    Cart.objects.bulk_create([fresh], ignore_conflicts=True)
    return Cart.objects.select_for_update().get(**owner.lookup, market=market.code)


def touch(cart: Cart) -> None:
    """The cart is in use."""
    cart.updated_at = clock.now()
    cart.save(update_fields=["updated_at"])
