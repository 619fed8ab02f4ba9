"""The products a creator may put into a video or a show, each with what it would earn them."""

from __future__ import annotations

import uuid

from halles.affiliates.queries.showcase import list_showcase
from halles.affiliates.queries.terms import terms_for
from halles.catalog import queries as catalog
from halles.creators.models import Creator
from halles.markets.market import Market
from halles.sellers import queries as sellers
from halles.studio.plan_desk import rate_words
from halles.users.models import User

OFFERED_MAX = 100


def showable_products(
    person: User, creator: Creator, market: Market, language: str, *, content_kind: str = "video"
) -> list[dict[str, str]]:
    """Up to 100 products as `{id, title, shop}`: a shop's own for its profile, else one's
    shops', what stands in the showcase, and the newest on sale.

    Where a sale through this kind of content pays the creator, `shop` also says how much.
    """
    shops = [creator.seller] if creator.seller else sellers.list_sellers_of(person)
    found: dict[str, dict[str, str]] = {}
    for shop in shops:
        for product in catalog.list_products_of(shop, size=OFFERED_MAX).rows:
            if product.status in ("draft", "active", "paused"):
                found[str(product.pk)] = {"id": str(product.pk), "title": product.title, "shop": shop.name}
    if creator.seller is None:
        keys = list_showcase(creator.pk)
        shown = catalog.list_cards(keys, market=market.code, language=language)
        promoted = [shown[key] for key in keys if key in shown and shown[key].is_buyable]
        newest = catalog.list_public_products(market=market.code, language=language, size=OFFERED_MAX)
        for card in [*promoted, *newest.rows]:
            found.setdefault(str(card.id), {"id": str(card.id), "title": card.title, "shop": card.seller_name})
    return _with_rates(creator, list(found.values())[:OFFERED_MAX], content_kind)


def _with_rates(creator: Creator, products: list[dict[str, str]], content_kind: str) -> list[dict[str, str]]:
    terms = terms_for([(creator.pk, uuid.UUID(one["id"])) for one in products], content_kind=content_kind)
    words = {str(pair[1]): rate_words(term.offered) for pair, term in terms.items()}
    return [
        {**one, "shop": f"{one['shop']} · {words[one['id']]}" if one["id"] in words else one["shop"]}
        for one in products
    ]
