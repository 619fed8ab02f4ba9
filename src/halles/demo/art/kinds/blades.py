"""Knives, scissors, stones: the smith's work."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, fist, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import Shape, brush, ellipse, path, rect, smooth, union
from halles.demo.art.solids import View, box

BLADES = {
    "santoku": "M 0 -36 L 340 -40 C 420 -36 452 -6 470 40 C 380 62 120 66 0 64 Z",
    "nakiri": "M 0 -44 L 420 -48 L 446 -20 L 440 66 C 300 76 120 74 0 68 Z",
    "petty": "M 0 -20 L 260 -24 C 320 -16 348 8 360 30 C 260 38 90 40 0 36 Z",
    "bread": "M 0 -30 L 430 -34 C 462 -30 470 0 462 40 L 430 30 L 400 44 L 370 30 L 340 44 L 310 30 L 280 44 L 250 30 L 220 44 L 190 30 L 160 44 L 130 30 L 100 44 L 70 30 L 0 44 Z",
}


def knife(
    c: Canvas,
    view: View,
    who: Person,
    *,
    blade: str = "santoku",
    grip: str = "walnut",
    collar: str = "ink",
    steel: str = "steel",
    finish: str = "waves",
    sign: str = "mountain",
    food: str = "tomato",
) -> None:
    """A forged kitchen knife: lying, on its board, and cutting."""
    if view == "use":
        c.paint(rect(-700, 200, 1400, 60, 14), "oak", "down")
        c.paint(rect(-700, 186, 1400, 24, 10), light("oak", 0.8))
        _cut_food(c, food)
        with c.at(60, 120, 0.98, turn=-9, flip=True):
            _blade(c, blade, grip, collar, steel, finish, sign, hold=who)
        return
    if view == "angle":
        with c.at(0, 380, turn=-8):
            box(c, 760, 700, 40, "oak", "front", 40)
            c.paint(ellipse(300, -610, 34), shade("oak", 1.4))
        with c.at(0, 330):
            _garnish(c, food)
            with c.at(-150, -250, 1.0, turn=-34):
                _blade(c, blade, grip, collar, steel, finish, sign)
        return
    with c.at(-40, 60, 1.14, turn=-58):
        _blade(c, blade, grip, collar, steel, finish, sign)


def _blade(
    c: Canvas, blade: str, grip: str, collar: str, steel: str, finish: str, sign: str, hold: Person | None = None
) -> None:
    shape = path(BLADES[blade])
    c.paint(shape, steel, "down", depth=0.7)
    with c.clip(shape):
        c.paint(rect(-20, -60, 540, 62), mix("slate", "char", 0.35), "slope", shine=0.5)
        if finish == "waves":
            c.paint(
                brush([(x, 4 + (7 if k % 2 else -6)) for k, x in enumerate(range(-10, 500, 34))], 12),
                mix(steel, "slate", 0.35),
            )
            c.paint(
                union(ellipse((k * 61) % 380, -44 + (k * 23) % 40, 12, 8) for k in range(26)),
                mix("slate", "char", 0.6),
                alpha=0.6,
            )
        elif finish == "layers":
            for k in range(4):
                c.paint(
                    brush(
                        [(x, -24 + k * 16 + (6 if (j + k) % 2 else -5)) for j, x in enumerate(range(-10, 500, 46))], 5
                    ),
                    light("slate", 0.8),
                    alpha=0.7,
                )
        else:
            c.paint(rect(-20, -60, 540, 90), steel, "slope", depth=0.5)
        c.paint(rect(-20, 46, 540, 30), light(steel, 0.9), alpha=0.8)
        c.paint(mark(sign).scaled(0.36).moved(44, -12), light(steel), alpha=0.9)
    handle = rect(-300, -30, 280, 58, 22)
    if hold is not None:
        with c.at(-150, 0, 1.0, flip=True):
            fist(c, hold, front=False)
    c.paint(rect(-30, -24, 36, 52, 4), steel, "down")
    c.paint(handle, grip, "down")
    with c.clip(handle):
        c.tint(
            union(brush([(-300, y), (-160, y + 6), (-20, y)], [2, 5, 2]) for y in (-16, -2, 14)), shade(grip, 1.3), 0.5
        )
        c.paint(rect(-66, -40, 46, 90), collar, "down")
    if hold is not None:
        with c.at(-150, 0, 1.0, flip=True):
            fist(c, hold, front=True)


def _garnish(c: Canvas, food: str) -> None:
    for x, y, r in ((190, -180, 74), (270, -90, 58)):
        c.paint(ellipse(x, y, r), food, "round")
        c.paint(mark("leaf").scaled(0.3).turned(50).moved(x - 4, y - r * 0.7), "basil")
    for k in range(3):
        _slice(c, -120 + 74 * k, -60 + 8 * k, food)


def _slice(c: Canvas, x: float, y: float, food: str) -> None:
    c.paint(ellipse(x, y, 54, 50), food, "slope")
    c.paint(ellipse(x, y, 45, 41), light(food, 0.9))
    for k in range(5):
        with c.at(x, y, turn=72 * k):
            c.paint(ellipse(0, -22, 9, 13), mix(food, "butter", 0.45), wobble=0.4)


def _cut_food(c: Canvas, food: str) -> None:
    c.paint(ellipse(-200, 92, 112, 108), food, "round")
    c.paint(mark("leaf").scaled(0.5).turned(40).moved(-206, -14), "basil")
    for k in range(3):
        c.paint(
            ellipse(-330 - 44 * k, 168 - 8 * (k % 2), 30, 56).turned(-14 - 14 * k, (-330 - 44 * k, 168)), food, "slope"
        )
        c.paint(
            ellipse(-334 - 44 * k, 168 - 8 * (k % 2), 21, 45).turned(-14 - 14 * k, (-334 - 44 * k, 168)),
            light(food, 0.9),
        )


def scissors(
    c: Canvas,
    view: View,
    who: Person,
    *,
    steel: str = "steel",
    grip: str = "char",
    tie: str = "brass",
    snip: str = "leaf",
) -> None:
    """Forged scissors; cutting a stem in use."""
    if view == "use":
        c.paint(brush([(-420, 60), (-250, 30), (-130, -40)], [12, 11, 10]), "basil")
        for x, y, turn in ((-330, 10, 20), (-240, -30, -50), (-390, 80, 60), (-180, 30, 80)):
            c.paint(mark("leaf").scaled(0.8).turned(turn).moved(x, y), snip, "slope")
        with c.at(40, -10, 0.9, turn=-100):
            _shears(c, steel, grip, tie, 16)
        with c.at(190, 70):
            wrap_front(c, who, 128)
        return
    with c.at(0, 40 if view == "front" else -40, 1.08, turn=20 if view == "front" else -34):
        _shears(c, steel, grip, tie, 9 if view == "front" else 22)
    if view == "angle":
        for x, y, turn in ((-230, 260, 30), (-150, 300, -40), (240, 290, 100)):
            c.paint(mark("leaf").scaled(0.9).turned(turn).moved(x, y), snip, "slope")


def _shears(c: Canvas, steel: str, grip: str, tie: str, spread: float) -> None:
    for side in (-1, 1):
        with c.at(0, 0, turn=side * spread, flip=side > 0):
            c.paint(
                path("M -16 20 L -20 -120 C -24 -220 -8 -330 6 -400 C 20 -330 26 -180 22 20 Z"),
                steel,
                "slope",
                lit="milk",
            )
            loop: Shape = ellipse(-96, 256, 88, 118).minus(ellipse(-96, 258, 58, 86))
            c.paint(brush([(2, 10), (-12, 90), (-52, 160)], [42, 34, 32]), grip, "slope")
            c.paint(loop, grip, "slope")
    c.paint(ellipse(0, 0, 22), tie, "round")
    c.paint(rect(-12, -3, 24, 6), shade(tie, 1.2))


def whetstone(
    c: Canvas,
    view: View,
    who: Person,
    *,
    top: str = "apricot",
    body: str = "slate",
    base: str = "oak",
    sign: str = "wave",
) -> None:
    """A two-sided water stone on its block; a blade is drawn over it in use."""
    if view == "use":
        c.paint(rect(-360, 190, 720, 70, 14), base, "down")
        c.paint(rect(-300, 100, 600, 96, 8), body, "down")
        c.paint(rect(-300, 70, 600, 60, 8), top, "slope")
        c.tint(union(ellipse(x, 78, 40, 6) for x in (-200, -60, 120)), "milk", 0.5)
        with c.at(40, 44, 0.9, turn=6, flip=True):
            _blade(c, "santoku", "walnut", "ink", "steel", "waves", sign, hold=who)
        for x, y in ((-280, 20), (-330, 60), (-250, -20)):
            c.paint(smooth([(x, y - 22), (x + 11, y + 4), (x, y + 14), (x - 11, y + 4)]), "sky", "round")
        return
    box(c, 560, 60, 240, base, "angle", 10)
    with c.at(0, -64, 0.9):
        box(c, 560, 76, 220, body, "angle", 6)
        with c.at(0, -76):
            box(c, 560, 56, 220, top, "angle", 6)
    if view == "angle":
        c.paint(smooth([(-100, -206), (60, -214), (110, -186), (-30, -176)]), "milk", alpha=0.5)
        with c.at(-190, -250, 0.8, turn=14):
            _blade(c, "santoku", "walnut", "ink", "steel", "waves", sign)
