"""Letters on paper. What Vera has is embedded in the file; Chinese, Japanese and Korean are set in the faces that every
reader of PDF brings along (Adobe's CID fonts), since a face with all their signs weighs more than Halles itself."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

PLAIN, BOLD = "Vera", "VeraBd"
# In this order: an address in Japan must not be set in Chinese shapes.
READERS_FACES = (("HeiseiKakuGo-W5", "cp932"), ("STSong-Light", "gbk"), ("HYGothic-Medium", "cp949"))
SPACES = {"\u202f": "\u00a0", "\u2009": " ", "\u3000": " ", "\t": " "}
UNKNOWN = "?"


@lru_cache(maxsize=1)
def _embedded() -> frozenset[int]:
    """The signs of the embedded face; all faces are known to the library from here on."""
    for name in (PLAIN, BOLD):
        pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
    for name, _code in READERS_FACES:
        pdfmetrics.registerFont(UnicodeCIDFont(name))
    return frozenset(pdfmetrics.getFont(PLAIN).face.charToGlyph)


def set_in(text: str, *, is_bold: bool = False) -> list[tuple[str, str]]:
    """The text as (face, piece), one after the other. A letter with a mark that no face has loses its mark; a sign that
    none has at all becomes a question mark."""
    signs = [sign for letter in text for sign in _signs(SPACES.get(letter, letter), is_bold=is_bold)]
    return [(face, "".join(sign for _face, sign in group)) for face, group in groupby(signs, key=lambda one: one[0])]


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """How wide the text stands, in points."""
    return sum(float(pdfmetrics.stringWidth(piece, face, size)) for face, piece in set_in(text, is_bold=is_bold))


def write(canvas: Canvas, x: float, y: float, text: str, size: float, *, is_bold: bool = False) -> None:
    """One line of text from x on, on the base line y."""
    for face, piece in set_in(text, is_bold=is_bold):
        canvas.setFont(face, size)
        canvas.drawString(x, y, piece)
        x += pdfmetrics.stringWidth(piece, face, size)


def write_to(canvas: Canvas, x: float, y: float, text: str, size: float, *, is_bold: bool = False) -> None:
    """One line of text that ends at x."""
    write(canvas, x - width_of(text, size, is_bold=is_bold), y, text, size, is_bold=is_bold)


def broken(text: str, size: float, width: float, *, is_bold: bool = False) -> list[str]:
    """The text in lines no wider than `width`: between words, and inside one that is too long or has no spaces."""
    lines: list[str] = []
    for given in text.splitlines():
        line = ""
        for word in _words(given):
            if line and width_of(line + word.rstrip(), size, is_bold=is_bold) > width:
                lines.append(line.rstrip())
                line = ""
            for letter in word:
                if width_of(line + letter, size, is_bold=is_bold) > width:
                    lines.append(line)
                    line = ""
                line += letter
        lines.append(line.rstrip())
    return lines


def _words(line: str) -> Iterator[str]:
    word = ""
    for letter in line:
        word += letter
        if letter == " ":
            yield word
            word = ""
    yield word


def _signs(letter: str, *, is_bold: bool) -> list[tuple[str, str]]:
    embedded = _embedded()
    if ord(letter) in embedded:
        return [(BOLD if is_bold else PLAIN, letter)]
    for face, code in READERS_FACES:
        if ord(letter) >= 0x2E80 and _is_in(letter, code):
            return [(face, letter)]
    bare = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    if bare != [letter] and all(ord(part) in embedded for part in bare):
        return [(BOLD if is_bold else PLAIN, part) for part in bare]
    is_seen = unicodedata.category(letter)[0] not in "CM"
    return [(BOLD if is_bold else PLAIN, UNKNOWN)] if is_seen else []


def _is_in(letter: str, code: str) -> bool:
    try:
        letter.encode(code)
    except UnicodeEncodeError:
        return False
    return True
