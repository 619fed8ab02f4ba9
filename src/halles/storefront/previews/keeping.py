"""Keeps drawn pictures: the key is made of what stands on them, so that a new price is a new picture."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from halles.kit import rate_limits
from halles.kit.storage import storage
from halles.storefront.previews.drawing import Poster, draw

# Raise it when the drawing changes: pictures drawn before are then drawn anew.
EDITION = "2"
DRAWN_PER_MINUTE_MAX = 120
DRAWN_PER_ADDRESS_MAX = 20
REMEMBERED_SECONDS = 60 * 60 * 24 * 90


def find_or_draw(poster: Poster, *, page: str, address: str) -> bytes:
    """The picture as JPEG. Drawing is limited for everybody together and per network address (kit.too_often); the
    picture that the page had before is deleted."""
    key = f"previews/{_digest(poster)}.jpg"
    if storage().exists(key):
        with storage().open(key) as file:
            return file.read()
    rate_limits.take(f"preview:{address}", limit=DRAWN_PER_ADDRESS_MAX, per_seconds=60)
    rate_limits.take("preview", limit=DRAWN_PER_MINUTE_MAX, per_seconds=60)
    drawn = draw(poster)
    storage().put_bytes(key, drawn)
    before = cache.get(f"preview:{page}")
    if before and before != key:
        storage().delete(str(before))
    cache.set(f"preview:{page}", key, REMEMBERED_SECONDS)
    return drawn


def _digest(poster: Poster) -> str:
    told = hashlib.sha256(EDITION.encode())
    for part in (poster.over, poster.title, poster.foot, str(poster.is_round)):
        told.update(part.encode() + b"\0")
    for picture in poster.pictures:
        told.update(hashlib.sha256(picture).digest())
    return told.hexdigest()[:40]
