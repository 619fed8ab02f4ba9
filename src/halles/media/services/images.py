"""Photographs sent with a form."""

from __future__ import annotations

from typing import IO

from django.db import transaction

from halles.kit import clock
from halles.kit.storage import storage
from halles.media.images import read_picture
from halles.media.models import Asset, Rendition
from halles.users.models import User


def store_image(user: User, file: IO[bytes]) -> Asset:
    """A ready asset (kind "image") of the picture in `file`, upright and without metadata, in up to three widths.

    Refuses media.not_a_picture, media.animated_picture, media.too_large and media.too_many_pixels.
    """
    picture = read_picture(file)
    now = clock.now()
    with transaction.atomic():
        asset = Asset.objects.create(
            user=user,
            kind=Asset.Kind.IMAGE,
            status=Asset.Status.READY,
            edition=1,
            progress_percent=100,
            width=picture.width,
            height=picture.height,
            blur=picture.blur,
            playable_at=now,
            ready_at=now,
        )
        asset.poster_key = f"photos/{asset.pk}/1/{picture.poster.width}.webp"
        asset.save(update_fields=["poster_key"])
        for size in picture.sizes:
            key = f"photos/{asset.pk}/1/{size.width}.webp"
            storage().put_bytes(key, size.content)
            Rendition.objects.create(
                asset=asset,
                edition=1,
                short_edge=min(size.width, size.height),
                width=size.width,
                height=size.height,
                size_bytes=len(size.content),
                key=key,
            )
    return asset
