"""Named poster colours, and how a colour turns in shade and in light."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

RGB = tuple[float, float, float]

NAMED: dict[str, str] = {
    "milk": "FDFAF3",
    "linen": "FAF6EF",
    "flax": "F2EADC",
    "oat": "E6DAC4",
    "straw": "D9C6A0",
    "cream": "F7ECD2",
    "butter": "F4D47C",
    "saffron": "E9A21B",
    "mustard": "C78A1E",
    "honey": "D8881C",
    "amber": "B4661B",
    "apricot": "EFAE78",
    "coral": "E27F64",
    "tomato": "C9452D",
    "brick": "A5402A",
    "cherry": "9C2338",
    "rose": "E6B0A8",
    "blush": "F1D3C8",
    "plum": "6B2D5C",
    "mauve": "A9789F",
    "lilac": "CDB4CF",
    "indigo": "27396B",
    "navy": "1D2847",
    "denim": "4C6C9C",
    "sky": "AFCBDA",
    "mist": "D3E0E2",
    "sea": "3E8290",
    "teal": "1E5F6C",
    "basil": "1E5E3F",
    "leaf": "4E8B4B",
    "sage": "A8BB92",
    "moss": "6F7F3F",
    "olive": "868244",
    "matcha": "9DB35A",
    "wood": "BC8755",
    "oak": "D2A672",
    "birch": "E8CFA5",
    "walnut": "6F4A31",
    "clay": "C2745A",
    "sand": "D8BC94",
    "stone": "B8AFA1",
    "pebble": "8F887D",
    "slate": "59636E",
    "iron": "34383C",
    "ink": "1B1A17",
    "steel": "BFC8CB",
    "silver": "D9DFDF",
    "brass": "C79C4B",
    "copper": "BD6E44",
    "char": "2B2927",
}


@lru_cache(maxsize=512)
def rgb(name: str) -> RGB:
    """A named colour, or six hex digits, as three floats 0..1."""
    digits = NAMED.get(name, name).lstrip("#")
    return (int(digits[0:2], 16) / 255, int(digits[2:4], 16) / 255, int(digits[4:6], 16) / 255)


def hex_of(colour: str | RGB) -> str:
    """The colour as #RRGGBB."""
    red, green, blue = as_rgb(colour)
    return f"#{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def as_rgb(colour: str | RGB) -> RGB:
    """A name or a triple, as a triple."""
    return rgb(colour) if isinstance(colour, str) else colour


def mix(one: str | RGB, other: str | RGB, share: float) -> RGB:
    """`share` of the other colour in the first, mixed in OKLab so that greens stay green."""
    a, b = _to_lab(as_rgb(one)), _to_lab(as_rgb(other))
    return _from_lab(a + (b - a) * share)


@lru_cache(maxsize=2048)
def shade(colour: str | RGB, depth: float = 1.0) -> RGB:
    """The colour on the side away from the light: darker, fuller, a little towards plum."""
    lab = _to_lab(as_rgb(colour))
    chroma = float(np.hypot(lab[1], lab[2]))
    lab = np.array([lab[0] * (1 - 0.17 * depth) - 0.02 * depth, lab[1] + 0.014 * depth, lab[2] - 0.016 * depth])
    fuller = 1 + 0.10 * depth if chroma > 0.05 else 1.0
    return _from_lab(np.array([lab[0], lab[1] * fuller, lab[2] * fuller]))


@lru_cache(maxsize=2048)
def light(colour: str | RGB, strength: float = 1.0) -> RGB:
    """The colour on the side of the morning light: lighter and a little warmer."""
    lab = _to_lab(as_rgb(colour))
    lifted = lab[0] + (1 - lab[0]) * 0.26 * strength + 0.02 * strength
    return _from_lab(np.array([min(lifted, 0.992), lab[1] * 0.96 + 0.002, lab[2] * 0.96 + 0.014 * strength]))


def pale(colour: str | RGB, share: float = 0.72) -> RGB:
    """The colour thinned with linen, for grounds."""
    return mix(colour, "linen", share)


def _to_lab(colour: RGB) -> npt.NDArray[np.float64]:
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour])
    lms = np.cbrt(_LMS @ linear)
    out: npt.NDArray[np.float64] = _LAB @ lms
    return out


def _from_lab(lab: npt.NDArray[np.float64]) -> RGB:
    linear = _LMS_BACK @ ((_LAB_BACK @ lab) ** 3)
    clipped = np.clip(linear, 0, 1)
    out = [12.92 * c if c <= 0.0031308 else 1.055 * c ** (1 / 2.4) - 0.055 for c in clipped]
    return (float(out[0]), float(out[1]), float(out[2]))


_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LMS_BACK = np.linalg.inv(_LMS)
_LAB_BACK = np.linalg.inv(_LAB)
