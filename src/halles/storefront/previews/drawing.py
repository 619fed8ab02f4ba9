"""Draws the picture of a shared page: linen, one arch with what it is about, its name, place and price."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageOps

from halles.storefront.preview_address import PREVIEW_HEIGHT, PREVIEW_WIDTH
from halles.storefront.previews.lettering import HEADING, TEXT, Font, font_for, plain

LINEN, INK, SOFT, LINE = (250, 246, 239), (27, 26, 23), (90, 85, 75), (221, 211, 193)
MARGIN = 64
TITLE_LINES_MAX = 3
TITLE_SIZES = (68, 58, 48, 42)
# Above any photo we store; a larger file is not one of ours.
PIXELS_MAX = 4000 * 5000


@dataclass(frozen=True)
class Poster:
    """What stands on the picture. `pictures` are files as bytes, one to three; `foot` is the price, if any."""

    over: str
    title: str
    foot: str
    pictures: Sequence[bytes] = ()
    is_round: bool = False


def draw(poster: Poster) -> bytes:
    """The picture as JPEG, 1200 × 630."""
    sheet = Image.new("RGB", (PREVIEW_WIDTH, PREVIEW_HEIGHT), LINEN)
    pen = ImageDraw.Draw(sheet)
    left = _place_pictures(sheet, poster)
    width = PREVIEW_WIDTH - MARGIN - left
    y = 96
    y = _line(pen, poster.over, (left, y), width, 30, weight=600, face=TEXT, fill=SOFT) + 20
    y = _title(pen, poster.title, (left, y), width) + 28
    _line(pen, poster.foot, (left, y), width, 52, weight=700, face=HEADING, fill=INK)
    pen.line([(left, PREVIEW_HEIGHT - 118), (PREVIEW_WIDTH - MARGIN, PREVIEW_HEIGHT - 118)], fill=LINE, width=2)
    _mark(pen, left, PREVIEW_HEIGHT - 92)
    _line(pen, "Halles", (left + 56, PREVIEW_HEIGHT - 94), width, 34, weight=800, face=HEADING, fill=INK)
    told = io.BytesIO()
    sheet.save(told, "JPEG", quality=86, optimize=True)
    return told.getvalue()


def _place_pictures(sheet: Image.Image, poster: Poster) -> int:
    """Put the pictures on the left under arches; where the words begin."""
    height = PREVIEW_HEIGHT - 2 * MARGIN
    if not poster.pictures:
        return MARGIN
    if poster.is_round:
        side = 360
        _paste(sheet, poster.pictures[0], (MARGIN, (PREVIEW_HEIGHT - side) // 2, side, side), radius=side // 2)
        return MARGIN + side + 56
    count = min(len(poster.pictures), 3)
    width = {1: 402, 2: 260, 3: 196}[count]
    for number, picture in enumerate(poster.pictures[:count]):
        box = (MARGIN + number * (width + 20), MARGIN, width, height)
        _paste(sheet, picture, box, radius=width // 2)
    return MARGIN + count * (width + 20) - 20 + 56


def _paste(sheet: Image.Image, picture: bytes, box: tuple[int, int, int, int], *, radius: int) -> None:
    left, top, width, height = box
    with Image.open(io.BytesIO(picture)) as opened:
        if opened.width * opened.height > PIXELS_MAX:
            return
        fitted = ImageOps.fit(opened.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
    # Twice the size and down again: a smooth edge.
    mask = Image.new("L", (width * 2, height * 2), 0)
    edge = ImageDraw.Draw(mask)
    is_arch = height > width
    edge.rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), 16 if is_arch else radius * 2, fill=255)
    if is_arch:
        # It ends above where the half circle ends, or a line of nothing runs through the picture.
        edge.rectangle((0, 0, width * 2, radius * 2 - 3), fill=0)
        edge.pieslice((0, 0, width * 2 - 1, radius * 4 - 1), 180, 360, fill=255)
    sheet.paste(fitted, (left, top), mask.resize((width, height), Image.Resampling.LANCZOS))


def _title(pen: ImageDraw.ImageDraw, text: str, at: tuple[int, int], width: int) -> int:
    text = plain(text)
    x, y = at
    font = _fitting(text, width)
    if font is None:
        return y
    lines = _wrapped(text, font, width)
    if len(lines) > TITLE_LINES_MAX:
        lines = [*lines[: TITLE_LINES_MAX - 1], _shortened(lines[TITLE_LINES_MAX - 1] + "…", font, width)]
    for line in lines:
        pen.text((x, y), _shortened(line, font, width), font=font, fill=INK)
        y += round(font.size * 1.14)
    return y


def _fitting(text: str, width: int) -> Font | None:
    """The largest size in which the title needs no more than its lines, else the smallest."""
    fonts = [font for size in TITLE_SIZES if (font := font_for(text, size, weight=700))]
    fitting = (font for font in fonts if len(_wrapped(text, font, width)) <= TITLE_LINES_MAX)
    return next(fitting, fonts[-1] if fonts else None)


def _line(
    pen: ImageDraw.ImageDraw,
    text: str,
    at: tuple[int, int],
    width: int,
    size: int,
    *,
    weight: int,
    face: str,
    fill: tuple[int, int, int],
) -> int:
    text = plain(text)
    font = font_for(text, size, weight=weight, face=face) if text else None
    if font is None:
        return at[1]
    pen.text(at, _shortened(text, font, width), font=font, fill=fill)
    return at[1] + round(size * 1.2)


def _wrapped(text: str, font: Font, width: int) -> list[str]:
    """Lines no wider than `width`: between words, or between letters where a script has no spaces."""
    parts = text.split(" ") if " " in text.strip() else list(text)
    glue = " " if " " in text.strip() else ""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{glue}{part}" if lines[-1] else part
        if lines[-1] and font.getlength(longer) > width:
            lines.append(part)
        else:
            lines[-1] = longer
    return lines


def _shortened(text: str, font: Font, width: int) -> str:
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def _mark(pen: ImageDraw.ImageDraw, x: int, y: int) -> None:
    pen.arc((x, y, x + 40, y + 40), 180, 360, fill=INK, width=4)
    pen.arc((x + 11, y + 13, x + 29, y + 31), 180, 360, fill=INK, width=4)
    for at in (x + 2, x + 38):
        pen.line([(at, y + 20), (at, y + 36)], fill=INK, width=4)
    for at in (x + 13, x + 27):
        pen.line([(at, y + 22), (at, y + 36)], fill=INK, width=4)
