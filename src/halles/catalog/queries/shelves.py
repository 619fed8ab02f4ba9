"""Shelves of the hall: products of a category, a place or some shops in the order a customer asked for."""

from __future__ import annotations

import base64
import binascii
import unicodedata
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.text import slugify

from halles.catalog.categories import codes_under, list_leaves
from halles.catalog.models import Price, Product, Variant
from halles.catalog.queries.cards import ProductCard, list_cards
from halles.kit.pages import PAGE_SIZE, PAGE_SIZE_MAX, Page, page_by_id
from halles.kit.statements import fetch
from halles.sellers.models import Seller

NEWEST, CHEAPEST, DEAREST = "new", "price", "-price"
ORDERS = (NEWEST, CHEAPEST, DEAREST)
PLACES_MAX = 60


@dataclass(frozen=True, slots=True)
class Place:
    """A region goods come from, with how many of them are sold in the market and the newest one's id."""

    country: str
    region: str
    product_count: int
    newest_id: uuid.UUID

    @property
    def slug(self) -> str:
        """The readable part of its address."""
        return place_slug(self.region)


@dataclass(frozen=True, slots=True)
class Shelf:
    """What stands on a shelf: every part given narrows it; categories may be departments."""

    categories: Sequence[str] = ()
    seller_ids: Sequence[uuid.UUID] | None = None
    country: str = ""
    region: str = ""


def place_slug(region: str) -> str:
    """`Drôme` → `drome`; a name in another script keeps its letters."""
    letters = unicodedata.normalize("NFKD", region)
    is_latin = all(letter.isascii() or unicodedata.combining(letter) for letter in letters)
    return slugify(region, allow_unicode=not is_latin) or "-"


