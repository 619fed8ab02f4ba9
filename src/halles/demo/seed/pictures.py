"""Pictures as files to hand in: drawn here, or taken from the operator's folder of real media."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import Image

from halles.demo.art.pictures import VIEWS, picture
from halles.demo.art.portraits import avatar, cover
from halles.demo.world.drawing import subject_of
from halles.demo.world.kinds import CreatorData, ProductData, ShopData
from halles.demo.world.read import read_world

PHOTOS = (".jpg", ".jpeg", ".png", ".webp", ".avif")
VIDEOS = (".mp4", ".mov", ".webm", ".mkv")
ALT = {
    "fr": ("{} : vue de face", "{} : vue de trois quarts", "{} : en main"),
    "en": ("{}, from the front", "{}, from an angle", "{}, in use"),
    "ja": ("{}:正面から", "{}:斜めから", "{}:使っているところ"),
}


def photo_of(product: ProductData, number: int) -> io.BytesIO:
    """The product's picture of that number (0 to 2) as a JPEG file."""
    real = real_files(PHOTOS)
    if real:
        place = sorted(read_world().products).index(product.key) * len(VIEWS) + number
        return io.BytesIO(real[place % len(real)].read_bytes())
    return _jpeg(picture(subject_of(product), VIEWS[number]))


def alt_of(product: ProductData, number: int) -> str:
    """What the picture shows, in the shop's language."""
    return ALT[product.language][number].format(product.titles[product.language])


def cover_of(shop: ShopData) -> io.BytesIO:
    """The picture of the place a shop is at."""
    return _jpeg(cover(shop.style.scene, shop.style.tint, key=shop.key))


def face_of(owner: ShopData | CreatorData) -> io.BytesIO:
    """The face of the person who films for a shop, or of a creator."""
    return _jpeg(avatar(owner.look, owner.style.tint, key=owner.key))


def paper(title: str) -> bytes:
    """A paper for an application: a plain picture, since nobody in this world has an identity card."""
    tone = 180 + len(title) % 60
    buffer = io.BytesIO()
    Image.new("RGB", (640, 400), (tone, tone, tone - 12)).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


@lru_cache(maxsize=2)
def real_files(endings: tuple[str, ...]) -> tuple[Path, ...]:
    """The files of HALLES_DEMO_MEDIA with one of these endings, in order; none without the setting."""
    folder = settings.ENVIRONMENT.demo_media
    if folder is None:
        return ()
    return tuple(sorted(path for path in folder.rglob("*") if path.suffix.lower() in endings and path.is_file()))


def _jpeg(image: Image.Image) -> io.BytesIO:
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=90)
    buffer.seek(0)
    return buffer
