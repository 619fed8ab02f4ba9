"""What places are made of: sky, water, hills, houses, boats, beasts."""

from __future__ import annotations

from itertools import pairwise

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.sets import cloud
from halles.demo.art.shape import Shape, brush, ellipse, path, polygon, rect, smooth, union


def ridge(points: list[tuple[float, float]], bottom: float = 1100) -> Shape:
    """A range of hills or a shore down to the bottom of the picture."""
    left, right = points[0][0], points[-1][0]
    return smooth([*points, (right + 60, bottom), (left - 60, bottom)], 0.42)


def sky(c: Canvas, tint: str, top: str | RGB = "", sun: tuple[float, float] = (-300, -240)) -> None:
    """A morning sky with its sun and clouds."""
    c.paint(rect(-1000, -1200, 2000, 2300), top or mix("sky", "milk", 0.4), wobble=0)
    c.paint(ellipse(*sun, 84), mix("butter", "milk", 0.25), "round", dark="butter")
    c.tint(
        union([cloud(-90, -300, 1.1), cloud(330, -220, 1.5), cloud(-560, -190, 1.0), cloud(620, -330, 0.8)]),
        "milk",
        0.85,
    )


def water(c: Canvas, y: float, tone: str | RGB) -> None:
    """A sea down to the bottom, with rows of light on it."""
    c.paint(rect(-900, y, 1800, 1100), tone, "down", shine=0.6, wobble=1.4)
    dashes = [
        brush([(x, y + dy), (x + 46 + dy * 0.4, y + dy)], 5 + dy * 0.02)
        for k, dy in enumerate((18, 46, 84, 132, 190))
        for x in range(-800 + 70 * (k % 2), 800, 210 - 20 * k)
    ]
    c.paint(union(dashes), light(tone, 0.9), alpha=0.8)


def house(
    c: Canvas, x: float, y: float, size: float, wall: str, roof: str, *, windows: int = 2, door: str = "indigo"
) -> None:
    """A small house standing on (x, y)."""
    with c.at(x, y, size):
        c.paint(rect(-70, -110, 140, 110), wall, "slope")
        c.paint(polygon([(-84, -104), (0, -176), (84, -104)]), roof, "slope")
        c.paint(rect(34, -176, 22, 44), shade(wall, 0.5))
        c.paint(rect(-16, -58, 34, 58, 4), door)
        for k in range(windows):
            c.paint(rect(-56 + 84 * k, -88, 26, 30, 3), mix("sky", "slate", 0.4))


def gulls(c: Canvas, spots: list[tuple[float, float]]) -> None:
    """Gulls, as two strokes each."""
    for x, y in spots:
        c.paint(
            brush([(x - 44, y - 14), (x - 18, y - 20), (x, y), (x + 20, y - 22), (x + 46, y - 12)], [3, 8, 9, 8, 3]),
            "milk",
        )


def cow(c: Canvas, x: float, y: float, size: float) -> None:
    """A brown cow grazing."""
    with c.at(x, y, size):
        for dx in (-48, -30, 36, 52):
            c.paint(rect(dx, -34, 12, 38), shade("brick", 0.8))
        c.paint(
            smooth([(-70, -70), (-30, -92), (40, -90), (74, -74), (70, -34), (0, -24), (-66, -34)]), "brick", "slope"
        )
        c.paint(smooth([(60, -78), (96, -96), (116, -70), (104, -48), (76, -54)]), "brick", "slope")
        c.paint(brush([(84, -92), (80, -114)], 6) + brush([(100, -92), (112, -112)], 6), "cream")
        c.paint(ellipse(-20, -64, 24, 16), "cream")


def stall(c: Canvas, x: float, y: float, tone: str, size: float) -> None:
    """A market stall under a striped awning."""
    with c.at(x, y, size):
        c.paint(rect(-140, -90, 280, 90), "oak", "slope")
        for k in range(7):
            c.paint(ellipse(-114 + 38 * k, -96, 24), ("tomato", "saffron", "leaf", "plum")[k % 4], "round")
        c.paint(rect(-140, -240, 10, 240) + rect(130, -240, 10, 240), "walnut")
        for k in range(6):
            c.paint(
                path(
                    f"M {-160 + 53 * k} -260 L {-107 + 53 * k} -260 L {-107 + 53 * k} -196 Q {-133 + 53 * k} -166 {-160 + 53 * k} -196 Z"
                ),
                tone if k % 2 == 0 else "cream",
                "slope",
            )


def bicycle(c: Canvas, x: float, y: float, size: float, tone: str) -> None:
    """A bicycle standing on (x, y)."""
    with c.at(x, y, size):
        for dx in (-60, 60):
            c.paint(ellipse(dx, -42, 42).minus(ellipse(dx, -42, 35)), "iron")
        frame = [(-60, -42), (-14, -42), (34, -98), (-30, -98), (-14, -42)]
        c.paint(
            union(brush([a, b], 8, soft=False) for a, b in pairwise(frame))
            + brush([(60, -42), (34, -98), (28, -122), (50, -126)], 8, soft=False),
            tone,
        )
        c.paint(brush([(-46, -108), (-14, -108)], 10), "walnut")
