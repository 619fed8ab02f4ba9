"""What can be done with products, the only writers of the catalog's tables."""

from halles.catalog.services.photos import add_photo, describe_photo, order_photos, remove_photo, set_origin_proof
from halles.catalog.services.prices import remove_price, set_price
from halles.catalog.services.products import create_product, set_option_values, update_product
from halles.catalog.services.publication import (
    archive_product,
    hold_product,
    pause_product,
    publish_product,
    release_product,
    restore_product,
)
from halles.catalog.services.variants import add_variant, order_variants, retire_variant, update_variant

__all__ = [
    "add_photo",
    "add_variant",
    "archive_product",
    "create_product",
    "describe_photo",
    "hold_product",
    "order_photos",
    "order_variants",
    "pause_product",
    "publish_product",
    "release_product",
    "remove_photo",
    "remove_price",
    "restore_product",
    "retire_variant",
    "set_option_values",
    "set_origin_proof",
    "set_price",
    "update_product",
    "update_variant",
]
