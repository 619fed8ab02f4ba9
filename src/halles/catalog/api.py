"""Products, categories and shops over the API: what anybody may see of them."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated

from django.http import HttpRequest
from ninja import Query, Router, Schema

from halles.catalog.categories import codes_under, list_leaves, list_roots
from halles.catalog.queries import (
    MakerCard,
    ProductCard,
    ProductView,
    count_by_category,
    get_public_product,
    list_makers,
    list_public_products,
)
from halles.kit.pages import PAGE_SIZE, PAGE_SIZE_MAX
from halles.markets.queries import get_market
from halles.markets.requests import language_asked, market_asked
from halles.media.queries import image_url
from halles.sellers.queries import get_public_seller, trader_disclosure

router = Router(tags=["products"])


class PriceOut(Schema):
    """Minor units of `currency`. `reduced_from_minor`: the lowest price of the `low_window_days` days before
    `reduced_since`, or since `low_since` when the goods are younger."""

    currency: str
    amount_minor: int
    reduced_from_minor: int | None
    reduced_since: dt.datetime | None
    low_since: dt.datetime | None
    low_window_days: int


class UnitPriceOut(Schema):
    """The price of `per` base measures (g, ml, cm, cm2, piece), where the law of the market wants it shown."""

    currency: str
    amount_minor: int
    measure: str
    per: int


class VariantOut(Schema):
    id: uuid.UUID
    sku: str
    name: str
    options: dict[str, str]
    price: PriceOut | None
    unit_price: UnitPriceOut | None


class PhotoOut(Schema):
    url: str
    large_url: str
    alt: str


class SellerOut(Schema):
    id: uuid.UUID
    slug: str
    name: str
    legal_name: str
    place: str
    country: str


class OriginOut(Schema):
    country: str
    region: str
    place: str
    maker: str
    proof_kind: str
    proof: str
    proof_url: str
    proof_photo_url: str


class ProductOut(Schema):
    id: uuid.UUID
    slug: str
    title: str
    description: str
    category: str
    warranty_months: int
    is_on_sale: bool
    seller: SellerOut
    origin: OriginOut
    photos: list[PhotoOut]
    variants: list[VariantOut]

    @staticmethod
    def resolve_category(product: ProductView) -> str:
        return product.category.code


class CardOut(Schema):
    id: uuid.UUID
    slug: str
    title: str
    photo_url: str
    seller_slug: str
    seller_name: str
    origin_place: str
    origin_country: str
    price: PriceOut | None
    unit_price: UnitPriceOut | None
    has_price_range: bool


class CardPage(Schema):
    products: list[CardOut]
    next_cursor: str | None


@router.get("/products/{uuid:product_id}", response=ProductOut, summary="One product, priced for a market")
def get_product(
    request: HttpRequest, product_id: uuid.UUID, market: Annotated[str, Query(max_length=2)] = ""
) -> ProductView:
    """The product in the caller's language; prices are those of `market`, by default the caller's."""
    return get_public_product(product_id, market=market_asked(request, market), language=language_asked())


@router.get("/products/", response=CardPage, summary="Products on sale, newest first")
def list_products(
    request: HttpRequest,
    market: Annotated[str, Query(max_length=2)] = "",
    category: Annotated[str, Query(max_length=60)] = "",
    cursor: Annotated[str, Query(max_length=60)] = "",
    size: Annotated[int, Query(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE,
) -> dict[str, list[ProductCard] | str | None]:
    """A page of cards; `next_cursor` gives the next one. `category` may be a whole department."""
    page = list_public_products(
        market=market_asked(request, market),
        language=language_asked(),
        category=category or None,
        cursor=cursor or None,
        size=size,
    )
    return {"products": list(page.rows), "next_cursor": page.next_cursor}


class CategoryOut(Schema):
    """A shelf of the hall; `parent` is empty for a department."""

    code: str
    parent: str
    name: str
    product_count: int


class ShopOut(Schema):
    id: uuid.UUID
    slug: str
    name: str
    place: str
    country: str
    story: str
    cover_url: str


class ShopPage(Schema):
    shops: list[ShopOut]
    next_cursor: str | None


class DisclosureOut(Schema):
    """A line the market obliges the trader to show."""

    code: str
    label: str
    text: str


class ShopWhole(ShopOut):
    return_terms: str
    trader: list[DisclosureOut]


@router.get("/categories/", response=list[CategoryOut], tags=["shops"], summary="Departments and categories")
def list_categories(
    request: HttpRequest, market: Annotated[str, Query(max_length=2)] = ""
) -> list[dict[str, str | int]]:
    """All of them in their order, with how many products each has on sale in the market."""
    counts = count_by_category(market_asked(request, market))
    language = language_asked()
    return [
        {
            "code": category.code,
            "parent": category.parent,
            "name": category.name_in(language),
            "product_count": sum(counts[code][0] for code in codes_under(category.code) if code in counts),
        }
        for root in list_roots()
        for category in (root, *list_leaves(root.code))
    ]


@router.get("/shops/", response=ShopPage, tags=["shops"], summary="Shops that sell in a market, newest first")
def list_shops(
    request: HttpRequest,
    market: Annotated[str, Query(max_length=2)] = "",
    cursor: Annotated[str, Query(max_length=60)] = "",
    size: Annotated[int, Query(ge=1, le=PAGE_SIZE_MAX)] = PAGE_SIZE,
) -> dict[str, list[MakerCard] | str | None]:
    """A page of shops; `next_cursor` gives the next one."""
    page = list_makers(market_asked(request, market), cursor=cursor or None, size=size)
    return {"shops": list(page.rows), "next_cursor": page.next_cursor}


@router.get("/shops/{slug:slug}", response=ShopWhole, tags=["shops"], summary="One shop, with who stands behind it")
def get_shop(request: HttpRequest, slug: str, market: Annotated[str, Query(max_length=2)] = "") -> dict[str, object]:
    """The shop with the trader's identity as `market`, by default the caller's, obliges it to be shown."""
    seller = get_public_seller(slug)
    rules = get_market(market_asked(request, market))
    return {
        "id": seller.pk,
        "slug": seller.slug,
        "name": seller.name,
        "place": seller.place,
        "country": seller.country,
        "story": seller.story,
        "cover_url": image_url(seller.cover, 1280) if seller.cover else "",
        "return_terms": seller.return_terms,
        "trader": trader_disclosure(seller, rules, language_asked()),
    }
