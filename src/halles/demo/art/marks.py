"""Small printed signs: for labels, stamps, embroidery and tiles. Each fits a box of 100 around (0, 0)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from halles.demo.art.shape import Shape, brush, ellipse, path, polygon, rect, smooth, union


def mark(name: str) -> Shape:
    """The sign of that name."""
    return MARKS[name]()


def _rays(count: int, inner: float, outer: float, width: float, first: float = 0, last: float = 360) -> Shape:
    angles = np.radians(np.linspace(first, last, count, endpoint=last - first < 360))
    return union(
        brush([(inner * np.cos(a), inner * np.sin(a)), (outer * np.cos(a), outer * np.sin(a))], width, soft=False)
        for a in angles
    )


def sun() -> Shape:
    """A sun."""
    return ellipse(0, 0, 22) + _rays(12, 31, 46, 5)


def hall() -> Shape:
    """The market hall's arch with its fan of iron."""
    angles = np.radians(np.linspace(180, 360, 19))
    bow = [(38 * float(np.cos(a)), -6 + 38 * float(np.sin(a))) for a in angles]
    frame = brush([(-38, 46), *bow, (38, 46)], 8, soft=False)
    return union([frame, _rays(5, 9, 38, 5, 180, 360).moved(0, -6), rect(-38, -9, 76, 6), rect(-3, -6, 6, 52)])


def olive() -> Shape:
    """An olive branch."""
    stem = brush([(-38, 34), (-6, 6), (36, -36)], 4)
    leaves = [
        smooth([(0, 0), (14, -9), (34, -8), (44, 0), (30, 7), (12, 7)]).scaled(0.9).turned(angle).moved(x, y)
        for x, y, angle in ((-22, 20, -95), (-8, 8, 20), (4, -4, -110), (16, -14, 15), (26, -26, -60))
    ]
    return union([stem, *leaves, ellipse(-20, 34, 9, 11), ellipse(24, 8, 9, 11)])


def bee() -> Shape:
    """A bee from above."""
    wings = ellipse(-26, -10, 22, 12).turned(28, (-26, -10)) + ellipse(26, -10, 22, 12).turned(-28, (26, -10))
    body = ellipse(0, 8, 17, 30).minus(rect(-20, 2, 40, 6), rect(-20, 15, 40, 6), rect(-18, 27, 36, 5))
    return union([wings, body, ellipse(0, -28, 11), brush([(-4, -36), (-12, -46)], 3), brush([(4, -36), (12, -46)], 3)])


def wave() -> Shape:
    """Three lines of waves."""
    return union(
        brush([(x, y + (9 if k % 2 else -9)) for k, x in enumerate(range(-48, 49, 16))], 8) for y in (-24, 2, 28)
    )


def mountain() -> Shape:
    """Two peaks with snow."""
    peaks = polygon([(-48, 34), (-14, -34), (6, 2), (20, -18), (48, 34)])
    return peaks.minus(
        polygon([(-14, -34), (-24, -14), (-14, -8), (-8, -16), (-3, -14)]),
        polygon([(20, -18), (13, -8), (20, -3), (27, -6)]),
    )


def leaf() -> Shape:
    """One leaf with its vein."""
    blade = smooth([(0, -46), (26, -18), (24, 16), (0, 42), (-24, 16), (-26, -18)])
    return blade.minus(
        brush([(0, -30), (0, 40)], 4, soft=False),
        brush([(0, 4), (14, -10)], 3, soft=False),
        brush([(0, 18), (-13, 5)], 3, soft=False),
    )


def star() -> Shape:
    """A five-pointed star."""
    angles = np.radians(np.linspace(-90, 270, 11)[:-1])
    radii = np.where(np.arange(10) % 2, 19, 46)
    return Shape((np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1),))


def wheat() -> Shape:
    """An ear of wheat."""
    grains = [ellipse(s * 11, y, 7, 13).turned(s * 28, (s * 11, y)) for y in (-26, -8, 10) for s in (-1, 1)]
    return union([brush([(0, 46), (0, -28)], 4, soft=False), ellipse(0, -40, 6, 11), *grains])


