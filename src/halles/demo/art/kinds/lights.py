"""Lamps: for bicycles, desks and evenings."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.hands import Person, press, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import Shape, brush, ellipse, path, polygon, rect, ring, smooth, union
from halles.demo.art.solids import TILT, View, lathe


def beam(c: Canvas, shape: Shape, colour: str = "butter", alpha: float = 0.5) -> None:
    """Light in the air, brightest at its source."""
    c.paint(shape, colour, alpha=alpha, wobble=0.5, grain=2.0)


def bike_light(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "tomato",
    glass: str = "butter",
    metal: str = "silver",
    rear: bool = False,
    on: bool = True,
) -> None:
    """A bicycle lamp, on its bracket or on the handlebar."""
    ray = "tomato" if rear else "butter"
    if view == "use":
        _handlebar(c, metal)
        if on:
            beam(c, polygon([(-70, -20), (-620, -240), (-620, 220), (-70, 60)]), ray, 0.4)
        with c.at(-10, 20, 0.8):
            _lamp_side(c, body, glass, metal, rear)
        with c.at(24, -92):
            press(c, who)
        return
    if view == "angle":
        if on:
            beam(c, polygon([(-120, -330), (-640, -560), (-640, -60), (-120, -180)]), ray, 0.42)
        with c.at(40, -250, 1.0):
            _lamp_side(c, body, glass, metal, rear)
        c.paint(rect(10, -90, 60, 90, 8), metal, "tube")
        c.paint(rect(-60, -24, 200, 24, 10), metal, "down")
        return
    c.paint(rect(-32, -150, 64, 150, 8), metal, "tube")
    c.paint(rect(-110, -26, 220, 26, 10), metal, "down")
    with c.at(0, -300):
        c.paint(ellipse(0, 0, 190), body, "round")
        c.paint(
            path("M -150 -110 C -100 -200 100 -200 150 -110 C 80 -160 -80 -160 -150 -110 Z"), light(body, 0.9), "slope"
        )
        c.paint(ring(0, 0, 152, 152, 16), metal, "slope")
        _lens(c, glass, 136, on)


def _lens(c: Canvas, glass: str, r: float, on: bool) -> None:
    c.paint(ellipse(0, 0, r), glass, "inside" if not on else "round", dark=mix(glass, "saffron", 0.6))
    with c.clip(ellipse(0, 0, r)):
        c.tint(union(rect(x, -r, 7, 2 * r) for x in range(int(-r), int(r), 34)), "milk", 0.5)
        c.tint(brush([(-r * 0.6, -r * 0.3), (-r * 0.3, -r * 0.62)], 22), "milk", 0.8)
    c.paint(ellipse(0, 0, r * 0.26), "milk")


def _lamp_side(c: Canvas, body: str, glass: str, metal: str, rear: bool) -> None:
    c.paint(path("M -110 -110 C 0 -130 120 -100 150 0 C 120 100 0 130 -110 110 Z"), body, "down", depth=1.1)
    c.paint(path("M -96 -110 C 10 -126 90 -100 128 -40 C 60 -84 -20 -92 -96 -84 Z"), light(body, 0.9), "slope")
    c.paint(rect(-146, -122, 44, 244, 16), metal, "down")
    c.paint(ellipse(-146, 0, 30, 112), glass, "slope")
    c.paint(rect(30, -146, 60, 30, 12), "ink" if not rear else "cream", "slope")


def _handlebar(c: Canvas, metal: str) -> None:
    c.paint(brush([(-140, 560), (-20, 330), (0, 150)], [44, 44, 40]), "basil", "tube")
    c.paint(brush([(-520, 210), (-200, 160), (0, 146), (240, 160), (540, 230)], 34), metal, "down")
    c.paint(brush([(300, 168), (420, 194), (540, 230)], 52), "walnut", "down")
    c.paint(ellipse(-300, 118, 46, 40), "brass", "round")


def desk_lamp(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "basil",
    inner: str = "butter",
    joint: str = "brass",
    on: bool = True,
) -> None:
    """A jointed desk lamp; lit in the angle view and under the hand."""
    lit = on and view != "front"
    if view == "use":
        with c.at(-40, 430, 1.0):
            _jointed(c, body, inner, joint, lit)
        with c.at(-136, -196 + 10):
            press(c, who)
        return
    with c.at(0 if view == "front" else 60, 0, flip=view == "angle"):
        _jointed(c, body, inner, joint, lit)


def _jointed(c: Canvas, body: str, inner: str, joint: str, lit: bool) -> None:
    if lit:
        beam(c, polygon([(-190, -470), (-40, -410), (120, -10), (-420, -10)]), "butter", 0.42)
        c.paint(ellipse(-150, -4, 270, 30), "butter", alpha=0.5)
    c.paint(brush([(90, -30), (180, -300)], 20, soft=False), body, "slope")
    c.paint(brush([(180, -300), (-60, -560)], 20, soft=False), body, "slope")
    lathe(c, [(130, 0), (126, -30), (40, -44)], body, 0.14, "tube")
    with c.at(80, -4):
        c.paint(ellipse(0, -30, 30), joint, "round")
    for x, y in ((180, -300), (-60, -560)):
        c.paint(ellipse(x, y, 24), joint, "round")
        c.paint(ellipse(x, y, 8), shade(joint, 1.3))
    with c.at(-90, -520, turn=22):
        c.paint(ellipse(0, 92, 150, 34), inner if lit else shade(body, 1.4), "slope")
        c.paint(
            path(
                "M -150 92 C -140 -10 -70 -70 -34 -84 L 34 -84 C 70 -70 140 -10 150 92 C 100 118 -100 118 -150 92 Z"
            ).minus(ellipse(0, 96, 138, 24)),
            body,
            "tube",
        )
        c.paint(rect(-34, -118, 68, 40, 12), body, "tube")
        if lit:
            c.paint(ellipse(0, 100, 60, 26), "milk")


def lantern(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "indigo",
    glass: str = "butter",
    metal: str = "brass",
    on: bool = True,
    sign: str = "bolt",
) -> None:
    """A camping lantern with a bail handle."""
    if view == "use":
        if on:
            for r, a in ((420, 0.14), (310, 0.2), (220, 0.3)):
                c.paint(ellipse(-40, 60, r), "butter", alpha=a, wobble=0)
        with c.at(-40, 270):
            _lantern_body(c, 0.1, body, glass, metal, sign)
        with c.at(40, -230, 1.0, turn=-18):
            wrap_front(c, who, 90)
        return
    if view == "angle":
        for r, a in ((300, 0.16), (210, 0.26)):
            c.paint(ellipse(0, -210, r), "butter", alpha=a if on else 0.0, wobble=0)
    _lantern_body(c, TILT[view], body, glass, metal, sign)


def _lantern_body(c: Canvas, tilt: float, body: str, glass: str, metal: str, sign: str) -> None:
    c.paint(brush([(-128, -340), (-110, -470), (0, -520), (110, -470), (128, -340)], 15), metal, "slope")
    lathe(c, [(150, 0), (156, -40), (140, -110)], body, tilt, "tube", soft=False)
    c.paint(mark(sign).scaled(0.5).moved(0, -50 + 150 * tilt), metal)
    lathe(c, [(122, -110), (136, -210), (118, -320)], glass, tilt, "tube")
    c.paint(
        path("M 0 -290 C 30 -250 44 -220 36 -180 C 24 -150 -24 -150 -36 -180 C -44 -220 -30 -250 0 -290 Z"),
        "milk",
        "round",
        dark="butter",
    )
    for x in (-112, 0, 112):
        c.paint(brush([(x, -112), (x * 1.12, -210), (x * 0.96, -322)], 8), metal, "slope")
    lathe(c, [(140, -318), (120, -360), (50, -400), (40, -424)], body, tilt, "tube")


def bell(c: Canvas, view: View, who: Person, *, body: str = "brass", base: str = "char", sign: str = "bird") -> None:
    """A bicycle bell; rung by a thumb in use."""
    if view == "use":
        _handlebar(c, "silver")
        with c.at(-20, 120, 1.0):
            _dome(c, body, base, sign)
        with c.at(112, 40):
            press(c, who)
        for k in range(3):
            arc = ellipse(-20, -60, 230 + 60 * k).minus(ellipse(-20, -60, 218 + 60 * k))
            with c.clip(polygon([(-20, -60), (-500, -330), (-500, 60)])):
                c.paint(arc, "milk", alpha=0.8)
        return
    _dome(c, body, base, sign)
    if view == "angle":
        with c.at(-230, 30, 0.62):
            _dome(c, mix(body, "tomato", 0.5) if body == "brass" else body, base, "")


def _dome(c: Canvas, colour: str | RGB, base: str, sign: str) -> None:
    c.paint(rect(-70, -50, 140, 50, 12), base, "down")
    c.paint(
        path("M -190 -80 C -200 -220 -110 -320 0 -322 C 110 -320 200 -220 190 -80 C 120 -44 -120 -44 -190 -80 Z"),
        colour,
        "round",
    )
    c.paint(smooth([(-196, -84), (0, -46), (196, -84), (190, -64), (0, -26), (-190, -64)]), shade(colour, 0.9), "slope")
    c.paint(ellipse(0, -318, 24, 18), light(colour, 0.5), "round")
    if sign:
        c.paint(mark(sign).scaled(1.05).moved(0, -176), shade(colour, 1.0), alpha=0.8)
    c.paint(brush([(150, -60), (230, -84), (262, -130)], [20, 18, 26]), base, "slope")


def torch(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "saffron",
    ring_colour: str = "ink",
    glass: str = "milk",
    crank: bool = True,
) -> None:
    """A hand-cranked pocket torch."""
    if view == "use":
        beam(c, polygon([(-240, -120), (-700, -420), (-700, 120), (-210, 10)]), "butter", 0.5)
        with c.at(-20, 0, 0.95, turn=12):
            _tube_lamp(c, body, ring_colour, glass, crank)
        with c.at(120, 60):
            wrap_front(c, who, 140)
        return
    if view == "angle":
        beam(c, polygon([(-230, 20), (-700, -120), (-700, 300), (-230, 120)]), "butter", 0.5)
    with c.at(20, 40 if view == "front" else 70, 1.05, turn=-28 if view == "front" else 0):
        _tube_lamp(c, body, ring_colour, glass, crank)


def _tube_lamp(c: Canvas, body: str, ring_colour: str, glass: str, crank: bool) -> None:
    c.paint(rect(-130, -66, 430, 132, 34), body, "down", depth=1.1)
    c.paint(path("M -120 -66 L -220 -108 L -220 108 L -120 66 Z"), body, "down", depth=1.1)
    c.paint(rect(-250, -116, 40, 232, 14), ring_colour, "down")
    c.paint(ellipse(-250, 0, 22, 104), glass, "slope")
    c.paint(union(rect(150 + 26 * k, -66, 10, 132) for k in range(4)), shade(body, 0.9))
    c.paint(rect(-60, -82, 96, 30, 12), ring_colour, "slope")
    if crank:
        c.paint(brush([(100, 20), (210, 96), (300, 92)], [18, 16, 34]), "silver", "slope")
        c.paint(ellipse(100, 20, 26), "silver", "round")
