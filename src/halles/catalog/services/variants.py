"""Adding, changing and retiring what can be bought. Variants are never deleted: orders and price history name them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from halles.catalog.drafts import VariantDraft, clean_variant
from halles.catalog.errors import OptionsTaken, SkuTaken, TooMany, VariantNotFound, WrongStatus
from halles.catalog.locks import lock_product, lock_variant
from halles.catalog.models import Product, Variant
from halles.catalog.services.completeness import check_still_ready
from halles.catalog.services.prices import close_history, next_instant

VARIANTS_MAX = 100


def add_variant(product: Product, *, draft: VariantDraft) -> Variant:
    """Offer one more variant; it can be bought once it has a price.

    Refuses catalog.product_invalid, catalog.sku_taken, catalog.options_taken, catalog.too_many.
    """
    locked = lock_product(product.pk)
    if locked.status == Product.Status.ARCHIVED:
        raise WrongStatus(status_text=locked.get_status_display())
    columns = clean_variant(draft, locked.option_names)
    offered = Variant.objects.filter(product=locked)
    if offered.count() >= VARIANTS_MAX:
        raise TooMany(count=VARIANTS_MAX)
    last = offered.aggregate(last=Max("position"))["last"]
    position = 0 if last is None else last + 1
    return _save(Variant(product=locked, seller_id=locked.seller_id, position=position), columns)


def update_variant(variant: Variant, *, draft: VariantDraft) -> Variant:
    """Change a variant's SKU, options or weight; orders keep what they froze. Refuses as add_variant."""
    locked = lock_variant(variant.pk)
    if locked.status == Variant.Status.RETIRED:
        raise VariantNotFound
    return _save(locked, clean_variant(draft, locked.product.option_names))


def retire_variant(variant: Variant) -> Variant:
    """Stop offering a variant for good. Refuses catalog.still_needed for the last one of a product on sale."""
    locked = lock_variant(variant.pk)
    if locked.status == Variant.Status.RETIRED:
        return locked
    close_history([locked.pk], next_instant([locked.pk]))
    locked.status = Variant.Status.RETIRED
    locked.save(update_fields=["status"])
    check_still_ready(locked.product)
    return locked


def order_variants(product: Product, *, variant_ids: Sequence[uuid.UUID]) -> None:
    """Show the offered variants in this order; refuses catalog.variant_not_found unless exactly they are listed."""
    locked = lock_product(product.pk)
    offered = {v.pk: v for v in Variant.objects.filter(product=locked, status=Variant.Status.ACTIVE)}
    if sorted(offered) != sorted(variant_ids):
        raise VariantNotFound
    for position, variant_id in enumerate(variant_ids):
        offered[variant_id].position = position
    Variant.objects.bulk_update(offered.values(), ["position"])


def _save(variant: Variant, columns: dict[str, Any]) -> Variant:
    same = Variant.objects.filter(product=variant.product, status=Variant.Status.ACTIVE, options=columns["options"])
    if same.exclude(pk=variant.pk).exists():
        raise OptionsTaken
    for name, value in columns.items():
        setattr(variant, name, value)
    try:
        with transaction.atomic():
            variant.save()
    except IntegrityError as twin:
        # Another product of the shop may take the SKU between a look and a write: the constraint is the judge.
        if "catalog_variant_sku_once" not in str(twin):
            raise
        raise SkuTaken(sku=variant.sku) from twin
    return variant
