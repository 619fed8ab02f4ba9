"""Letters on pictures: the house's own faces for Latin, the system's for Japanese where it has one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from PIL import ImageFont

Font = ImageFont.FreeTypeFont
HEADING, TEXT = "bricolage-grotesque", "instrument-sans"
# Where distributions put the free Japanese faces; without one, lines in Japanese are left out of the picture.
CJK = ("opentype/noto/NotoSansCJK-Bold.ttc", "noto-cjk/NotoSansCJK-Bold.ttc", "truetype/noto/NotoSansCJK-Bold.ttc")
SYSTEM = Path("/usr/share/fonts")
LATIN_LAST = 0x24F
# Marks beyond Latin that the house's faces have.
ALSO = frozenset("–—‘’“”•…€£¥→·")


def is_latin(text: str) -> bool:
    """Whether the house's own faces have every letter of the text."""
    return all(ord(letter) <= LATIN_LAST or letter in ALSO for letter in text)


def font_for(text: str, size: int, *, weight: int, face: str = HEADING) -> Font | None:
    """A font that has the letters of `text`, None when this machine has none."""
    if is_latin(text):
        return _house(face, size, weight)
    return _system(size)


def plain(text: str) -> str:
    """The text without marks that no face has: narrow no-break spaces, the wide yen sign."""
    return text.translate({0x202F: " ", 0x2009: " ", 0xA0: " ", 0xFFE5: "¥"})


@lru_cache(maxsize=64)
def _house(face: str, size: int, weight: int) -> Font | None:
    found = sorted((Path(settings.HALLES_STATIC_BUILT) / "assets").glob(f"{face}-latin-wght-normal-*.woff2"))
    if not found:
        return None
    font = ImageFont.truetype(str(found[0]), size)
    axes = font.get_variation_axes()
    # The faces vary in more than weight: every other axis stays where its designer put it.
    font.set_variation_by_axes([float(weight if _is_weight(axis) else axis["default"] or 0) for axis in axes])
    return font


def _is_weight(axis: object) -> bool:
    name = axis["name"] if isinstance(axis, dict) else b""
    return (name.decode() if isinstance(name, bytes) else str(name)).lower() == "weight"


@lru_cache(maxsize=16)
def _system(size: int) -> Font | None:
    path = next((SYSTEM / name for name in CJK if (SYSTEM / name).is_file()), None)
    return ImageFont.truetype(str(path), size) if path else None
