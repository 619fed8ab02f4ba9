"""Soap, shaving and candles."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, pale, shade
from halles.demo.art.hands import Person, bubble, cradle, palm_up, pinch, wrap_back, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, path, rect, smooth, union
from halles.demo.art.solids import TILT, View, box, box_front, box_top, lathe, mouth, wrapped


def cube(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "olive",
    ink: str = "",
    sign: str = "olive",
    text: str = "72 %",
    second: str = "",
) -> None:
    """A stamped cube of soap; three stacked in the angle view; lathering hands in use."""
    deep = ink or _pressed(body)
    if view == "use":
        cradle(c, who, 150, front=False, drop=40)
        with c.at(0, 190):
            _block(c, 270, 250, 230, body, deep, sign, text, "front")
        cradle(c, who, 150, front=True, drop=40)
        _foam(c)
        return
    if view == "angle":
        with c.at(-110, 0):
            _block(c, 250, 230, 230, body, deep, sign, text, "angle")
        with c.at(170, 40):
            _block(c, 220, 200, 200, second or light(body, 0.6), _pressed(second or body), sign, text, "angle")
        with c.at(-96, -262):
            _block(c, 230, 190, 210, body, deep, sign, "", "angle")
        return
    _block(c, 330, 310, 300, body, deep, sign, text, "angle")


def _pressed(body: str | RGB) -> str:
    red, green, blue = shade(body, 1.25)
    return f"{round(red * 255):02X}{round(green * 255):02X}{round(blue * 255):02X}"


def _block(
    c: Canvas, width: float, height: float, deep: float, body: str | RGB, ink: str, sign: str, text: str, view: View
) -> None:
    box(c, width, height, deep, body, view, 26)
    with box_front(c, width, height, deep, view):
        c.paint(
            rect(-width * 0.4, -height * 0.9, width * 0.8, height * 0.8, 10).minus(
                rect(-width * 0.37, -height * 0.87, width * 0.74, height * 0.74, 7)
            ),
            ink,
            alpha=0.7,
        )
        c.paint(mark(sign).scaled(width / 240).moved(0, -height * 0.58), ink, alpha=0.9)
        if text:
            c.write(text, 0, -height * 0.19, width * 0.17, ink, weight=780)
    if view == "angle":
        with box_top(c, width, height, deep):
            c.paint(
                ellipse(0, -deep / 2, width * 0.2, deep * 0.2).minus(ellipse(0, -deep / 2, width * 0.17, deep * 0.17)),
                ink,
                alpha=0.5,
            )


def _foam(c: Canvas) -> None:
    for x, y, r in (
        (-150, -40, 54),
        (-96, -92, 44),
        (-30, -110, 60),
        (50, -100, 48),
        (112, -64, 56),
        (160, -10, 40),
        (-182, 10, 36),
        (10, -160, 34),
        (-70, -170, 24),
        (96, -160, 28),
    ):
        bubble(c, x, y, r)
    for x, y, r in ((-210, -190, 22), (190, -220, 30), (40, -290, 18), (-120, -300, 26), (250, -90, 16)):
        bubble(c, x, y, r)


def bar(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "lilac",
    ink: str = "",
    sign: str = "flower",
    sprig: str = "plum",
    text: str = "",
) -> None:
    """An oval bar on a dish or a wooden rack."""
    deep = ink or _pressed(body)
    if view == "use":
        palm_up(c, who, front=False)
        with c.at(-40, 20, 1.1):
            _bar_body(c, body, deep, sign, text, 0.5)
        palm_up(c, who, front=True)
        for x, y, r in ((-200, -150, 34), (-90, -210, 26), (90, -190, 40), (180, -110, 22), (10, -290, 18)):
            bubble(c, x, y, r)
        return
    c.paint(rect(-260, -44, 520, 44, 14), "oak", "down")
    c.paint(union(rect(-240 + 86 * k, -58, 60, 18, 8) for k in range(6)), "oak", "down")
    with c.at(0, -52):
        _bar_body(c, body, deep, sign, text, 0.42 if view == "front" else 0.62)
    if view == "angle":
        with c.at(96, -160, turn=-7):
            _bar_body(c, light(body, 0.5), deep, sign, text, 0.62)
    _sprig(c, sprig, -250, 20)


def _bar_body(c: Canvas, colour: str | RGB, ink: str, sign: str, text: str, tilt: float) -> None:
    side = smooth([(-210, -60), (-180, -10), (0, 6), (180, -10), (210, -60), (180, -120), (0, -140), (-180, -120)])
    c.paint(side, colour, "tube", depth=0.9)
    c.paint(ellipse(0, -96, 206, 150 * tilt), light(colour, 0.7), "slope", depth=0.6)
    c.paint(ellipse(0, -96, 160, 112 * tilt).minus(ellipse(0, -96, 150, 104 * tilt)), ink, alpha=0.6)
    c.paint(mark(sign).scaled(1.5, 1.5 * tilt * 1.3).moved(0, -98), ink, alpha=0.9)


def _sprig(c: Canvas, colour: str, x: float, y: float) -> None:
    with c.at(x, y, turn=14):
        c.paint(brush([(0, 0), (60, -50), (150, -80)], 6), "leaf")
        for k in range(7):
            c.paint(
                ellipse(60 + k * 16, -58 - k * 6 + (12 if k % 2 else -12), 13, 9).turned(
                    -30, (60 + k * 16, -58 - k * 6)
                ),
                colour,
                "round",
            )


def candle(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "cream",
    wax: str = "milk",
    ink: str = "ink",
    sign: str = "moon",
    name: str = "",
    wide: float = 150,
    tall: float = 260,
    lit: bool = True,
) -> None:
    """A candle in a beaker; burning in the angle view and in the hands."""
    if view == "use":
        cradle(c, who, wide, front=False, drop=60)
        with c.at(0, 210):
            _beaker(c, 0.14, body, wax, ink, sign, name, wide, tall, view)
            if lit:
                _flame(c, 0, -tall - 16, 1.3)
        cradle(c, who, wide, front=True, drop=60)
        return
    tilt = TILT[view]
    _beaker(c, tilt, body, wax, ink, sign, name, wide, tall, view)
    if view == "angle" and lit:
        _flame(c, 0, -tall - 6, 1.1)
        c.paint(brush([(wide + 40, 40), (wide + 190, 6)], 8, soft=False), "oak")
        c.paint(ellipse(wide + 38, 41, 9), "tomato")


def _beaker(
    c: Canvas, tilt: float, body: str, wax: str, ink: str, sign: str, name: str, wide: float, tall: float, view: View
) -> None:
    lathe(c, [(wide * 0.94, 0), (wide, -30), (wide, -tall)], body, tilt, "tube", soft=False)
    with wrapped(c, wide, -tall * 0.42, tilt, view):
        c.paint(mark(sign).scaled(0.95).moved(0, -tall * 0.06), ink)
        if name:
            c.write(name, 0, tall * 0.25, min(34, wide * 1.9 / max(len(name), 4)), ink, weight=700)
    mouth(c, wide, -tall, max(tilt, 0.1), body, wax, 13)
    c.paint(brush([(0, -tall + 6), (3, -tall - 26)], 6, soft=False), "char")


def _flame(c: Canvas, x: float, y: float, size: float) -> None:
    with c.at(x, y, size):
        c.paint(ellipse(0, -54, 130), "butter", alpha=0.16, wobble=0)
        c.paint(ellipse(0, -54, 84), "butter", alpha=0.26, wobble=0)
        c.paint(
            path("M 0 -120 C 16 -84 34 -62 30 -34 C 26 -6 -26 -6 -30 -34 C -34 -62 -14 -84 0 -120 Z"), "saffron", "down"
        )
        c.paint(path("M 0 -76 C 10 -56 18 -46 15 -30 C 12 -14 -12 -14 -15 -30 C -18 -46 -8 -56 0 -76 Z"), "milk")


def brush_set(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "walnut",
    hair: str = "oat",
    bowl: str = "sea",
    foam: str = "milk",
) -> None:
    """A shaving brush with its bowl of soap."""
    if view == "use":
        with c.at(120, 20, 1.25, turn=-38):
            _shaving_brush(c, body, hair, foam)
        with c.at(196, 4):
            wrap_back(c, who)
            wrap_front(c, who, 120)
        return
    x = -120 if view == "front" else -150
    with c.at(130, 0):
        lathe(c, [(100, 0), (150, -70), (172, -150)], bowl, TILT[view] + 0.06, "tube")
        mouth(c, 172, -150, max(TILT[view], 0.16), bowl, foam, 14)
        for dx, dy, r in ((-60, -160, 40), (-4, -176, 52), (60, -160, 38)):
            c.paint(ellipse(dx, dy, r, r * 0.6), foam, "round", dark="mist")
    with c.at(x, 0):
        _shaving_brush(c, body, hair, "")


def _shaving_brush(c: Canvas, body: str, hair: str, foam: str) -> None:
    lathe(c, [(66, 0), (70, -24), (34, -90), (58, -150), (52, -170)], body, 0.1, "tube")
    c.paint(rect(-54, -190, 108, 26, 6), "brass", "tube")
    tuft = path("M -50 -188 C -80 -260 -104 -310 -84 -348 C -40 -384 40 -384 84 -348 C 104 -310 80 -260 50 -188 Z")
    c.paint(tuft, hair, "tube")
    with c.clip(tuft):
        c.tint(
            union(brush([(x * 0.5, -190), (x, -370)], 4, soft=False) for x in range(-80, 90, 20)), shade(hair, 0.8), 0.6
        )
        c.tint(ellipse(0, -366, 100, 40), shade(hair, 1.2), 0.5)
    if foam:
        for x, y, r in ((-60, -356, 44), (0, -376, 56), (60, -352, 42)):
            c.paint(ellipse(x, y, r), foam, "round", dark=pale("sky", 0.4))


def match(c: Canvas, who: Person) -> None:
    """A hand with a burning match, the head at (0, 0)."""
    c.paint(brush([(0, 0), (100, -60)], 8, soft=False), "oak")
    _flame(c, -4, 8, 0.5)
    with c.at(100, -60):
        pinch(c, who)


def dish(c: Canvas, view: View, who: Person, *, body: str = "stone", rim_colour: str = "", soap: str = "olive") -> None:
    """A slatted dish with a bar on it."""
    tilt = max(TILT[view], 0.16)
    if view == "use":
        palm_up(c, who, front=False)
        with c.at(-40, 24, 0.9):
            _dish_body(c, 0.24, body, rim_colour or body, soap)
        palm_up(c, who, front=True)
        return
    _dish_body(c, tilt + 0.06, body, rim_colour or body, soap)


def _dish_body(c: Canvas, tilt: float, body: str, edge: str, soap: str) -> None:
    lathe(c, [(130, 0), (240, -40), (276, -76)], body, tilt, "tube")
    c.paint(ellipse(0, -76, 276, 276 * tilt), edge, "slope")
    c.paint(ellipse(0, -74, 248, 248 * tilt), mix(body, "milk", 0.35), "inside")
    with c.at(0, -70, 0.78):
        _bar_body(c, soap, _pressed(soap), "olive", "", 0.4)
