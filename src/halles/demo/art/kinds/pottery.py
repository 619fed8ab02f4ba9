"""Thrown and glazed: mugs, bowls, plates, vases, teapots, cups."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.hands import Person, cradle, palm_up, wrap_back, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import Pairs, Shape, brush, ellipse, path, rect, smooth, union
from halles.demo.art.solids import TILT, View, band, gloss, lathe, mouth


def steam(c: Canvas, x: float, y: float, size: float = 1.0) -> None:
    """Three threads of steam."""
    for k, dx in enumerate((-46, 0, 46)):
        tall = 150 + 40 * (k == 1)
        c.paint(
            brush(
                [(x + dx, y), (x + dx + 20, y - tall * 0.33), (x + dx - 16, y - tall * 0.66), (x + dx + 10, y - tall)],
                [4, 15, 13, 3],
            ).scaled(size, about=(x, y)),
            "milk",
            alpha=0.62,
        )


def glazed(
    c: Canvas, profile: Pairs, tilt: float, clay: str, glaze: str, dip: float, style: str = "dip", ink: str = "milk"
) -> Shape:
    """A pot of bare clay, dipped in glaze down to `dip` (a y), with a painted pattern."""
    low, high = profile[0][1], profile[-1][1]
    widest = max(r for r, _ in profile)
    body = lathe(c, profile, clay, tilt, "tube")
    with c.clip(body):
        edge = [(x * widest / 2.6, dip + (11, -8, 3, -12, 8)[x % 5]) for x in range(-3, 4)]
        drop = smooth(
            [
                (-widest - 20, high - widest * tilt - 30),
                (widest + 20, high - widest * tilt - 30),
                *reversed([(x, y + widest * tilt * 0.5) for x, y in edge]),
            ],
            0.4,
        )
        c.paint(drop, glaze, "tube")
        _pattern(c, style, ink, widest, tilt, high, min(low, dip))
        gloss(
            c,
            brush(
                [
                    (-widest * 0.66, high * 0.86 + low * 0.14),
                    (-widest * 0.72, (high + low) / 2),
                    (-widest * 0.66, high * 0.3 + low * 0.7),
                ],
                [6, 16, 5],
            ),
            0.5,
        )
    return body


def _pattern(c: Canvas, style: str, ink: str, wide: float, tilt: float, high: float, low: float) -> None:
    middle = (high + low) / 2
    if style == "bands":
        c.paint(union(band(wide, middle + dy, middle + dy + 12, tilt) for dy in (-40, -10, 20)), ink, wobble=1.2)
    elif style == "speckle":
        c.paint(
            union(
                ellipse((k * 0.618 % 1) * wide * 2 - wide, high + (k * 0.7549 % 1) * abs(low - high), 2.5 + k % 3)
                for k in range(90)
            ),
            ink,
            alpha=0.75,
            wobble=0.3,
        )
    elif style == "strokes":
        c.paint(
            union(
                brush([(x, middle - 46), (x + 6, middle), (x, middle + 50)], [4, 15, 4])
                for x in range(int(-wide), int(wide) + 1, 34)
            ),
            ink,
            alpha=0.9,
        )
    elif style == "checks":
        c.paint(
            union(
                rect(x + (r % 2) * 30, middle - 60 + r * 30, 30, 30)
                for r in range(4)
                for x in range(int(-wide) - 10, int(wide), 60)
            ),
            ink,
            alpha=0.85,
        )
    elif style != "dip":
        for dx in (-wide * 0.62, 0, wide * 0.62):
            c.paint(mark(style).scaled(0.62 if dx else 0.78).moved(dx, middle + wide * tilt * 0.8), ink, alpha=0.92)


def mug(
    c: Canvas,
    view: View,
    who: Person,
    *,
    clay: str = "sand",
    glaze: str = "sea",
    style: str = "dip",
    ink: str = "milk",
    drink: str = "walnut",
    tall: float = 250,
    wide: float = 132,
    handle: bool = True,
) -> None:
    """A mug or a handle-less cup; steaming in the angle view and in the hands."""
    if view == "use":
        cradle(c, who, wide * 1.15, front=False, drop=30)
        with c.at(0, 190, 1.15):
            _mug_body(c, 0.2, clay, glaze, style, ink, drink, tall, wide, handle=False)
        cradle(c, who, wide * 1.15, front=True, drop=30)
        steam(c, 0, -tall + 120, 1.25)
        return
    tilt = TILT[view] + 0.05
    if view == "angle":
        with c.at(-150, -40, 0.84):
            _mug_body(c, tilt, clay, ink, style, glaze, drink, tall, wide, handle=handle)
        with c.at(90, 20):
            _mug_body(c, tilt, clay, glaze, style, ink, drink, tall, wide, handle=handle)
            steam(c, 0, -tall - 30)
        return
    _mug_body(c, tilt, clay, glaze, style, ink, drink, tall, wide, handle=handle)


def _mug_body(
    c: Canvas,
    tilt: float,
    clay: str,
    glaze: str,
    style: str,
    ink: str,
    drink: str,
    tall: float,
    wide: float,
    *,
    handle: bool,
) -> None:
    if handle:
        loop = brush(
            [(wide - 10, -tall * 0.82), (wide + 74, -tall * 0.8), (wide + 84, -tall * 0.42), (wide - 12, -tall * 0.24)],
            [30, 32, 30, 26],
        )
        c.paint(loop, glaze, "slope")
    glazed(
        c,
        [(wide * 0.84, 0), (wide * 0.96, -30), (wide, -tall * 0.5), (wide * 0.98, -tall)],
        tilt,
        clay,
        glaze,
        -tall * 0.24,
        style,
        ink,
    )
    mouth(c, wide * 0.98, -tall, tilt, glaze, mix(drink, "char", 0.1), 13)


def bowl(
    c: Canvas,
    view: View,
    who: Person,
    *,
    clay: str = "clay",
    glaze: str = "indigo",
    style: str = "dip",
    ink: str = "milk",
    inside: str = "",
    fill: str = "",
    wide: float = 260,
    tall: float = 190,
) -> None:
    """A bowl, empty or with soup, fruit or rice in it."""
    within = inside or ink
    if view == "use":
        cradle(c, who, wide * 0.86, front=False, drop=40)
        with c.at(0, 130):
            _bowl_body(c, 0.3, clay, glaze, style, ink, within, fill or "saffron", wide, tall)
        cradle(c, who, wide * 0.86, front=True, drop=40)
        steam(c, 0, -130, 1.2)
        return
    if view == "angle":
        with c.at(-10, 30, 1.0):
            _bowl_body(c, 0.42, clay, glaze, style, ink, within, fill, wide, tall)
        return
    with c.at(0, 0):
        _bowl_body(c, 0.16, clay, glaze, style, ink, within, "", wide, tall)


def _bowl_body(
    c: Canvas,
    tilt: float,
    clay: str,
    glaze: str,
    style: str,
    ink: str,
    within: str,
    fill: str,
    wide: float,
    tall: float,
) -> None:
    lathe(c, [(wide * 0.42, 0), (wide * 0.44, -26)], clay, tilt, "tube", soft=False)
    glazed(
        c,
        [(wide * 0.44, -20), (wide * 0.8, -tall * 0.45), (wide * 0.98, -tall * 0.86), (wide, -tall)],
        tilt,
        clay,
        glaze,
        -tall * 0.3,
        style,
        ink,
    )
    mouth(c, wide, -tall, tilt, glaze, within, 14)
    if fill:
        c.paint(ellipse(0, -tall + wide * tilt * 0.22, wide * 0.84, wide * 0.66 * tilt), fill, "slope")
        for k in range(7):
            x, y = (k * 83) % 300 - 150, -tall + wide * tilt * 0.22 + ((k * 29) % 40 - 20) * tilt * 2
            c.paint(
                ellipse(x * wide / 280, y, 20, 20 * tilt + 3), ("basil", "cream", "leaf")[k % 3], "slope", wobble=0.5
            )


def plate(
    c: Canvas,
    view: View,
    who: Person,
    *,
    clay: str = "cream",
    glaze: str = "milk",
    style: str = "olive",
    ink: str = "indigo",
    wide: float = 300,
) -> None:
    """A plate seen from above a little, leaning in front view."""
    if view == "use":
        palm_up(c, who, front=False)
        with c.at(-50, 16, 0.86):
            _plate_body(c, 0.34, clay, glaze, style, ink, wide)
            for k, (x, col) in enumerate(((-90, "tomato"), (0, "saffron"), (86, "plum"))):
                c.paint(ellipse(x, -80 - 12 * (k % 2), 62, 58), col, "round")
        palm_up(c, who, front=True)
        return
    if view == "angle":
        for k in range(3):
            with c.at(0, -k * 34):
                _plate_body(c, 0.36, clay, glaze, style if k == 2 else "", ink, wide - 6 * k)
        return
    _upright(c, glaze, style, ink, wide)


def _upright(c: Canvas, glaze: str, style: str, ink: str, wide: float) -> None:
    with c.at(0, -wide):
        c.paint(ellipse(0, 0, wide), glaze, "slope", depth=0.7)
        c.paint(ellipse(0, 0, wide * 0.96).minus(ellipse(0, 0, wide * 0.93)), ink)
        c.paint(ellipse(0, 0, wide * 0.68), light(glaze, 0.6), "inside", depth=0.5)
        for k in range(12):
            with c.at(0, 0, turn=30 * k):
                c.paint(mark(style).scaled(0.42).moved(0, -wide * 0.81), ink, wobble=0.4)
        c.paint(mark(style).scaled(1.7), ink)


def _plate_body(c: Canvas, tilt: float, clay: str, glaze: str, style: str, ink: str, wide: float) -> None:
    lathe(c, [(wide * 0.6, 0), (wide * 0.98, -40)], clay, tilt, "tube", soft=False)
    c.paint(ellipse(0, -42, wide, wide * tilt), glaze, "slope", depth=0.6)
    c.paint(
        ellipse(0, -42, wide * 0.97, wide * 0.97 * tilt).minus(ellipse(0, -42, wide * 0.93, wide * 0.93 * tilt)),
        ink,
        wobble=0.6,
    )
    c.paint(ellipse(0, -36, wide * 0.66, wide * 0.64 * tilt), light(glaze, 0.5), "inside", depth=0.6)
    if style:
        c.paint(mark(style).scaled(1.5, 1.5 * tilt * 1.3).moved(0, -36), ink)


def vase(
    c: Canvas,
    view: View,
    who: Person,
    *,
    clay: str = "sand",
    glaze: str = "plum",
    style: str = "dip",
    ink: str = "milk",
    bloom: str = "saffron",
    tall: float = 360,
    wide: float = 140,
) -> None:
    """A vase; with branches in it in the angle view and in the hands."""
    if view == "use":
        with c.at(-30, 60):
            with c.at(wide, 30):
                wrap_back(c, who)
            with c.at(0, 230):
                _branches(c, bloom, tall)
                _vase_body(c, 0.14, clay, glaze, style, ink, tall, wide)
            with c.at(wide, 40):
                wrap_front(c, who, 120)
        return
    if view == "angle":
        _branches(c, bloom, tall)
    _vase_body(c, TILT[view] + 0.03, clay, glaze, style, ink, tall, wide)


def _vase_body(c: Canvas, tilt: float, clay: str, glaze: str, style: str, ink: str, tall: float, wide: float) -> None:
    profile = [
        (wide * 0.6, 0),
        (wide * 0.92, -tall * 0.2),
        (wide, -tall * 0.45),
        (wide * 0.72, -tall * 0.72),
        (wide * 0.36, -tall * 0.86),
        (wide * 0.44, -tall),
    ]
    glazed(c, profile, tilt, clay, glaze, -tall * 0.3, style, ink)
    mouth(c, wide * 0.44, -tall, tilt + 0.05, glaze, shade(glaze, 1.2), 9)


def _branches(c: Canvas, bloom: str, tall: float) -> None:
    for points in (
        [(0, -tall + 20), (-60, -tall - 130), (-150, -tall - 260)],
        [(6, -tall + 20), (20, -tall - 160), (-10, -tall - 330)],
        [(10, -tall + 20), (90, -tall - 120), (150, -tall - 230)],
    ):
        c.paint(brush(points, [9, 7, 4]), "basil")
        (x0, y0), (x1, y1) = points[1], points[2]
        for k in range(5):
            x, y = x0 + (x1 - x0) * k / 4, y0 + (y1 - y0) * k / 4
            c.paint(ellipse(x + 26, y - 10, 27, 12).turned(-36, (x + 26, y - 10)), "leaf", "slope")
            c.paint(ellipse(x - 20, y + 2, 19), bloom, "round")


def teapot(
    c: Canvas,
    view: View,
    who: Person,
    *,
    clay: str = "clay",
    glaze: str = "brick",
    style: str = "dip",
    ink: str = "butter",
    iron: bool = False,
    side: bool = True,
) -> None:
    """A teapot with a side handle (kyusu) or a bail; pouring in the hands."""
    if view == "use":
        with c.at(40, -40, 0.95, turn=-16):
            _pot(c, 0.16, clay, glaze, style, ink, side, iron)
        with c.at(-262, 118):
            c.paint(brush([(6, -70), (0, 40), (0, 170)], [8, 10, 12]), "matcha", alpha=0.95)
            with c.at(0, 300, 0.62):
                glazed(c, [(110, 0), (140, -120)], 0.2, clay, glaze, -40, "dip")
                mouth(c, 140, -120, 0.22, glaze, "matcha", 12)
        with c.at(248, -150):
            wrap_front(c, who, 96)
        return
    _pot(c, TILT[view] + 0.05, clay, glaze, style, ink, side, iron)
    if view == "angle":
        for x, y in ((-300, 40), (290, 50)):
            with c.at(x, y, 0.6):
                glazed(c, [(100, 0), (136, -120)], 0.26, clay, glaze, -46, "dip")
                mouth(c, 136, -120, 0.28, glaze, "matcha", 12)


def _pot(c: Canvas, tilt: float, clay: str, glaze: str, style: str, ink: str, side: bool, iron: bool) -> None:
    spout = path("M -140 -90 C -220 -110 -220 -190 -268 -214 L -250 -240 C -190 -226 -170 -180 -130 -170 Z")
    c.paint(spout, glaze, "slope")
    if side:
        c.paint(brush([(150, -130), (230, -168), (300, -206)], [46, 44, 58]), glaze, "down")
    else:
        arc: list[tuple[float, float]] = [(-120, -210), (-90, -330), (0, -376), (90, -330), (120, -210)]
        c.paint(brush(arc, [14, 17, 19, 17, 14]), "iron" if iron else "oak", "slope")
    profile = [(110, 0), (180, -60), (192, -130), (150, -206), (100, -228)]
    glazed(c, profile, tilt, clay, glaze, -30 if not iron else 20, style, ink)
    lathe(c, [(104, -226), (88, -246), (30, -258)], _lid_tone(glaze), tilt, "tube")
    lathe(c, [(16, -258), (26, -276), (20, -292)], _lid_tone(glaze), tilt, "round")


def _lid_tone(glaze: str) -> RGB:
    return mix(glaze, "milk", 0.08)
