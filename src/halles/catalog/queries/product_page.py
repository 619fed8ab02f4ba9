"""Everything the sheet and the page of one product show."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection

from halles.catalog.categories import Category, get_category
from halles.catalog.errors import ProductNotFound
from halles.catalog.models import Product
from halles.catalog.options import label_of
from halles.catalog.queries.prices import PriceView
from halles.catalog.unit_prices import UnitPrice, unit_price
from halles.markets.queries import get_market
from halles.media.queries import url_of_width

PHOTO_WIDTH = 640
LARGE_PHOTO_WIDTH = 1280


@dataclass(frozen=True, slots=True)
class SellerFace:
    """Who sells it, in one line."""

    id: uuid.UUID
    slug: str
    name: str
    legal_name: str
    place: str
    country: str
    return_terms: str
    # Hundredths of a point up to 500; None while the shop has no score.
    score_hundredths: int | None


@dataclass(frozen=True, slots=True)
class OriginView:
    """Where it comes from, and how that is shown; `proof_label` in the active language."""

    country: str
    region: str
    place: str
    maker: str
    proof_kind: str
    proof_label: str
    proof: str
    proof_url: str
    proof_photo_url: str


@dataclass(frozen=True, slots=True)
class PhotoView:
    """A picture in two widths (640 and 1280 px); `alt` falls back to the title."""

    asset_id: uuid.UUID
    url: str
    large_url: str
    alt: str
    blur: str


@dataclass(frozen=True, slots=True)
class OptionView:
    """One choice to make; `label` in the active language, `values` in the order of the variants."""

    name: str
    label: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VariantView:
    """One exact thing; `price` None where the market does not have it, `unit_price` None where none is shown."""

    id: uuid.UUID
    sku: str
    name: str
    options: dict[str, str]
    price: PriceView | None
    unit_price: UnitPrice | None


@dataclass(frozen=True, slots=True)
class ProductView:
    """A product as customers of one market see it; `is_on_sale` is False while paused. Stock is not known here."""

    id: uuid.UUID
    slug: str
    title: str
    description: str
    category: Category
    tax_class: str
    warranty_months: int
    is_on_sale: bool
    seller: SellerFace
    origin: OriginView
    photos: Sequence[PhotoView]
    options: Sequence[OptionView]
    variants: Sequence[VariantView]

    @property
    def is_in_market(self) -> bool:
        """Whether any variant has a price in this market."""
        return any(variant.price for variant in self.variants)


# A sheet opens over a playing video: one statement, by primary key, its parts folded in as JSON.
STATEMENT = """
SELECT p.id, p.slug, COALESCE(NULLIF(p.translations -> %(language)s ->> 'title', ''), p.title),
       COALESCE(NULLIF(p.translations -> %(language)s ->> 'description', ''), p.description),
       p.category, p.tax_class, p.warranty_months, p.status, p.option_names, p.translations -> %(language)s -> 'values',
       s.id, s.slug, s.name, s.legal_name, s.place, s.country, s.return_terms,
       s.score_hundredths,
       p.origin_country, p.origin_region, p.origin_place, p.origin_maker,
       p.origin_proof_kind, p.origin_proof, p.origin_proof_url,
       (SELECT jsonb_agg(jsonb_build_array(size.width, size.key)) FROM media_rendition size
        WHERE size.asset_id = p.origin_proof_asset_id),
       (SELECT jsonb_agg(jsonb_build_object(
                   'asset_id', shown.asset_id, 'alt', shown.alt, 'blur', asset.blur,
                   'sizes', (SELECT jsonb_agg(jsonb_build_array(size.width, size.key)) FROM media_rendition size
                             WHERE size.asset_id = asset.id)) ORDER BY shown.position)
        FROM catalog_productphoto shown JOIN media_asset asset ON asset.id = shown.asset_id
        WHERE shown.product_id = p.id),
       (SELECT jsonb_agg(jsonb_build_object(
                   'id', v.id, 'sku', v.sku, 'name', v.name, 'options', v.options, 'currency', price.currency,
                   'amount_minor', price.amount_minor, 'reduced_from_minor', price.reduced_from_minor,
                   'reduced_since', price.reduced_since, 'low_since', price.low_since,
                   'measure', v.measure, 'measure_amount', v.measure_amount) ORDER BY v.position, v.id)
        FROM catalog_variant v
        LEFT JOIN catalog_price price ON price.variant_id = v.id AND price.market = %(market)s
        WHERE v.product_id = p.id AND v.status = 'active')
