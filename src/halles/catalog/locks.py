"""Row locks of the catalog: always the product first, weakly, so that orders pointing at it are not held up."""

from __future__ import annotations

import uuid

from halles.catalog.errors import ProductNotFound, VariantNotFound
from halles.catalog.models import Product, Variant


def lock_product(product_id: uuid.UUID) -> Product:
    """The product as it is now, locked until the transaction ends; refuses catalog.product_not_found."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise ProductNotFound
    return product


def lock_variant(variant_id: uuid.UUID) -> Variant:
    """The variant with its product locked; refuses catalog.variant_not_found."""
    variant = Variant.objects.filter(pk=variant_id).first()
    if variant is None:
        raise VariantNotFound
    # Read again below the lock: another transaction may have retired it while this one waited.
    product = lock_product(variant.product_id)
    variant.refresh_from_db()
    variant.product = product
    return variant
