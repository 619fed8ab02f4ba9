"""Glass and tin with a label: jars, bottles, caddies."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import mix, shade
from halles.demo.art.hands import Person, pinch, wrap_back, wrap_front
from halles.demo.art.kinds.food import heap
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, path, rect, union
from halles.demo.art.solids import TILT, View, band, gloss, lathe, lid, mouth, wrapped


def sticker(
    c: Canvas, sign: str, paper: str, ink: str, *, width: float = 190, height: float = 170, name: str = ""
) -> None:
    """A paper label centred on (0, 0) with a sign, a name and two lines as of small print."""
    c.paint(rect(-width / 2, -height / 2, width, height, 8), paper, "slope", depth=0.3, shine=0.2, wobble=0.6)
    frame = rect(-width / 2 + 9, -height / 2 + 9, width - 18, height - 18, 4)
    c.paint(frame.minus(rect(-width / 2 + 13, -height / 2 + 13, width - 26, height - 26, 2)), ink, wobble=0.4)
    size = min(width, height) / 100 * (0.5 if name else 0.62)
    c.paint(mark(sign).scaled(size).moved(0, -height * 0.12), ink, wobble=0.5)
    foot = height * 0.29
    if name:
        c.write(name, 0, foot + 4, min(30, width / max(len(name), 4) * 1.45), ink, weight=760)
    else:
        c.paint(
            rect(-width * 0.26, foot - 8, width * 0.52, 7, 3) + rect(-width * 0.16, foot + 8, width * 0.32, 6, 3),
            ink,
            wobble=0.4,
        )


def jar(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "honey",
    cap: str = "brass",
    paper: str = "cream",
    ink: str = "walnut",
    sign: str = "bee",
    tall: float = 330,
    wide: float = 150,
    name: str = "",
) -> None:
    """A glass jar with a label; opened, with its spoon, in the angle view."""
    if view == "use":
        with c.at(-40, 40):
            with c.at(wide, -20):
                wrap_back(c, who)
            with c.at(0, tall * 0.56):
                _jar_body(c, view, body, cap, paper, ink, sign, tall, wide, name, opened=True)
            with c.at(wide, 10):
                wrap_front(c, who, 130)
            with c.at(-20, -tall * 0.62):
                _dripping_spoon(c, who, body)
        return
    _jar_body(c, view, body, cap, paper, ink, sign, tall, wide, name, opened=view == "angle")
    if view == "angle":
        with c.at(-wide - 70, 34, turn=-8):
            lid(c, wide * 0.8, 0, 44, 0.3, cap)
        with c.at(wide + 60, 40):
            _spoon(c, body)


def _jar_body(
    c: Canvas,
    view: View,
    body: str,
    cap: str,
    paper: str,
    ink: str,
    sign: str,
    tall: float,
    wide: float,
    name: str,
    *,
    opened: bool,
) -> None:
    tilt, neck = TILT[view], wide * 0.76
    profile = [(wide * 0.9, 0), (wide, -24), (wide, -tall * 0.74), (neck + 8, -tall * 0.92), (neck, -tall)]
    glass = lathe(c, profile, body, tilt, "tube")
    with c.clip(glass):
        if opened:
            c.paint(rect(-wide, -tall - 60, wide * 2, 60 + tall * 0.12), mix(body, "milk", 0.62), "tube", wobble=0.6)
        gloss(
            c,
            brush([(-wide * 0.74, -tall * 0.7), (-wide * 0.78, -tall * 0.4), (-wide * 0.72, -tall * 0.2)], [8, 15, 5]),
            0.5,
        )
    with wrapped(c, wide, -tall * 0.4, tilt, view):
        sticker(c, sign, paper, ink, width=wide * 1.3, height=tall * 0.5, name=name)
    if opened:
        mouth(c, neck, -tall, max(tilt, 0.14), mix(body, "milk", 0.7), shade(body, 0.5), 14)
    else:
        with c.at(0, -tall):
            lid(c, neck + 14, 8, 62, tilt, cap)


def _spoon(c: Canvas, body: str) -> None:
    c.paint(brush([(0, 0), (60, -120), (96, -250)], [16, 13, 18]), "oak", "slope")
    c.paint(ellipse(-8, 16, 40, 30).turned(-62, (-8, 16)), "oak", "round")
    c.paint(ellipse(-10, 16, 30, 20).turned(-62, (-10, 16)), body, "round")


def _dripping_spoon(c: Canvas, who: Person, body: str) -> None:
    c.paint(brush([(4, 40), (2, 100), (10, 190)], [26, 12, 20]), body, "tube")
    c.paint(brush([(20, 20), (140, -110), (240, -220)], [16, 14, 20]), "oak", "slope")
    c.paint(ellipse(0, 34, 54, 36).turned(-48, (0, 34)), "oak", "round")
    c.paint(ellipse(-4, 38, 42, 27).turned(-48, (-4, 38)), body, "round")
    with c.at(196, -168):
        pinch(c, who)


def bottle(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "tomato",
    cap: str = "ink",
    paper: str = "cream",
    ink: str = "tomato",
    sign: str = "flame",
    tall: float = 520,
    wide: float = 98,
    pump: bool = False,
    name: str = "",
) -> None:
    """A bottle with a neck, or with a pump."""
    if view == "use":
        with c.at(-30, 60):
            with c.at(wide, 60):
                wrap_back(c, who)
            with c.at(0, tall * 0.52):
                _bottle_body(c, view, body, cap, paper, ink, sign, tall, wide, pump, name)
            with c.at(wide, 90):
                wrap_front(c, who, 118)
        if pump:
            with c.at(-30, 60 - tall * 0.62, flip=True):
                c.paint(ellipse(150, 120, 34), mix(body, "milk", 0.6), "round")
        return
    if view == "angle":
        with c.at(-96, -10, 0.86):
            _bottle_body(c, view, body, cap, paper, ink, sign, tall, wide, pump, name)
        with c.at(84, 26, 1.0):
            _bottle_body(c, view, body, cap, paper, ink, sign, tall, wide, pump, name)
        return
    _bottle_body(c, view, body, cap, paper, ink, sign, tall, wide, pump, name)


def _bottle_body(
    c: Canvas,
    view: View,
    body: str,
    cap: str,
    paper: str,
    ink: str,
    sign: str,
    tall: float,
    wide: float,
    pump: bool,
    name: str,
) -> None:
    tilt, neck = TILT[view], wide * 0.36
    profile = [
        (wide * 0.92, 0),
        (wide, -22),
        (wide, -tall * 0.58),
        (wide * 0.7, -tall * 0.72),
        (neck, -tall * 0.82),
        (neck, -tall),
    ]
    glass = lathe(c, profile, body, tilt, "tube")
    with c.clip(glass):
        gloss(
            c,
            brush([(-wide * 0.7, -tall * 0.56), (-wide * 0.76, -tall * 0.3), (-wide * 0.7, -tall * 0.1)], [6, 13, 5]),
            0.5,
        )
        c.paint(band(wide, -tall * 0.5, -tall * 0.14, tilt), paper, "tube", depth=0.5, shine=0.3)
        c.paint(band(wide, -tall * 0.5, -tall * 0.485, tilt) + band(wide, -tall * 0.155, -tall * 0.14, tilt), ink)
    with wrapped(c, wide, -tall * 0.32, tilt, view):
        c.paint(mark(sign).scaled(wide / 88).moved(0, -tall * 0.045), ink, wobble=0.5)
        if name:
            c.write(name, 0, tall * 0.115, min(32, wide * 2.3 / max(len(name), 4)), ink, weight=760)
    if pump:
        c.paint(rect(-neck - 8, -tall - 16, neck * 2 + 16, 54, 8), cap, "tube")
        c.paint(rect(-9, -tall - 84, 18, 74), cap, "tube")
        c.paint(
            path(
                f"M -118 {-tall - 92} Q -110 {-tall - 118} -70 {-tall - 118} L 44 {-tall - 118} L 44 {-tall - 80} L -60 {-tall - 80} L -96 {-tall - 66} Z"
            ),
            cap,
            "down",
        )
    else:
        c.paint(rect(-neck - 8, -tall - 62, neck * 2 + 16, 86, 10), cap, "tube")


def caddy(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "basil",
    ink: str = "butter",
    paper: str = "cream",
    sign: str = "leaf",
    tall: float = 300,
    wide: float = 132,
    spill: str = "basil",
    pattern: str = "waves",
) -> None:
    """A round tea caddy wrapped in patterned paper."""
    tilt = TILT[view]
    if view == "use":
        with c.at(-40, 170):
            with c.at(wide, -tall * 0.5):
                wrap_back(c, who)
            _caddy_body(c, view, body, ink, paper, sign, tall, wide, pattern, opened=True)
            with c.at(wide, -tall * 0.36):
                wrap_front(c, who, 120)
            with c.at(-60, -tall - 60, flip=True):
                _scoop(c, who, spill)
        return
    _caddy_body(c, view, body, ink, paper, sign, tall, wide, pattern, opened=view == "angle")
    if view == "angle":
        with c.at(-wide - 96, 30):
            lid(c, wide * 0.98, 0, 70, tilt, body)
        heap(c, spill, wide + 110, 44, 0.8)


def _caddy_body(
    c: Canvas,
    view: View,
    body: str,
    ink: str,
    paper: str,
    sign: str,
    tall: float,
    wide: float,
    pattern: str,
    *,
    opened: bool,
) -> None:
    tilt = TILT[view]
    skin = lathe(c, [(wide, 0), (wide, -tall)], body, tilt, "tube", soft=False)
    with c.clip(skin):
        if pattern == "waves":
            for row in range(13):
                y = row * 32 - tall + 12
                c.tint(
                    union(ellipse(x + (row % 2) * 34, y, 34, 34) for x in range(-170, 180, 68)), ink, 0.55, wobble=0.6
                )
                c.paint(
                    union(ellipse(x + (row % 2) * 34, y + 5, 34, 34) for x in range(-170, 180, 68)), body, wobble=0.6
                )
        elif pattern == "dots":
            c.tint(
                union(
                    ellipse(x + (row % 2) * 26, row * 36 - tall + 20, 8)
                    for row in range(11)
                    for x in range(-160, 170, 52)
                ),
                ink,
                0.8,
            )
        else:
            c.tint(union(rect(x, -tall - 40, 8, tall + 90) for x in range(-150, 160, 38)), ink, 0.55)
        c.multiply(rect(wide * 0.45, -tall - 50, wide, tall + 120), "mauve", 0.35, stipple=0.4, fade="left")
    with wrapped(c, wide, -tall * 0.44, tilt, view):
        c.paint(rect(-50, -84, 100, 168, 4), paper, "slope", depth=0.3, wobble=0.6)
        c.paint(mark(sign).scaled(0.66).moved(0, -28), shade(body, 0.4), wobble=0.5)
        c.paint(rect(-4, 22, 8, 42, 3) + rect(-16, 34, 8, 24, 3) + rect(10, 30, 8, 30, 3), shade(body, 0.4), wobble=0.5)
    if opened:
        mouth(c, wide - 6, -tall, max(tilt, 0.2), "silver", shade(body, 1.2), 10)
    else:
        with c.at(0, -tall):
            lid(c, wide + 5, 4, 84, tilt, body)
            c.paint(band(wide + 5, -10, 4, tilt), ink, "tube", wobble=0.5)


def _scoop(c: Canvas, who: Person, spill: str) -> None:
    c.paint(brush([(0, 0), (-90, 24), (-170, 60)], [18, 14, 12]), "oak", "slope")
    c.paint(ellipse(-186, 70, 50, 28).turned(-22, (-186, 70)), "oak", "bowl")
    c.paint(ellipse(-188, 62, 38, 16).turned(-22, (-188, 62)), spill, "round")
    with c.at(0, 0):
        pinch(c, who)
