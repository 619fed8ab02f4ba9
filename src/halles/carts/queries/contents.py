"""What is in somebody's cart and what it would cost now: six SQL statements whatever the number of lines and shops."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from halles.carts.bag import CartView, Change, LineView, ShopPart
from halles.carts.limits import ROWS_MAX
from halles.carts.models import Cart, CartDelivery, CartLine
from halles.carts.owner import Owner, hash_of
from halles.carts.queries.quotes import chosen_of, price, subtotals_of
from halles.carts.quote import Quote
from halles.catalog.queries import SaleFact, list_sale_facts
from halles.inventory.queries import available
from halles.kit import clock
from halles.kit.errors import Refusal
from halles.kit.statements import fetch_one
from halles.markets.errors import NotServed
from halles.markets.market import Market
from halles.shipping.errors import NotToCountry, PointNeeded
from halles.shipping.queries import ShippingOption, at_point, list_options_for_sellers
from halles.users.address_forms import country_name

PROBLEM_OF = {
    "catalog.not_on_sale": "not_on_sale",
    "sellers.not_selling": "not_on_sale",
    "catalog.not_in_market": "not_sold_here",
}
# On every page of whoever has a bag: two constant texts, prepared once per connection.
_COUNT_OF_PERSON, _COUNT_OF_GUEST = (
    f"""
SELECT COALESCE(SUM(line.quantity), 0) FROM carts_cart cart
JOIN carts_cartline line ON line.cart_id = cart.id AND NOT line.is_saved_for_later
WHERE cart.{owner} = %s AND cart.market = %s
"""  # noqa: S608 - our own column names
    for owner in ("user_id", "token_hash")
)


def count_pieces(owner: Owner, market: str) -> int:
    """How many pieces are in the owner's cart of this market (code), those kept for later left out. One statement."""
    if not owner:
        return 0
    if owner.user_id is not None:
        counted = fetch_one(_COUNT_OF_PERSON, [owner.user_id, market])
    else:
        counted = fetch_one(_COUNT_OF_GUEST, [hash_of(owner.token), market])
    return int(counted[0]) if counted else 0


def count_pieces_elsewhere(owner: Owner, market: str) -> dict[str, int]:
    """The pieces in the owner's carts of other markets, by market code. One statement."""
    if not owner:
        return {}
    counted = _lines_of(owner).exclude(cart__market=market).values_list("cart__market").annotate(Sum("quantity"))
    return dict(counted.order_by("cart__market"))


def get_cart(
    owner: Owner,
    *,
    market: Market,
    country: str,
    region: str = "",
    language: str = "en",
    at: dt.datetime | None = None,
) -> CartView:
    """The owner's cart of a market as it stands now, sent to a country (two letters) and region code.

    Never refuses: what cannot be bought, sent or taxed says so in its place. Writes nothing.
    """
    where = _Where(market, country, region, language, at or clock.now())
    cart = Cart.objects.filter(**owner.lookup, market=market.code).first() if owner else None
    if cart is None:
        return CartView(None, market, (), (), None, None)
    rows = list(CartLine.objects.filter(cart=cart).order_by("added_at", "pk")[:ROWS_MAX])
    views = _views(rows, where)
    kept = {row.variant_id for row in rows if row.is_saved_for_later}
    active = [view for view in views if view.variant_id not in kept]
    later = tuple(view for view in views if view.variant_id in kept)
    ways = _ways(cart, [view for view in active if view.pieces], where)
    quoted, refusal = _quoted([view for view in active if view.fact.seller_id in ways.chosen], where, ways)
    return CartView(cart.pk, market, _parts(active, where, ways, quoted), later, quoted, refusal)


@dataclass(frozen=True)
class _Where:
    """For whom a cart is read: the market, where it goes, in which words, when."""

    market: Market
    country: str
    region: str
    language: str
    at: dt.datetime


@dataclass(frozen=True)
class _Ways:
    """What each shop offers to the place, and which delivery is chosen of it; shops that do not send
    there are in neither."""

    offered: Mapping[uuid.UUID, Sequence[ShippingOption]]
    chosen: Mapping[uuid.UUID, ShippingOption]


def _lines_of(owner: Owner) -> QuerySet[CartLine]:
    theirs = {f"cart__{name}": value for name, value in owner.lookup.items()}
    return CartLine.objects.filter(**theirs, is_saved_for_later=False)