FROM catalog_product p
JOIN sellers_seller s ON s.id = p.seller_id
WHERE p.id = %(id)s AND p.status IN ('active', 'paused') AND s.status = 'approved'
"""


class _Row(NamedTuple):
    id: uuid.UUID
    slug: str
    title: str
    description: str
    category: str
    tax_class: str
    warranty_months: int
    status: str
    option_names: str
    values: str | None
    seller_id: uuid.UUID
    seller_slug: str
    seller_name: str
    legal_name: str
    seller_place: str
    seller_country: str
    return_terms: str
    score_hundredths: int | None
    origin_country: str
    origin_region: str
    origin_place: str
    origin_maker: str
    proof_kind: str
    proof: str
    proof_url: str
    proof_sizes: str | None
    photos: str | None
    variants: str | None


def get_public_product(product_id: uuid.UUID, *, market: str, language: str) -> ProductView:
    """The product as customers of the market (code) see it, in `language` (`fr`) as far as the seller wrote it.

    Refuses catalog.product_not_found unless it is on sale or paused, in a shop that may sell. One SQL statement.
    """
    window_days = get_market(market).low_price_window_days
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"id": product_id, "market": market, "language": language})
        found = cursor.fetchone()
    if found is None:
        raise ProductNotFound
    row = _Row(*found)
    names, values = json.loads(row.option_names), json.loads(row.values or "{}")
    parts = [_in_words(part, names, values) for part in json.loads(row.variants or "[]")]
    variants = [_variant(part, market, window_days) for part in parts]
    return ProductView(
        id=row.id,
        slug=row.slug,
        title=row.title,
        description=row.description,
        category=get_category(row.category),
        tax_class=row.tax_class,
        warranty_months=row.warranty_months,
        is_on_sale=row.status == Product.Status.ACTIVE,
        seller=SellerFace(
            id=row.seller_id,
            slug=row.seller_slug,
            name=row.seller_name,
            legal_name=row.legal_name,
            place=row.seller_place,
            country=row.seller_country,
            return_terms=row.return_terms,
            score_hundredths=row.score_hundredths,
        ),
        origin=_origin(row),
        photos=[_photo(part, row.title) for part in json.loads(row.photos or "[]")],
        options=[_option(name, variants) for name in names],
        variants=variants,
    )


def _origin(row: _Row) -> OriginView:
    return OriginView(
        country=row.origin_country,
        region=row.origin_region,
        place=row.origin_place,
        maker=row.origin_maker,
        proof_kind=row.proof_kind,
        proof_label=str(Product.ProofKind(row.proof_kind).label),
        proof=row.proof,
        proof_url=row.proof_url,
        proof_photo_url=url_of_width(json.loads(row.proof_sizes or "[]"), LARGE_PHOTO_WIDTH),
    )


def _photo(part: dict[str, Any], title: str) -> PhotoView:
    sizes = part["sizes"] or []
    return PhotoView(
        asset_id=uuid.UUID(part["asset_id"]),
        url=url_of_width(sizes, PHOTO_WIDTH),
        large_url=url_of_width(sizes, LARGE_PHOTO_WIDTH),
        alt=part["alt"] or title,
        blur=part["blur"],
    )


def _option(name: str, variants: Sequence[VariantView]) -> OptionView:
    values = dict.fromkeys(variant.options[name] for variant in variants if name in variant.options)
    return OptionView(name, label_of(name), tuple(values))


def _in_words(part: dict[str, Any], names: Sequence[str], values: dict[str, str]) -> dict[str, Any]:
    """A variant's values in the reader's language, where the seller wrote them so; its name is made of them."""
    if not values or not part["options"]:
        return part
    options = {name: values.get(value, value) for name, value in part["options"].items()}
    return {**part, "options": options, "name": " / ".join(options[name] for name in names if name in options)[:80]}


def _variant(part: dict[str, Any], market: str, window_days: int) -> VariantView:
    variant_id = uuid.UUID(part["id"])
    price = per_unit = None
    if part["amount_minor"] is not None:
        measured = (part["measure"], part["measure_amount"], market)
        per_unit = unit_price(part["amount_minor"], part["currency"], *measured)
        price = PriceView(
            variant_id=variant_id,
            market=market,
            currency=part["currency"],
            amount_minor=part["amount_minor"],
            reduced_from_minor=part["reduced_from_minor"],
            reduced_since=_instant(part["reduced_since"]),
            low_since=_instant(part["low_since"]),
            low_window_days=window_days,
        )
    return VariantView(
        id=variant_id,
        sku=part["sku"],
        name=part["name"],
        options=part["options"],
        price=price,
        unit_price=per_unit,
    )


def _instant(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC) if text else None
