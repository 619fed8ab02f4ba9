"""Wood and iron for the kitchen: rolling pins, baskets, whisks, pans, boards."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, cradle, fist, pinch, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, path, rect, ring, smooth, union
from halles.demo.art.solids import TILT, View, band, box, lathe, mouth


def grain(c: Canvas, x: float, y: float, w: float, h: float, tone: str) -> None:
    """The wood's own lines, along x; the caller has clipped."""
    lines = [
        brush([(x, y + k * 26 + 8), (x + w * 0.5, y + k * 26 + (k * 7 % 14)), (x + w, y + k * 26 + 4)], [2, 5, 2])
        for k in range(int(h / 26) + 1)
    ]
    c.tint(union(lines), shade(tone, 0.9), 0.45)


def rolling_pin(
    c: Canvas, view: View, who: Person, *, body: str = "oak", grips: str = "walnut", sign: str = ""
) -> None:
    """A turned rolling pin; rolling dough in use."""
    if view == "use":
        c.paint(rect(-700, 160, 1400, 1000), "birch", "down")
        c.paint(smooth([(-330, 230), (-120, 160), (160, 170), (340, 240), (240, 330), (-200, 340)]), "cream", "slope")
        for flip in (False, True):
            with c.at(330 if not flip else -330, 150, 0.86, flip=flip):
                fist(c, who, front=False)
        with c.at(0, 150, 1.1):
            _pin(c, body, grips, sign)
        for flip in (False, True):
            with c.at(330 if not flip else -330, 150, 0.86, flip=flip):
                fist(c, who, front=True)
        return
    with c.at(0, 0 if view == "front" else 30, 1.1, turn=-32 if view == "front" else 18):
        _pin(c, body, grips, sign)
    if view == "angle":
        c.tint(
            union(ellipse((k * 0.618 % 1) * 700 - 350, (k * 0.7549 % 1) * 500 - 200, 6 + k % 5) for k in range(40)),
            "milk",
            0.9,
        )


def _pin(c: Canvas, body: str, grips: str, sign: str) -> None:
    for s in (-1, 1):
        c.paint(brush([(s * 220, 0), (s * 270, 0), (s * 310, 0), (s * 372, 0)], [26, 26, 46, 38]), grips, "down")
    roll = rect(-236, -66, 472, 132, 26)
    c.paint(roll, body, "down", depth=1.1)
    with c.clip(roll):
        grain(c, -240, -66, 480, 132, body)
        if sign:
            c.paint(
                union(mark(sign).scaled(0.62).moved(x, y) for x in range(-180, 200, 72) for y in (-26, 34)),
                shade(body, 0.9),
                alpha=0.8,
            )


def basket(
    c: Canvas, view: View, who: Person, *, body: str = "sand", band_colour: str = "tomato", fill: str = "leaf"
) -> None:
    """A woven basket; full in the angle view and on the arm."""
    if view == "use":
        with c.at(-40, 300, 1.05):
            _basket(c, body, band_colour, fill, 0.16)
        with c.at(20, -180):
            wrap_front(c, who, 100)
        return
    with c.at(0, 0, 1.12):
        _basket(c, body, band_colour, fill if view == "angle" else "", TILT[view] + 0.06)


def _basket(c: Canvas, body: str, band_colour: str, fill: str, tilt: float) -> None:
    c.paint(brush([(-210, -220), (-180, -410), (0, -490), (180, -410), (210, -220)], 26), shade(body, 0.4), "slope")
    if fill:
        for x, y, tone in ((-130, -270, "tomato"), (-30, -300, "saffron"), (80, -286, "plum"), (150, -260, "tomato")):
            c.paint(ellipse(x, y, 72), tone, "round")
        c.paint(
            mark("leaf").scaled(1.7).turned(-30).moved(-190, -300)
            + mark("leaf").scaled(1.6).turned(24).moved(20, -370),
            fill,
            "slope",
        )
    pot = lathe(c, [(180, 0), (226, -110), (248, -240)], body, tilt, "tube")
    with c.clip(pot):
        for row in range(10):
            level = -250 + row * 30 + 248 * tilt * 0.4
            c.tint(
                union(ellipse(x + (row % 2) * 26, level, 22, 11) for x in range(-260, 270, 52)), light(body, 0.9), 0.6
            )
            c.multiply(
                union(
                    brush([(x + (row % 2) * 26 + 26, level - 9), (x + (row % 2) * 26 + 26, level + 9)], 4, soft=False)
                    for x in range(-286, 270, 52)
                ),
                mix(body, "walnut", 0.6),
                0.4,
            )
        c.paint(band(240, -150, -118, tilt), band_colour, "tube")
    c.paint(ring(0, -240, 254, 254 * tilt + 6, 16), light(body, 0.3), "slope")