def _views(rows: Sequence[CartLine], where: _Where) -> list[LineView]:
    variants = [row.variant_id for row in rows]
    facts = {fact.variant_id: fact for fact in list_sale_facts(variants, where.market.code, where.language)}
    left = available(variants)
    return [_view(row, facts[row.variant_id], left[row.variant_id]) for row in rows if row.variant_id in facts]


def _view(row: CartLine, fact: SaleFact, left: int) -> LineView:
    changes = tuple(_changes(row, fact, left))
    is_gone = any(change.kind in ("sold_out", "not_on_sale", "not_sold_here") for change in changes)
    return LineView(
        id=row.pk,
        fact=fact,
        quantity=row.quantity,
        pieces=0 if is_gone else min(row.quantity, left),
        left=left,
        unit_seen_minor=row.unit_seen_minor,
        source=row.source,
        changes=changes,
    )


def _changes(row: CartLine, fact: SaleFact, left: int) -> list[Change]:
    if fact.refusal_code:
        return [Change(PROBLEM_OF[fact.refusal_code], row.quantity, 0)]  # type: ignore[arg-type]
    if left <= 0:
        return [Change("sold_out", row.quantity, 0)]
    found: list[Change] = []
    now, seen = fact.amount_minor, row.unit_seen_minor
    if now is not None and seen is not None and now != seen:
        found.append(Change("price_up" if now > seen else "price_down", seen, now))
    if left < row.quantity:
        found.append(Change("fewer_left", row.quantity, left))
    return found


def _ways(cart: Cart, ready: Sequence[LineView], where: _Where) -> _Ways:
    subtotals = subtotals_of([view.fact for view in ready], {view.variant_id: view.pieces for view in ready})
    currency = where.market.currency
    offered = list_options_for_sellers(subtotals, country=where.country, currency=currency, at=where.at)
    wishes = {wish.seller_id: wish for wish in CartDelivery.objects.filter(cart=cart)}
    chosen = {
        seller_id: _wished(options, wishes.get(seller_id), where.country) for seller_id, options in offered.items()
    }
    return _Ways(offered, chosen)


def _wished(options: Sequence[ShippingOption], wish: CartDelivery | None, country: str) -> ShippingOption:
    option = chosen_of(options, wish.rate_id if wish else None)
    if wish is None or option.rate_id != wish.rate_id:
        return option
    try:
        return at_point(option, country, wish.point_code)
    except PointNeeded:
        # Told as part.needs_point: the total stands without it, the button does not.
        return option


def _quoted(active: Sequence[LineView], where: _Where, ways: _Ways) -> tuple[Quote | None, Refusal | None]:
    if not where.market.ships_to(where.country, where.region):
        return None, NotServed()
    wanted = {view.variant_id: view.pieces for view in active if view.pieces}
    facts = [view.fact for view in active if view.pieces]
    if not facts:
        return None, None
    try:
        found = price(
            facts,
            wanted,
            market=where.market,
            country=where.country,
            region=where.region,
            at=where.at,
            chosen=ways.chosen,
        )
    except Refusal as refusal:
        return None, refusal
    return found, None


def _parts(active: Sequence[LineView], where: _Where, ways: _Ways, quoted: Quote | None) -> tuple[ShopPart, ...]:
    by_seller: dict[uuid.UUID, list[LineView]] = {}
    for view in active:
        by_seller.setdefault(view.fact.seller_id, []).append(view)
    parcels = {parcel.seller_id: parcel for parcel in quoted.parcels} if quoted else {}
    return tuple(
        ShopPart(
            seller_id=seller_id,
            seller_name=lines[0].fact.seller_name,
            seller_slug=lines[0].fact.seller_slug,
            lines=tuple(lines),
            options=tuple(ways.offered.get(seller_id, ())),
            chosen=ways.chosen.get(seller_id),
            parcel=parcels.get(seller_id),
            refusal=_refusal(lines, where) if seller_id not in ways.offered else None,
        )
        for seller_id, lines in by_seller.items()
    )


def _refusal(lines: Sequence[LineView], where: _Where) -> Refusal | None:
    """Why a shop that offers no delivery there cannot send; nothing where it has nothing to send."""
    if not any(line.pieces for line in lines):
        return None
    return NotToCountry(country=where.country, country_name=country_name(where.country, where.language))