def list_shelf(
    shelf: Shelf, *, market: str, language: str, order: str = NEWEST, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[ProductCard]:
    """A page of the shelf's products on sale in the market; an unknown order or cursor is the newest from the top.

    Two SQL statements whatever the size. Refuses catalog.unknown_category.
    """
    size = min(size, PAGE_SIZE_MAX)
    if order in {CHEAPEST, DEAREST}:
        found, next_cursor = _by_price(shelf, market, order, cursor, size)
    else:
        page = page_by_id(_products(shelf, market).only("pk"), cursor, size=size)
        found, next_cursor = [product.pk for product in page.rows], page.next_cursor
    cards = list_cards(found, market=market, language=language)
    return Page([cards[product_id] for product_id in found if product_id in cards], next_cursor)


def _products(shelf: Shelf, market: str) -> Any:
    priced = Price.objects.filter(variant__product=OuterRef("pk"), variant__status=Variant.Status.ACTIVE, market=market)
    narrow = Q()
    if shelf.categories:
        narrow &= Q(category__in=_codes(shelf))
    if shelf.seller_ids is not None:
        narrow &= Q(seller__in=list(shelf.seller_ids))
    if shelf.region:
        narrow &= Q(origin_country=shelf.country, origin_region=shelf.region)
    return Product.objects.filter(
        narrow, Exists(priced), status=Product.Status.ACTIVE, seller__status=Seller.Status.APPROVED
    )


def _codes(shelf: Shelf) -> list[str]:
    return [leaf for code in shelf.categories for leaf in codes_under(code)]


_PRICED = """
SELECT p.id, cheapest.amount_minor
FROM catalog_product p
JOIN sellers_seller s ON s.id = p.seller_id AND s.status = 'approved'
JOIN LATERAL (
    SELECT min(price.amount_minor) AS amount_minor FROM catalog_variant v
    JOIN catalog_price price ON price.variant_id = v.id AND price.market = %(market)s
    WHERE v.product_id = p.id AND v.status = 'active'
) cheapest ON cheapest.amount_minor IS NOT NULL
WHERE p.status = 'active'
  AND (%(categories)s::text[] IS NULL OR p.category = ANY(%(categories)s::text[]))
  AND (%(sellers)s::uuid[] IS NULL OR p.seller_id = ANY(%(sellers)s::uuid[]))
  AND (%(region)s = '' OR (p.origin_region = %(region)s AND p.origin_country = %(country)s))
"""
_RISING = """
  AND (%(after)s::bigint IS NULL OR (cheapest.amount_minor, p.id) > (%(after)s::bigint, %(after_id)s::uuid))
ORDER BY cheapest.amount_minor, p.id LIMIT %(limit)s
"""
_FALLING = """
  AND (%(after)s::bigint IS NULL OR (cheapest.amount_minor, p.id) < (%(after)s::bigint, %(after_id)s::uuid))
ORDER BY cheapest.amount_minor DESC, p.id DESC LIMIT %(limit)s
"""


def _by_price(
    shelf: Shelf, market: str, order: str, cursor: str | None, size: int
) -> tuple[list[uuid.UUID], str | None]:
    after, after_id = _read(cursor)
    rows = fetch(
        _PRICED + (_RISING if order == CHEAPEST else _FALLING),
        {
            "market": market,
            "categories": _codes(shelf) or None,
            "sellers": None if shelf.seller_ids is None else list(shelf.seller_ids),
            "region": shelf.region,
            "country": shelf.country,
            "after": after,
            "after_id": after_id,
            "limit": size + 1,
        },
    )
    shown = rows[:size]
    more = _write(*shown[-1]) if len(rows) > size else None
    return [row[0] for row in shown], more


def _write(product_id: uuid.UUID, amount_minor: int) -> str:
    return base64.urlsafe_b64encode(product_id.bytes + amount_minor.to_bytes(8, "big")).decode().rstrip("=")


def _read(cursor: str | None) -> tuple[int | None, uuid.UUID | None]:
    try:
        told = base64.urlsafe_b64decode((cursor or "")[:40] + "==")
    except (ValueError, binascii.Error):
        return None, None
    if len(told) != 24:
        return None, None
    return int.from_bytes(told[16:], "big", signed=True), uuid.UUID(bytes=told[:16])


_PLACES = """
SELECT p.origin_country, p.origin_region, count(*), (array_agg(p.id ORDER BY p.id DESC))[1]
FROM catalog_product p
JOIN sellers_seller s ON s.id = p.seller_id AND s.status = 'approved'
WHERE p.status = 'active' AND p.origin_region <> '' AND EXISTS (
    SELECT 1 FROM catalog_variant v JOIN catalog_price price ON price.variant_id = v.id AND price.market = %s
    WHERE v.product_id = p.id AND v.status = 'active')
GROUP BY p.origin_country, p.origin_region
ORDER BY count(*) DESC, p.origin_region LIMIT %s
"""


def list_places(market: str, *, limit: int = PLACES_MAX) -> list[Place]:
    """The regions goods sold in the market come from, those with most goods first. One statement over all goods on
    sale: keep its answer for some minutes."""
    return [Place(*row) for row in fetch(_PLACES, [market, min(limit, PLACES_MAX)])]


def find_region(country: str, slug: str) -> str | None:
    """The region of this country as its goods write it, by the slug of its address; None when no goods on sale have
    it. One statement."""
    regions = (
        Product.objects.filter(status=Product.Status.ACTIVE, origin_country=country.upper())
        .exclude(origin_region="")
        .values_list("origin_region", flat=True)
        .distinct()
    )
    return next((region for region in regions.order_by("origin_region") if place_slug(region) == slug), None)


_COUNTS = """
SELECT p.category, count(*), (array_agg(p.id ORDER BY p.id DESC))[1]
FROM catalog_product p
JOIN sellers_seller s ON s.id = p.seller_id AND s.status = 'approved'
WHERE p.status = 'active' AND EXISTS (
    SELECT 1 FROM catalog_variant v JOIN catalog_price price ON price.variant_id = v.id AND price.market = %s
    WHERE v.product_id = p.id AND v.status = 'active')
GROUP BY p.category
"""


def count_by_category(market: str) -> dict[str, tuple[int, uuid.UUID]]:
    """How many products each leaf category has on sale in the market, and the newest one's id; empty ones are left
    out. One statement over all goods on sale: keep its answer for some minutes."""
    known = {leaf.code for leaf in list_leaves()}
    return {code: (count, newest) for code, count, newest in fetch(_COUNTS, [market]) if code in known}