def whisk(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "birch",
    tie: str = "ink",
    bowl: str = "char",
    tea: str = "matcha",
) -> None:
    """A bamboo tea whisk; whipping green tea in use."""
    if view == "use":
        with c.at(-40, 330):
            lathe(c, [(120, 0), (230, -110), (260, -200)], bowl, 0.3, "tube")
            mouth(c, 260, -200, 0.3, bowl, tea, 16)
            c.paint(
                union(
                    ellipse(x, -196 + y, 18, 9)
                    for x, y in ((-120, 10), (-60, 40), (30, 50), (110, 20), (60, -20), (-40, -24))
                ),
                light(tea, 1.2),
            )
        with c.at(-20, -200, 0.9, turn=184):
            _chasen(c, body, tie)
        c.paint(path("M -160 130 Q -10 190 130 126 Q -10 160 -160 130 Z"), light(tea, 1.0))
        with c.at(2, -150):
            pinch(c, who)
        return
    if view == "angle":
        with c.at(150, 20):
            lathe(c, [(90, 0), (190, -90), (214, -170)], bowl, 0.28, "tube")
            mouth(c, 214, -170, 0.28, bowl, tea, 14)
        with c.at(-190, 30, 0.9, turn=-7):
            _chasen(c, body, tie)
        return
    with c.at(0, 0, 1.3):
        _chasen(c, body, tie)


def _chasen(c: Canvas, body: str, tie: str) -> None:
    lathe(c, [(58, 0), (54, -90), (56, -170)], body, 0.14, "tube")
    tines = path("M -56 -168 C -110 -230 -120 -330 -84 -380 C -60 -350 60 -350 84 -380 C 120 -330 110 -230 56 -168 Z")
    c.paint(tines, light(body, 0.3), "tube")
    with c.clip(tines):
        c.tint(
            union(brush([(x * 0.55, -170), (x * 1.15, -280), (x, -390)], 5) for x in range(-96, 100, 16)),
            shade(body, 1.0),
            0.7,
        )
        c.paint(ellipse(0, -372, 40, 60), light(body, 0.8), "tube")
    c.paint(band(57, -186, -162, 0.14), tie, "tube")


def skillet(c: Canvas, view: View, who: Person, *, body: str = "char", grip: str = "char", food: str = "egg") -> None:
    """A cast iron pan: leaning, from above with breakfast in it, shaken by its handle."""
    if view == "front":
        with c.at(0, -10, 1.05):
            _pan(c, body, grip, "")
        return
    if view == "angle":
        with c.at(0, 60, 1.1, turn=24):
            _pan(c, body, grip, food)
        return
    with c.at(234, -35, turn=-28):
        fist(c, who, front=False)
    with c.at(-190, 190, 0.8, turn=62):
        _pan(c, body, grip, food)
    with c.at(234, -35, turn=-28):
        fist(c, who, front=True)


def _pan(c: Canvas, body: str, grip: str, food: str) -> None:
    c.paint(
        path("M -34 -500 C -44 -600 -40 -690 0 -700 C 40 -690 44 -600 34 -500 Z").minus(ellipse(0, -660, 14, 22)),
        grip,
        "slope",
    )
    c.paint(ellipse(0, -260, 262), body, "slope")
    c.paint(ellipse(4, -256, 232), mix(body, "slate", 0.25), "inside")
    if food == "egg":
        for x, y in ((-74, -300), (74, -220)):
            c.paint(
                smooth(
                    [
                        (x - 96, y),
                        (x - 40, y - 76),
                        (x + 50, y - 70),
                        (x + 96, y + 6),
                        (x + 30, y + 80),
                        (x - 56, y + 66),
                    ]
                ),
                "milk",
                "slope",
            )
            c.paint(ellipse(x, y, 40), "saffron", "round")
        c.paint(
            union(
                mark("leaf").scaled(0.4).turned(40 * k).moved(*p)
                for k, p in enumerate(((-140, -180), (120, -350), (10, -400), (-20, -130)))
            ),
            "leaf",
        )
    elif food == "cornbread":
        c.paint(ellipse(4, -256, 214), "saffron", "slope")
        c.paint(rect(-210, -260, 428, 7) + rect(0, -470, 7, 428), shade("saffron", 0.8))
        c.paint(rect(-36, -300, 76, 64, 12), "butter", "slope")


def board(
    c: Canvas, view: View, who: Person, *, body: str = "oak", accent: str = "walnut", cord: str = "tomato"
) -> None:
    """A serving board with a stripe of darker wood."""
    if view == "use":
        cradle(c, who, 250, front=False, drop=30)
        with c.at(0, 130, 0.92):
            box(c, 700, 46, 200, body, "front", 20)
            with c.at(-110, -46, 0.5):
                c.paint(
                    path(
                        "M -300 -60 C -310 -180 -180 -290 0 -292 C 180 -290 310 -180 300 -60 C 296 0 -296 0 -300 -60 Z"
                    ),
                    "amber",
                    "bowl",
                )
            c.paint(ellipse(150, -110, 66), "tomato", "round")
            c.paint(ellipse(236, -88, 44), "plum", "round")
        cradle(c, who, 250, front=True, drop=30)
        return
    with c.at(0, 40 if view == "front" else 60, 1.0, turn=-6 if view == "front" else 28):
        plank = path(
            "M -230 -250 L 230 -250 Q 256 -250 256 -224 L 256 330 Q 256 360 226 360 L -226 360 Q -256 360 -256 330 L -256 -224 Q -256 -250 -230 -250 Z"
        ) + rect(-62, -440, 124, 220, 40)
        c.paint(plank.minus(ellipse(0, -376, 24)), body, "slope")
        with c.clip(rect(-256, -250, 512, 610, 26)):
            grain(c, -260, -250, 520, 610, body)
            c.paint(rect(60, -260, 54, 640) + rect(130, -260, 16, 640), accent, "slope")
        c.paint(brush([(0, -384), (60, -470), (-10, -520), (-40, -440), (0, -372)], 8), cord)
