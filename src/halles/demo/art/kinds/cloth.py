"""Cloth: how a garment is cut and coloured, its woven and knitted patterns, its collars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.marks import mark
from halles.demo.art.shape import Shape, brush, columns, ellipse, path, polygon, rect, rows, smooth, union

Box = tuple[float, float, float, float]
ROLL = "M -96 -290 C -112 -340 -104 -380 -92 -396 Q 0 -420 92 -396 C 104 -380 112 -340 96 -290 Q 0 -252 -96 -290 Z"
HOOD = "M -150 -280 C -190 -420 -90 -470 0 -470 C 90 -470 190 -420 150 -280 C 90 -240 -90 -240 -150 -280 Z"
HOOD_MOUTH = "M -96 -290 C -120 -380 -60 -420 0 -420 C 60 -420 120 -380 96 -290 C 60 -256 -60 -256 -96 -290 Z"


@dataclass(frozen=True)
class Cut:
    """How a garment is cut and coloured."""

    body: str = "cream"
    accent: str = "indigo"
    pattern: str = "plain"
    collar: str = "crew"
    sleeves: str = "long"
    closing: str = ""
    pockets: int = 0
    long: float = 300
    sign: str = ""
    hem: str = ""
    hair: str = "short"
    hair_colour: str = "walnut"
    hat: str = ""
    beard: str = ""
    glasses: bool = False
    gesture: str = "wave"


def weave(c: Canvas, how: Cut, box: Box) -> None:
    """Paint the pattern over a box; the caller has clipped to the cloth."""
    if how.pattern in PATTERNS:
        PATTERNS[how.pattern](c, how, box)


def _stripes(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    c.paint(rows(x, y + 20, w, h, 46, 20), how.accent, "slope", shine=0.3)


def _fine_stripes(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    c.paint(rows(x, y + 14, w, h, 26, 9), how.accent)


def _rib(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    c.multiply(columns(x, y, w, h, 20, 6), mix(how.body, "char", 0.55), 0.4)
    c.tint(columns(x + 8, y, w, h, 20, 4), light(how.body), 0.5)


def _cable(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    columns_at = (x + w * 0.22, x + w * 0.5, x + w * 0.78)
    strands = [
        [(cx + side * (17 if k % 2 else -17), y + 26 * k) for k in range(int(h / 26) + 2)]
        for cx in columns_at
        for side in (-1, 1)
    ]
    c.tint(union(brush([(a + 3, b + 4) for a, b in points], 15) for points in strands), shade(how.body, 0.9), 0.55)
    c.tint(union(brush(points, 12) for points in strands), light(how.body, 0.9), 0.85)
    c.multiply(union(rect(cx + off, y, 5, h) for cx in columns_at for off in (-44, 40)), shade(how.body, 0.9), 0.35)


def _yoke(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, _ = box
    for k in range(4):
        line = [(x + 24 + 44 * j + 22 * (k % 2), y + 60 + 40 * k) for j in range(int(w / 44) + 1)]
        tone = how.accent if k % 2 else shade(how.accent, 0.6)
        c.paint(union(mark("star").scaled(0.3).moved(a, b) for a, b in line), tone)


def _check(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    c.tint(columns(x, y, w, h, 64, 30), how.accent, 0.55)
    c.tint(rows(x, y, w, h, 64, 30), how.accent, 0.55)


def _twill(c: Canvas, how: Cut, box: Box) -> None:
    x, y, w, h = box
    lines = [[(x + k * 16 - h, y + h), (x + k * 16, y)] for k in range(int((w + h) / 16) + 1)]
    c.multiply(union(brush(line, 3, soft=False) for line in lines), mix(how.body, "char", 0.5), 0.3)


def _dots(c: Canvas, how: Cut, box: Box) -> None:
    c.paint(union(ellipse(x, y, 7) for x, y in _grid(box, 46, 40, staggered=True)), how.accent)


def _sashiko(c: Canvas, how: Cut, box: Box) -> None:
    crosses = (rect(x - 9, y - 1.5, 18, 3) + rect(x - 1.5, y - 9, 3, 18) for x, y in _grid(box, 40, 40))
    c.tint(union(crosses), how.accent, 0.85)


def _grid(box: Box, across: float, down: float, *, staggered: bool = False) -> list[tuple[float, float]]:
    x, y, w, h = box
    return [
        (x + 20 + across * j + (across / 2 if staggered and k % 2 else 0), y + 20 + down * k)
        for k in range(int(h / down) + 1)
        for j in range(int(w / across) + 1)
    ]


PATTERNS: dict[str, Callable[[Canvas, Cut, Box], None]] = {
    "stripes": _stripes,
    "fine_stripes": _fine_stripes,
    "rib": _rib,
    "cable": _cable,
    "yoke": _yoke,
    "check": _check,
    "twill": _twill,
    "dots": _dots,
    "sashiko": _sashiko,
}


def collar(c: Canvas, how: Cut, *, worn: bool = False) -> None:
    """The neck of a garment; worn, no inside shows."""
    if how.collar in COLLARS:
        COLLARS[how.collar](c, how, worn)


def _inside(c: Canvas, how: Cut, shape: Shape, worn: bool) -> None:
    if not worn:
        c.paint(shape, shade(how.body, 1.3))


def _crew(c: Canvas, how: Cut, worn: bool) -> None:
    _inside(c, how, smooth([(-108, -300), (0, -316), (108, -300), (66, -240), (0, -222), (-66, -240)]), worn)
    edge = brush([(-114, -304), (-72, -242), (0, -220), (72, -242), (114, -304)], 30)
    c.paint(edge, how.hem or light(how.body, 0.2), "slope")


def _boat(c: Canvas, how: Cut, worn: bool) -> None:
    _inside(c, how, smooth([(-150, -296), (0, -308), (150, -296), (0, -268)]), worn)
    c.paint(brush([(-156, -296), (0, -262), (156, -296)], 16), how.hem or light(how.body, 0.3), "slope")


def _roll(c: Canvas, how: Cut, worn: bool) -> None:
    c.paint(path(ROLL), how.body, "tube")
    with c.clip(path(ROLL)):
        c.multiply(columns(-120, -420, 240, 180, 13, 4), mix(how.body, "char", 0.6), 0.4)
    c.paint(ellipse(0, -396, 88, 16), shade(how.body, 1.3))


def _shirt(c: Canvas, how: Cut, worn: bool) -> None:
    _inside(c, how, smooth([(-90, -306), (0, -326), (90, -306), (40, -262), (0, -236), (-40, -262)]), worn)
    for s in (-1, 1):
        wing = polygon([(s * 96, -318), (s * 4, -240), (s * 62, -188), (s * 138, -288)])
        c.paint(wing, light(how.body, 0.25), "slope")


def _hood(c: Canvas, how: Cut, worn: bool) -> None:
    if worn:
        c.paint(brush([(-120, -306), (-72, -236), (0, -214), (72, -236), (120, -306)], 44), how.body, "slope")
    else:
        c.paint(path(HOOD), how.body, "round")
        c.paint(path(HOOD_MOUTH), shade(how.body, 1.3), "inside")
    x, top, bottom = (40, -226, -120) if worn else (50, -262, -170)
    for s in (-1, 1):
        c.paint(brush([(s * x, top), (s * (x + 6), bottom)], 8), how.accent)


COLLARS: dict[str, Callable[[Canvas, Cut, bool], None]] = {
    "crew": _crew,
    "boat": _boat,
    "roll": _roll,
    "shirt": _shirt,
    "hood": _hood,
}