def flame() -> Shape:
    """A flame."""
    outer = path(
        "M 4 -48 C 12 -24 38 -10 34 18 C 32 38 16 46 0 46 C -18 46 -34 34 -34 14 C -34 -6 -18 -12 -14 -26 C -6 -18 -4 -8 -6 0 C 8 -10 8 -30 4 -48 Z"
    )
    return outer.minus(path("M 2 4 C 14 16 18 22 14 32 C 10 40 -10 40 -14 30 C -16 20 -2 18 2 4 Z"))


def fish() -> Shape:
    """A fish."""
    body = smooth([(-34, 0), (-14, -20), (18, -18), (44, 0), (18, 18), (-14, 20)])
    return (body + polygon([(-26, 0), (-48, -20), (-42, 0), (-48, 20)])).minus(
        ellipse(26, -4, 4), brush([(12, -14), (6, 0), (12, 14)], 3)
    )


def flower() -> Shape:
    """A flower of six petals."""
    petals = [ellipse(0, -27, 13, 20).turned(60 * k) for k in range(6)]
    return union(petals).minus(ellipse(0, 0, 10)) + ellipse(0, 0, 6)


def moon() -> Shape:
    """A moon over a line."""
    return path("M 14 -42 C -30 -40 -46 6 -16 32 C 2 46 30 42 42 24 C 18 30 -6 18 -8 -8 C -8 -24 0 -36 14 -42 Z")


def bird() -> Shape:
    """A heron standing."""
    body = smooth([(-30, 6), (-12, -10), (14, -4), (40, 18), (10, 20), (-14, 20)])
    neck = brush([(-18, 4), (-30, -14), (-16, -28), (-22, -42)], [14, 8, 7, 9])
    return union(
        [
            body,
            neck,
            polygon([(-24, -47), (-50, -40), (-22, -38)]),
            brush([(0, 18), (0, 46)], 3, soft=False),
            brush([(8, 18), (8, 46)], 3, soft=False),
        ]
    )


def cog() -> Shape:
    """A toothed wheel."""
    return (ellipse(0, 0, 30) + _rays(10, 24, 42, 12)).minus(ellipse(0, 0, 13))


def bolt() -> Shape:
    """A spark."""
    return polygon([(8, -48), (-26, 8), (-4, 8), (-10, 48), (26, -10), (4, -10)])


def tree() -> Shape:
    """A fir."""
    return union(
        [polygon([(0, -48), (24, -12), (-24, -12)]), polygon([(0, -26), (32, 14), (-32, 14)]), rect(-5, 12, 10, 34)]
    )


def chestnut() -> Shape:
    """A chestnut."""
    return smooth([(0, -34), (26, -20), (36, 8), (18, 32), (-18, 32), (-36, 8), (-26, -20)]).minus(rect(-26, 16, 52, 5))


def anchor() -> Shape:
    """A ship's anchor."""
    angles = np.radians(np.linspace(10, 170, 13))
    arms = [(36 * float(np.cos(a)), 6 + 34 * float(np.sin(a))) for a in angles]
    eye = [(9 * float(np.cos(a)), -36 + 9 * float(np.sin(a))) for a in np.radians(np.linspace(0, 360, 13))]
    barbs = [polygon([(s * 36, 0), (s * 46, 20), (s * 24, 18)]) for s in (-1, 1)]
    return union(
        [brush(eye, 5, soft=False), rect(-4, -28, 8, 70), rect(-20, -20, 40, 7), brush(arms, 8, soft=False), *barbs]
    )


def dots() -> Shape:
    """Nine dots."""
    return union(ellipse(x, y, 7) for x in (-30, 0, 30) for y in (-30, 0, 30))


MARKS: dict[str, Callable[[], Shape]] = {
    f.__name__: f
    for f in (
        sun,
        hall,
        olive,
        bee,
        wave,
        mountain,
        leaf,
        star,
        wheat,
        flame,
        fish,
        flower,
        moon,
        bird,
        cog,
        bolt,
        tree,
        chestnut,
        anchor,
        dots,
    )
}
