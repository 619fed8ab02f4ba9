"""Everything a quote needs to know about variants, in one SQL statement."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from halles.catalog.models import Product, Variant
from halles.kit.statements import fetch
from halles.sellers.models import Seller

NOT_ON_SALE = "catalog.not_on_sale"
NOT_IN_MARKET = "catalog.not_in_market"
SHOP_NOT_SELLING = "sellers.not_selling"

# On the hot path of every quote and order: by primary keys and one unique index, no ORM instances.
STATEMENT = """
SELECT v.id, p.id, s.id, COALESCE(NULLIF(p.translations -> %s ->> 'title', ''), p.title),
       CASE WHEN p.translations -> %s -> 'values' IS NULL THEN v.name ELSE left(COALESCE((
           SELECT string_agg(COALESCE(p.translations -> %s -> 'values' ->> value, value), ' / ' ORDER BY place)
           FROM (SELECT v.options ->> name AS value, place
                 FROM jsonb_array_elements_text(p.option_names) WITH ORDINALITY AS named (name, place)) AS own
       ), v.name), 80) END, v.sku,
       p.tax_class, p.category, COALESCE(photo.key, ''), v.weight_grams,
       price.amount_minor, price.currency, price.reduced_from_minor,
       p.status, v.status, s.status, s.name, s.slug, s.market, s.country
FROM unnest(%s::uuid[]) WITH ORDINALITY AS asked (id, place)
JOIN catalog_variant v ON v.id = asked.id
JOIN catalog_product p ON p.id = v.product_id
JOIN sellers_seller s ON s.id = p.seller_id
LEFT JOIN catalog_price price ON price.variant_id = v.id AND price.market = %s
LEFT JOIN LATERAL (
    SELECT asset.poster_key AS key FROM catalog_productphoto shown
    JOIN media_asset asset ON asset.id = shown.asset_id
    WHERE shown.product_id = p.id ORDER BY shown.position LIMIT 1
) photo ON true
ORDER BY asked.place
"""


@dataclass(frozen=True, slots=True)
class SaleFact:
    """One variant as it can be sold in one market now. Amounts in minor units of `currency`, both None without a
    price there; stock is not known here."""

    variant_id: uuid.UUID
    product_id: uuid.UUID
    seller_id: uuid.UUID
    title: str
    variant_name: str
    sku: str
    tax_class: str
    category: str
    photo_key: str
    weight_grams: int | None
    amount_minor: int | None
    currency: str | None
    reduced_from_minor: int | None
    product_status: str
    variant_status: str
    seller_status: str
    seller_name: str
    seller_slug: str
    seller_market: str
    seller_country: str

    @property
    def refusal_code(self) -> str:
        """Why this cannot be bought in the market, `""` when it can: catalog.not_on_sale, catalog.not_in_market or
        sellers.not_selling."""
        if self.product_status != Product.Status.ACTIVE or self.variant_status != Variant.Status.ACTIVE:
            return NOT_ON_SALE
        if self.seller_status != Seller.Status.APPROVED:
            return SHOP_NOT_SELLING
        return NOT_IN_MARKET if self.amount_minor is None else ""

    @property
    def is_buyable(self) -> bool:
        """Whether all but stock speaks for a sale."""
        return not self.refusal_code


def list_sale_facts(variant_ids: Sequence[uuid.UUID], market: str, language: str | None = None) -> list[SaleFact]:
    """The facts of these variants for the market (code), in the order asked; unknown ids are left out. One statement.

    Title and variant are in `language` (`fr`) where the seller wrote them so, else in the seller's own.
    """
    if not variant_ids:
        return []
    return [SaleFact(*row) for row in fetch(STATEMENT, [*[language or ""] * 3, list(variant_ids), market])]


def list_buyable(variant_ids: Collection[uuid.UUID], market: str) -> set[uuid.UUID]:
    """Those of the variants that can be bought in the market, stock apart. One statement."""
    return {fact.variant_id for fact in list_sale_facts(list(variant_ids), market) if fact.is_buyable}
