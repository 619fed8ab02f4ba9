"""Turned and joined toys."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, palm_up, pinch, wrap_front
from halles.demo.art.kinds.kitchen import grain
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, path, polygon, rect, ring, smooth
from halles.demo.art.solids import View, band, box, box_front, lathe


def spinning_top(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "tomato",
    stripe: str = "butter",
    tip: str = "walnut",
    second: str = "teal",
) -> None:
    """A turned top; three in the angle view; spun between fingers in use."""
    if view == "use":
        c.paint(rect(-700, 350, 1400, 900), "oak", "down")
        c.paint(ellipse(0, 356, 190, 20), "walnut", alpha=0.4)
        with c.at(0, 350, 1.1):
            _top(c, body, stripe, tip, 0.2)
            for s in (-1, 1):
                c.paint(brush([(s * 230, -210), (s * 270, -176), (s * 232, -140)], [3, 9, 3]), "milk", alpha=0.9)
        with c.at(4, 350 - 428):
            pinch(c, who)
        return
    if view == "angle":
        for x, y, size, a, b in (
            (-190, -20, 0.7, second, stripe),
            (200, -6, 0.62, stripe, body),
            (10, 40, 0.96, body, stripe),
        ):
            with c.at(x, y, size, turn=14 if x else -8):
                _top(c, a, b, tip, 0.28)
        return
    with c.at(0, 0, 1.2):
        _top(c, body, stripe, tip, 0.22)


def _top(c: Canvas, body: str, stripe: str, tip: str, tilt: float) -> None:
    lathe(c, [(5, 0), (16, -40)], tip, tilt, "tube")
    cone = lathe(c, [(16, -36), (90, -90), (200, -190), (196, -214)], body, tilt, "tube")
    with c.clip(cone):
        for y, r, w in ((-176, 196, 16), (-140, 158, 12), (-100, 110, 10)):
            c.paint(band(r + 8, y, y + w, tilt), stripe, "tube")
    c.paint(ellipse(0, -214, 196, 196 * tilt), light(body, 0.4), "slope")
    c.paint(ring(0, -214, 150, 150 * tilt, 22), stripe, "slope")
    c.paint(ring(0, -214, 92, 92 * tilt, 14), "milk", "slope")
    lathe(c, [(34, -212), (22, -250), (16, -360), (24, -390), (20, -400)], "oak", tilt, "tube")


def boat(
    c: Canvas,
    view: View,
    who: Person,
    *,
    hull: str = "tomato",
    sail: str = "cream",
    mast: str = "oak",
    sign: str = "fish",
    deck: str = "birch",
) -> None:
    """A toy sailing boat."""
    if view == "use":
        for k, tone in enumerate(("sea", "teal")):
            c.paint(
                smooth(
                    [
                        (-560, 300 + 70 * k),
                        (-300, 262 + 70 * k),
                        (0, 306 + 70 * k),
                        (300, 264 + 70 * k),
                        (560, 306 + 70 * k),
                        (560, 700),
                        (-560, 700),
                    ]
                ),
                mix(tone, "sky", 0.3),
                "down",
            )
            if k == 0:
                with c.at(-60, 330, 1.0, turn=-5):
                    _boat(c, hull, sail, mast, sign, deck)
        with c.at(118, 190):
            wrap_front(c, who, 110)
        return
    with c.at(0, 0, 1.12 if view == "front" else 1.2, turn=0 if view == "front" else -4, flip=view == "angle"):
        _boat(c, hull, sail, mast, sign, deck)


def _boat(c: Canvas, hull: str, sail: str, mast: str, sign: str, deck: str) -> None:
    c.paint(rect(-8, -560, 16, 450), mast, "tube")
    c.paint(path("M 18 -540 C 110 -420 190 -300 210 -180 L 18 -170 Z"), sail, "slope")
    c.paint(path("M -18 -470 C -90 -380 -150 -280 -170 -190 L -18 -176 Z"), mix(sail, hull, 0.25), "slope")
    c.paint(mark(sign).scaled(0.8).moved(80, -268), hull)
    c.paint(polygon([(0, -560), (0, -610), (-76, -584)]), "saffron", "slope")
    shell = path(
        "M -270 -120 C -60 -100 60 -100 280 -128 C 262 -60 210 0 170 0 L -180 0 C -226 -20 -256 -70 -270 -120 Z"
    )
    c.paint(shell, hull, "down")
    with c.clip(shell):
        c.paint(path("M -280 -130 C -60 -108 60 -108 290 -138 L 290 -100 C 60 -74 -60 -74 -280 -96 Z"), deck, "slope")
        grain(c, -280, -80, 570, 90, hull)
    for x in (-120, 0, 120):
        c.paint(ellipse(x, -46, 17), "milk", "round")


def car(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "basil",
    roof: str = "oak",
    wheel: str = "walnut",
    stripe: str = "butter",
) -> None:
    """A wooden car on round wheels."""
    if view == "use":
        c.paint(rect(-700, 310, 1400, 900), "birch", "down")
        c.paint(brush([(-470, 330), (-200, 326)], 8) + brush([(-470, 352), (-260, 350)], 6), "milk", alpha=0.8)
        with c.at(-40, 320, 1.05):
            _car(c, body, roof, wheel, stripe)
        with c.at(120, 40):
            wrap_front(c, who, 120)
        return
    if view == "angle":
        for x, size in ((-250, 3.0), (-130, 2.2), (286, 2.6)):
            c.paint(mark("tree").scaled(size).moved(x, -46 * size - 20), "leaf", "slope")
    with c.at(0, 0, 1.15, flip=view == "angle"):
        _car(c, body, roof, wheel, stripe)


def _car(c: Canvas, body: str, roof: str, wheel: str, stripe: str) -> None:
    c.paint(path("M -140 -170 C -120 -270 -80 -290 20 -290 C 100 -290 130 -250 160 -170 Z"), roof, "slope")
    c.paint(
        path("M -100 -176 C -88 -240 -66 -256 -14 -256 L -14 -176 Z")
        + path("M 10 -176 L 10 -256 C 70 -256 90 -240 112 -176 Z"),
        mix("sky", "milk", 0.3),
        "slope",
    )
    shell = path(
        "M -280 -60 C -290 -130 -260 -180 -200 -180 L 210 -180 C 270 -180 292 -130 286 -60 C 240 -46 -240 -46 -280 -60 Z"
    )
    c.paint(shell, body, "slope")
    with c.clip(shell):
        c.paint(rect(-300, -118, 600, 16), stripe)
        grain(c, -290, -100, 590, 60, body)
    for x in (-160, 160):
        c.paint(ellipse(x, -56, 66), wheel, "round")
        c.paint(ellipse(x, -56, 34), "oak", "slope")
        c.paint(ellipse(x, -56, 10), "iron")
    c.paint(ellipse(276, -124, 18), "butter", "round")


def skittles(
    c: Canvas, view: View, who: Person, *, colours: str = "tomato saffron basil sea plum indigo", ball: str = "oak"
) -> None:
    """Six turned skittles with faces, and a ball."""
    tones = colours.split()
    if view == "use":
        c.paint(rect(-700, 300, 1400, 900), "birch", "down")
        for k, x in enumerate((-330, -210, -90)):
            with c.at(x, 320 - 18 * (k % 2), 0.82, turn=(-14, 0, 12)[k]):
                _skittle(c, tones[k % len(tones)])
        palm_shift = 150
        with c.at(palm_shift, 150, 0.9):
            palm_up(c, who, front=False)
            c.paint(ellipse(-20, -80, 90), ball, "round")
            palm_up(c, who, front=True)
        return
    spots = (
        ((-250, -30), (-150, 20), (-50, -30), (50, 20), (150, -30), (250, 20))
        if view == "front"
        else ((-190, -60), (0, -60), (190, -60), (-100, 0), (100, 0), (0, 56))
    )
    for k, (x, y) in enumerate(spots):
        with c.at(x, y, 0.94 if view == "front" else 0.9):
            _skittle(c, tones[k % len(tones)])
    c.paint(ellipse(-258 if view == "angle" else 0, 66 if view == "front" else 40, 56), ball, "round")


def _skittle(c: Canvas, tone: str) -> None:
    lathe(c, [(50, 0), (66, -70), (62, -150), (34, -214)], tone, 0.14, "tube")
    c.paint(band(63, -120, -104, 0.14) + band(65, -92, -84, 0.14), "cream", "tube")
    c.paint(ellipse(0, -262, 56), "birch", "round")
    c.paint(path("M -56 -270 C -50 -330 50 -330 56 -270 C 20 -290 -20 -290 -56 -270 Z"), tone, "slope")
    for x in (-18, 18):
        c.paint(ellipse(x, -258, 5), "char", wobble=0)
    c.paint(brush([(-14, -238), (0, -230), (14, -238)], [3, 5, 3]), "brick", wobble=0.2)


def kendama(
    c: Canvas, view: View, who: Person, *, ball: str = "tomato", wood: str = "oak", stripe: str = "cream"
) -> None:
    """A cup-and-ball toy."""
    if view == "use":
        with c.at(-60, 200, 0.92, turn=-8):
            _ken(c, wood, ball)
            c.paint(brush([(0, -190), (90, -300), (60, -420), (-10, -500)], 6), "milk")
            c.paint(ellipse(-14, -560, 92), ball, "round")
            c.paint(ellipse(-14, -560, 92).minus(ellipse(-14, -590, 100)), stripe, alpha=0.9)
        with c.at(6, 190):
            wrap_front(c, who, 96)
        return
    with c.at(-40 if view == "front" else 0, 0, 1.05, turn=0 if view == "front" else 16):
        _ken(c, wood, ball)
        c.paint(brush([(6, -220), (120, -300), (200, -180), (170, -90)], 6), "milk")
        c.paint(ellipse(176, -92, 92), ball, "round")
        c.paint(ring(176, -92, 92, 30, 9), stripe, alpha=0.9)


def _ken(c: Canvas, wood: str, ball: str) -> None:
    lathe(c, [(52, 0), (58, -18), (26, -50), (24, -180), (34, -260), (12, -330), (6, -400)], wood, 0.2, "tube")
    c.paint(
        path("M -150 -300 L -96 -274 L 96 -274 L 150 -300 L 150 -186 L 96 -214 L -96 -214 L -150 -186 Z"), wood, "down"
    )
    c.paint(ellipse(-152, -243, 18, 56) + ellipse(152, -243, 18, 56), shade(wood, 0.6), "slope")
    c.paint(rect(-30, -290, 60, 92, 10), light(wood, 0.4), "slope")
    c.paint(rect(-30, -262, 60, 9), ball)


def music_box(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "walnut",
    inner: str = "plum",
    figure: str = "butter",
    sign: str = "star",
) -> None:
    """A small cranked music box."""
    if view == "use":
        with c.at(-80, 240, 1.0):
            _music_body(c, "front", body, inner, figure, sign)
        with c.at(178, 60, 0.95):
            pinch(c, who)
        return
    _music_body(c, view, body, inner, figure, sign)
    if view == "angle":
        for k, (x, y) in enumerate(((-260, -430), (-140, -520), (250, -470))):
            c.paint(
                ellipse(x, y, 22, 17)
                + brush([(x + 20, y), (x + 20, y - 84)], 6, soft=False)
                + brush([(x + 20, y - 84), (x + 48, y - 66)], 8),
                ("tomato", "indigo", "basil")[k],
            )


def _music_body(c: Canvas, view: View, body: str, inner: str, figure: str, sign: str) -> None:
    box(c, 420, 240, 240, body, view, 18)
    with box_front(c, 420, 240, 240, view):
        with c.clip(rect(-210, -240, 420, 240, 18)):
            grain(c, -210, -240, 420, 240, body)
        c.paint(ellipse(0, -120, 86), inner, "inside")
        c.paint(mark(sign).scaled(1.2).moved(0, -120), figure)
        c.paint(rect(-190, -226, 380, 7) + rect(-190, -22, 380, 7), "brass")
    x = 214 if view != "angle" else 204
    c.paint(brush([(x - 10, -120), (x + 50, -120), (x + 56, -180)], [18, 18, 18]), "brass", "slope")
    c.paint(ellipse(x + 58, -196, 26), "tomato", "round")
