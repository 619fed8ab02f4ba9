"""Lettering: the house's two typefaces for labels and film titles."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
FACES = {"heading": "bricolage-grotesque", "text": "instrument-sans"}


@lru_cache(maxsize=4)
def face_file(face: str) -> Path | None:
    """The typeface's file: from the front end's packages, else from the built front end, else None."""
    name = FACES[face]
    package = Path(__file__).resolve().parents[4]
    folders = [
        package / "node_modules" / "@fontsource-variable" / name / "files",
        package / "src" / "halles" / "static_built",
    ]
    folders.append(Path(__file__).resolve().parents[2] / "static_built")
    for folder in folders:
        for pattern in (
            f"**/{name}-latin-standard-normal*.woff2",
            f"**/{name}-latin-wght-normal*.woff2",
            f"**/{name}-latin*-normal*.woff2",
        ):
            found = sorted(f for f in folder.glob(pattern) if "-ext-" not in f.name) if folder.is_dir() else []
            if found:
                return found[0]
    return None


@lru_cache(maxsize=256)
def font(size: int, weight: int = 700, face: str = "heading") -> Font:
    """A face at a size in pixels and a weight 200..800."""
    path = face_file(face)
    if path is None:
        fallback = ImageFont.load_default(size)
        if not isinstance(fallback, ImageFont.FreeTypeFont):
            raise RuntimeError("Pillow was built without FreeType: the demo's lettering needs it.")
        return fallback
    loaded = ImageFont.truetype(str(path), size)
    wanted = {"Weight": weight, "Optical size": min(96, max(12, size)), "Width": 100}
    axes: list[float] = []
    for axis in loaded.get_variation_axes():
        name = axis["name"].decode() if isinstance(axis["name"], bytes) else str(axis["name"])
        low, high = float(axis["minimum"] or 0), float(axis["maximum"] or 1000)
        axes.append(min(max(float(wanted.get(name, axis["default"] or low)), low), high))
    loaded.set_variation_by_axes(axes)
    return loaded


def width_of(text: str, size: int, weight: int = 700, face: str = "heading", tracking: float = 0.0) -> float:
    """Advance of one line in pixels."""
    return font(size, weight, face).getlength(_drawn(text)) + tracking * size * max(len(text) - 1, 0)


def letters(text: str, size: int, weight: int = 700, face: str = "heading", tracking: float = 0.0) -> Image.Image:
    """One line as a coverage mask; its height is 1.3 sizes, its base line at 1 size."""
    text = _drawn(text)
    used = font(size, weight, face)
    beside = max(round(size * 0.06), 4)
    wide = round(width_of(text, size, weight, face, tracking)) + 2 * beside
    mask = Image.new("L", (wide, int(size * 1.32) + 2), 0)
    draw = ImageDraw.Draw(mask)
    if tracking == 0:
        draw.text((beside, size), text, font=used, fill=255, anchor="ls")
        return mask
    for number, sign in enumerate(text):
        # Where the sign stands in its word, kerning included, then moved by the tracking.
        x = used.getlength(text[: number + 1]) - used.getlength(sign) + tracking * size * number
        draw.text((beside + x, size), sign, font=used, fill=255, anchor="ls")
    return mask


def _drawn(text: str) -> str:
    # The faces have no glyph for U+202F, and a line drawn here is never broken: a space is a space.
    return text.translate({0x202F: " ", 0xA0: " "})
