"""The products a creator may put into a video."""

from __future__ import annotations

from halles.catalog import queries as catalog
from halles.creators.models import Creator
from halles.markets.market import Market
from halles.sellers import queries as sellers
from halles.users.models import User

OFFERED_MAX = 100


def showable_products(person: User, creator: Creator, market: Market, language: str) -> list[dict[str, str]]:
    """Up to 100 products as `{id, title, shop}`: a shop's own for its profile, else one's shops' and all on sale."""
    shops = [creator.seller] if creator.seller else sellers.list_sellers_of(person)
    found: dict[str, dict[str, str]] = {}
    for shop in shops:
        for product in catalog.list_products_of(shop, size=OFFERED_MAX).rows:
            if product.status in ("draft", "active", "paused"):
                found[str(product.pk)] = {"id": str(product.pk), "title": product.title, "shop": shop.name}
    if creator.seller is None:
        for card in catalog.list_public_products(market=market.code, language=language, size=OFFERED_MAX).rows:
            found.setdefault(str(card.id), {"id": str(card.id), "title": card.title, "shop": card.seller_name})
    return list(found.values())[:OFFERED_MAX]
