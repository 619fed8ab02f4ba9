"""Products as cards: in a shop, a search, a feed's chip. One SQL statement for any number of them."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef

from halles.catalog.categories import codes_under
from halles.catalog.models import Price, Product, Variant
from halles.catalog.queries.prices import PriceView
from halles.catalog.unit_prices import UnitPrice, unit_price
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.kit.statements import fetch
from halles.kit.storage import storage
from halles.markets.queries import get_market
from halles.sellers.models import Seller

STATEMENT = """
SELECT p.id, p.slug, COALESCE(NULLIF(p.translations -> %(language)s::text ->> 'title', ''), p.title), p.status,
       p.origin_place, p.origin_country, s.id, s.name, s.slug, s.status, COALESCE(photo.key, ''), photo.alt,
       cheapest.variant_id, cheapest.currency, cheapest.amount_minor, cheapest.reduced_from_minor,
       cheapest.reduced_since, cheapest.low_since, offers.highest_minor, offers.variant_ids,
       cheapest.measure, cheapest.measure_amount
FROM catalog_product p
JOIN sellers_seller s ON s.id = p.seller_id
LEFT JOIN LATERAL (
    SELECT asset.poster_key AS key, shown.alt FROM catalog_productphoto shown
    JOIN media_asset asset ON asset.id = shown.asset_id
    WHERE shown.product_id = p.id ORDER BY shown.position LIMIT 1
) photo ON true
LEFT JOIN LATERAL (
    SELECT price.*, v.measure, v.measure_amount FROM catalog_variant v
    JOIN catalog_price price ON price.variant_id = v.id AND price.market = %(market)s
    WHERE v.product_id = p.id AND v.status = 'active' ORDER BY price.amount_minor, v.position LIMIT 1
) cheapest ON true
LEFT JOIN LATERAL (
    SELECT max(price.amount_minor) AS highest_minor, array_agg(v.id ORDER BY v.position) AS variant_ids
    FROM catalog_variant v
    JOIN catalog_price price ON price.variant_id = v.id AND price.market = %(market)s
    WHERE v.product_id = p.id AND v.status = 'active'
) offers ON true
WHERE p.id = ANY(%(ids)s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class ProductCard:
    """A product at a glance in one market. `price` is that of the cheapest variant, None where it is not sold, and
    `unit_price` goes with it where the law wants one; `variant_ids` are those with a price, for a look at their stock,
    which `is_buyable` does not know."""

    id: uuid.UUID
    slug: str
    title: str
    photo_url: str
    photo_alt: str
    seller_id: uuid.UUID
    seller_name: str
    seller_slug: str
    origin_place: str
    origin_country: str
    price: PriceView | None
    unit_price: UnitPrice | None
    has_price_range: bool
    is_buyable: bool
    variant_ids: tuple[uuid.UUID, ...]


class _Row(NamedTuple):
    id: uuid.UUID
    slug: str
    title: str
    status: str
    origin_place: str
    origin_country: str
    seller_id: uuid.UUID
    seller_name: str
    seller_slug: str
    seller_status: str
    photo_key: str
    photo_alt: str | None
    variant_id: uuid.UUID | None
    currency: str
    amount_minor: int
    reduced_from_minor: int | None
    reduced_since: dt.datetime | None
    low_since: dt.datetime | None
    highest_minor: int
    variant_ids: list[uuid.UUID] | None
    measure: str
    measure_amount: int | None


def list_cards(product_ids: Sequence[uuid.UUID], *, market: str, language: str) -> dict[uuid.UUID, ProductCard]:
    """The cards of these products by id, whatever their status (look at `is_buyable`); unknown ids are left out.

    One SQL statement. Titles in `language` (`fr`) where the seller wrote them so.
    """
    if not product_ids:
        return {}
    found = fetch(STATEMENT, {"language": language, "market": market, "ids": list(product_ids)})
    rows = [_Row(*row) for row in found]
    window_days = get_market(market).low_price_window_days
    return {row.id: _card(row, market, window_days) for row in rows}


def list_public_products(
    *,
    market: str,
    language: str,
    seller_id: uuid.UUID | None = None,
    category: str | None = None,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ProductCard]:
    """Products on sale in the market, newest first: of one shop, of one category (a root means all of it), or all.

    Two SQL statements whatever the size. Refuses catalog.unknown_category.
    """
    priced = Price.objects.filter(variant__product=OuterRef("pk"), variant__status=Variant.Status.ACTIVE, market=market)
    products = Product.objects.filter(
        Exists(priced), status=Product.Status.ACTIVE, seller__status=Seller.Status.APPROVED
    ).only("pk")
    if seller_id is not None:
        products = products.filter(seller=seller_id)
    if category is not None:
        products = products.filter(category__in=codes_under(category))
    page = page_by_id(products, cursor, size=size)
    cards = list_cards([product.pk for product in page.rows], market=market, language=language)
    return Page([cards[product.pk] for product in page.rows if product.pk in cards], page.next_cursor)


def list_public_products_of(
    seller_id: uuid.UUID, *, market: str, language: str, cursor: str | None = None
) -> Page[ProductCard]:
    """One shop's products on sale in the market, newest first. Two SQL statements."""
    return list_public_products(market=market, language=language, seller_id=seller_id, cursor=cursor)


def _card(row: _Row, market: str, window_days: int) -> ProductCard:
    price = per_unit = None
    if row.variant_id is not None:
        per_unit = unit_price(row.amount_minor, row.currency, row.measure, row.measure_amount, market)
        price = PriceView(
            variant_id=row.variant_id,
            market=market,
            currency=row.currency,
            amount_minor=row.amount_minor,
            reduced_from_minor=row.reduced_from_minor,
            reduced_since=row.reduced_since,
            low_since=row.low_since,
            low_window_days=window_days,
        )
    is_on_sale = row.status == Product.Status.ACTIVE and row.seller_status == Seller.Status.APPROVED
    return ProductCard(
        id=row.id,
        slug=row.slug,
        title=row.title,
        photo_url=storage().url(row.photo_key) if row.photo_key else "",
        photo_alt=row.photo_alt or row.title,
        seller_id=row.seller_id,
        seller_name=row.seller_name,
        seller_slug=row.seller_slug,
        origin_place=row.origin_place,
        origin_country=row.origin_country,
        price=price,
        unit_price=per_unit,
        has_price_range=price is not None and row.highest_minor > price.amount_minor,
        is_buyable=is_on_sale and price is not None,
        variant_ids=tuple(row.variant_ids or ()),
    )
