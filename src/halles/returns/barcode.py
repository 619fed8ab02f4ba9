"""A number as bars (Code 39), for a label that a carrier scans."""

from __future__ import annotations

from dataclasses import dataclass

# ISO/IEC 16388: nine elements each, bars and spaces in turn, `w` is wide.
_SIGNS = {
    "0": "nnnwwnwnn", "1": "wnnwnnnnw", "2": "nnwwnnnnw", "3": "wnwwnnnnn", "4": "nnnwwnnnw",
    "5": "wnnwwnnnn", "6": "nnwwwnnnn", "7": "nnnwnnwnw", "8": "wnnwnnwnn", "9": "nnwwnnwnn",
    "A": "wnnnnwnnw", "B": "nnwnnwnnw", "C": "wnwnnwnnn", "D": "nnnnwwnnw", "E": "wnnnwwnnn",
    "F": "nnwnwwnnn", "G": "nnnnnwwnw", "H": "wnnnnwwnn", "I": "nnwnnwwnn", "J": "nnnnwwwnn",
    "K": "wnnnnnnww", "L": "nnwnnnnww", "M": "wnwnnnnwn", "N": "nnnnwnnww", "O": "wnnnwnnwn",
    "P": "nnwnwnnwn", "Q": "nnnnnnwww", "R": "wnnnnnwwn", "S": "nnwnnnwwn", "T": "nnnnwnwwn",
    "U": "wwnnnnnnw", "V": "nwwnnnnnw", "W": "wwwnnnnnn", "X": "nwnnwnnnw", "Y": "wwnnwnnnn",
    "Z": "nwwnwnnnn", "-": "nwnnnnwnw", "*": "nwnnwnwnn",
}  # fmt: skip
WIDE, NARROW = 3, 1


@dataclass(frozen=True)
class Bars:
    """Where the bars are, in widths of the narrowest: (offset, width); and the width of all."""

    bars: tuple[tuple[int, int], ...]
    width: int


def bars_of(number: str) -> Bars:
    """The bars of a number of capitals, digits and dashes; other signs are left out."""
    bars: list[tuple[int, int]] = []
    at = 0
    for sign in ["*", *(sign for sign in number.upper() if sign in _SIGNS and sign != "*"), "*"]:
        for place, element in enumerate(_SIGNS[sign]):
            width = WIDE if element == "w" else NARROW
            if place % 2 == 0:
                bars.append((at, width))
            at += width
        at += NARROW
    return Bars(tuple(bars), at)
