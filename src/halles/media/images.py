"""Photographs: verified, turned upright, stripped of everything but the picture, written as WebP in three widths."""

from __future__ import annotations

import io
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from halles.media.errors import AnimatedPicture, NotAPicture, TooLarge, TooManyPixels, refusal_for
from halles.media.limits import IMAGE_BYTES_MAX, IMAGE_PIXELS_MAX
from halles.media.placeholder import blur_of

# A phone's MPO is a JPEG with a second view behind the first, and read as one. SVG is a program, not a picture.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
MOVING_FORMATS = {"PNG", "WEBP", "AVIF", "GIF"}
WIDTHS = (320, 640, 1280)
POSTER_WIDTH = 640
QUALITY = 82
# The largest picture takes some 600 MB while it is turned and converted; several at once would end the process.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True)
class Size:
    """One width of a picture as WebP bytes."""

    width: int
    height: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture upright and without metadata; `width` and `height` are the source's own."""

    width: int
    height: int
    blur: str
    sizes: list[Size]

    @property
    def poster(self) -> Size:
        """The size that stands for the picture wherever one file is enough: cards, chips, order lines."""
        return next((size for size in self.sizes if size.width >= POSTER_WIDTH), self.sizes[-1])


def read_picture(source: Path | IO[bytes]) -> Picture:
    """The picture in every width up to its own.

    Refuses media.too_large, media.not_a_picture, media.animated_picture and media.too_many_pixels; the number of pixels
    is read from the header, before any of them is decoded. One picture at a time in each process.
    """
    _check_bytes(source)
    with _one_at_a_time, _pillow_complaints(), Image.open(source, formats=FORMATS) as opened:
        if opened.width * opened.height > IMAGE_PIXELS_MAX:
            raise TooManyPixels(width=opened.width, height=opened.height)
        if opened.format in MOVING_FORMATS and getattr(opened, "n_frames", 1) > 1:
            raise AnimatedPicture
        # A JPEG may be decoded at half or a quarter of its size: four times the speed, a quarter of the memory.
        full = opened.size
        opened.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))
        upright = ImageOps.exif_transpose(opened)
        plain = _in_srgb(upright)
        turned = (upright.width > upright.height) != (full[0] > full[1])
        width, height = full[::-1] if turned else full
        return Picture(width, height, blur_of(plain), _sizes(plain, width))


def _sizes(picture: Image.Image, own_width: int) -> list[Size]:
    sizes = []
    for width in [width for width in WIDTHS if width <= own_width] or [own_width]:
        height = max(1, round(picture.height * width / picture.width))
        buffer = io.BytesIO()
        picture.resize((width, height), Image.Resampling.LANCZOS).save(buffer, "WEBP", quality=QUALITY, method=4)
        sizes.append(Size(width, height, buffer.getvalue()))
    return sizes


def _in_srgb(picture: Image.Image) -> Image.Image:
    """The pixels in sRGB, opaque or with alpha, carrying nothing else: phones record in wider colours."""
    profile = picture.info.get("icc_profile")
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    target = "RGBA" if has_alpha else "RGB"
    if profile and picture.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            converted = ImageCms.profileToProfile(
                picture, ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except ImageCms.PyCMSError:
            # A broken profile is as good as none.
            converted = None
        if converted is not None and not has_alpha:
            picture = converted
    plain = Image.new(target, picture.size)
    plain.paste(picture.convert(target))
    return plain


def _check_bytes(source: Path | IO[bytes]) -> None:
    if isinstance(source, Path):
        size_bytes = source.stat().st_size
    else:
        size_bytes = source.seek(0, io.SEEK_END)
        source.seek(0)
    if size_bytes > IMAGE_BYTES_MAX:
        refusal = refusal_for(TooLarge.code, {"size_bytes": size_bytes, "size_max_bytes": IMAGE_BYTES_MAX})
        raise refusal


@contextmanager
def _pillow_complaints() -> Iterator[None]:
    """Whatever goes wrong while a stranger's picture is read is the picture's fault."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        except Image.DecompressionBombError as bomb:
            raise TooManyPixels(width=0, height=0) from bomb
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError) as broken:
            raise NotAPicture from broken
