"""A product's pictures, and the picture that proves its origin."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import IO

from django.db.models import Max

from halles.catalog.errors import PhotoNotFound, TooMany
from halles.catalog.locks import lock_product
from halles.catalog.models import Product, ProductPhoto
from halles.catalog.services.completeness import check_still_ready
from halles.media.services import store_image
from halles.users.models import User

PHOTOS_MAX = 12
ALT_LENGTH_MAX = 200


def add_photo(product: Product, *, by: User, file: IO[bytes], alt: str = "") -> ProductPhoto:
    """Add a picture behind the others; refuses catalog.too_many and what media refuses about the file."""
    locked = lock_product(product.pk)
    photos = ProductPhoto.objects.filter(product=locked)
    if photos.count() >= PHOTOS_MAX:
        raise TooMany(count=PHOTOS_MAX)
    last = photos.aggregate(last=Max("position"))["last"]
    asset = store_image(by, file)
    return ProductPhoto.objects.create(
        product=locked,
        asset=asset,
        position=0 if last is None else last + 1,
        alt=" ".join(alt.split())[:ALT_LENGTH_MAX],
    )


def describe_photo(product: Product, *, photo_id: uuid.UUID, alt: str) -> None:
    """Say what a picture shows, for those who cannot see it; refuses catalog.photo_not_found."""
    locked = lock_product(product.pk)
    words = " ".join(alt.split())[:ALT_LENGTH_MAX]
    if not ProductPhoto.objects.filter(product=locked, pk=photo_id).update(alt=words):
        raise PhotoNotFound


def order_photos(product: Product, *, photo_ids: Sequence[uuid.UUID]) -> None:
    """Show the pictures in this order, the first in every list; refuses catalog.photo_not_found when the list is not
    exactly theirs."""
    locked = lock_product(product.pk)
    photos = {photo.pk: photo for photo in ProductPhoto.objects.filter(product=locked)}
    if sorted(photos) != sorted(photo_ids):
        raise PhotoNotFound
    for position, photo_id in enumerate(photo_ids):
        photos[photo_id].position = position
    ProductPhoto.objects.bulk_update(photos.values(), ["position"])


def remove_photo(product: Product, *, photo_id: uuid.UUID) -> None:
    """Take a picture away; refuses catalog.photo_not_found, catalog.still_needed for the last one of a product on sale.

    The file stays: orders show the picture they were placed with.
    """
    locked = lock_product(product.pk)
    removed_count, _rows = ProductPhoto.objects.filter(product=locked, pk=photo_id).delete()
    if removed_count == 0:
        raise PhotoNotFound
    check_still_ready(locked)


def set_origin_proof(product: Product, *, by: User, file: IO[bytes]) -> Product:
    """Keep a picture of the label, the certificate or the workshop as proof of origin; shown to customers."""
    locked = lock_product(product.pk)
    locked.origin_proof_asset = store_image(by, file)
    locked.save(update_fields=["origin_proof_asset"])
    return locked
