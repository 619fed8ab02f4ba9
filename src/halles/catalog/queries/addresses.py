"""Addresses of public products for those who list them all: sitemaps."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db.models import QuerySet

from halles.catalog.models import Product
from halles.kit.statements import fetch
from halles.sellers.models import Seller

_STARTS = """
SELECT id FROM (
    SELECT p.id, row_number() OVER (ORDER BY p.id) AS number FROM catalog_product p
    JOIN sellers_seller s ON s.id = p.seller_id AND s.status = 'approved' WHERE p.status = 'active'
) numbered WHERE number %% %(size)s = 1 ORDER BY id LIMIT %(limit)s
"""


def list_part_starts(*, size: int, limit: int) -> list[uuid.UUID]:
    """The first product of every part of `size` public products, oldest first, at most `limit` parts. One statement."""
    return [row[0] for row in fetch(_STARTS, {"size": size, "limit": limit})]


def list_part(start: uuid.UUID, *, size: int) -> list[tuple[uuid.UUID, str, dt.datetime]]:
    """(id, slug, last change) of up to `size` public products from `start` on. One statement."""
    products = _public().filter(pk__gte=start).order_by("pk")
    return list(products.values_list("pk", "slug", "updated_at")[:size])


def _public() -> QuerySet[Product, Product]:
    return Product.objects.filter(status=Product.Status.ACTIVE, seller__status=Seller.Status.APPROVED)
