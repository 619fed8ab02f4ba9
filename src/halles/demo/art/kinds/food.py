"""Things to eat: cheese, pouches, bread, cartons."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, palm_up, wrap_back, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, path, polygon, rect, smooth, union
from halles.demo.art.solids import View, box, box_front, lathe


def cheese(
    c: Canvas,
    view: View,
    who: Person,
    *,
    rind: str = "sand",
    paste: str = "butter",
    wide: float = 270,
    tall: float = 170,
    sign: str = "mountain",
    blue: bool = False,
) -> None:
    """A wheel of mountain cheese with a wedge taken out of it."""
    if view == "use":
        with c.at(-20, 60):
            palm_up(c, who, front=False)
            with c.at(-30, 26, 1.15):
                _wedge(c, rind, paste, blue)
            palm_up(c, who, front=True)
        return
    if view == "angle":
        c.paint(ellipse(0, -12, 330, 96), "oak", "slope")
        c.paint(ellipse(0, -20, 330, 96).minus(ellipse(0, -20, 312, 86)), light("oak"), wobble=0.6)
        with c.at(-50, -20, 0.8):
            _wheel(c, rind, paste, wide, tall, sign, 0.36, blue)
        with c.at(190, 0, 0.78):
            _wedge(c, rind, paste, blue)
        return
    _wheel(c, rind, paste, wide, tall, sign, 0.24, blue)


def _wheel(c: Canvas, rind: str, paste: str, wide: float, tall: float, sign: str, tilt: float, blue: bool) -> None:
    side = lathe(c, [(wide * 0.97, 0), (wide, -tall * 0.5), (wide * 0.97, -tall)], rind, tilt, "tube")
    with c.clip(side):
        for k, x in enumerate((-200, -120, -10, 90, 180, 236)):
            c.tint(ellipse(x, -tall * (0.2 + 0.13 * (k % 4)), 34, 16), shade(rind, 0.9), 0.4, stipple=0.9)
    c.paint(ellipse(0, -tall, wide * 0.97, wide * tilt), light(rind, 0.8), "slope", depth=0.6)
    c.paint(mark(sign).scaled(1.5, 1.5 * tilt * 1.7).moved(-70, -tall - wide * tilt * 0.2), shade(rind, 0.8), alpha=0.8)
    near = wide * tilt
    cut = polygon([(20, -tall), (120, -tall + near * 0.93), (120, near * 0.9), (20, -4)])
    face = polygon([(20, -tall), (250, -tall + near * 0.2), (250, near * 0.2), (20, -4)])
    gap = path(
        f"M 20 {-tall} L 250 {-tall + near * 0.2} Q 210 {-tall + near * 0.75} 120 {-tall + near * 0.93} L 120 {near * 1.02} Q 230 {near * 0.8} 250 {near * 0.2} Z"
    )
    c.paint(gap, shade(paste, 0.5))
    c.paint(face, paste, "slope", depth=0.4)
    c.paint(cut, shade(paste, 0.55), "slope", depth=0.5, shine=0.2)
    _eyes(
        c,
        paste,
        blue,
        [(160, -tall * 0.6), (200, -tall * 0.3), (120, -tall * 0.35), (70, -tall * 0.2), (62, -tall * 0.66)],
    )


def _wedge(c: Canvas, rind: str, paste: str, blue: bool) -> None:
    c.paint(path("M -190 -20 L 130 -70 L 190 -10 L 190 -170 L 130 -240 L -190 -160 Z"), paste, "slope", depth=0.2)
    c.paint(polygon([(130, -70), (196, -6), (196, -172), (130, -240)]), rind, "edge")
    c.paint(polygon([(-190, -160), (130, -240), (196, -172), (-120, -140)]), light(paste, 0.8), "slope", depth=0.2)
    c.paint(polygon([(-190, -20), (-190, -160), (196, -172), (196, -6), (60, 8)]), paste, "slope", depth=0.55)
    c.paint(polygon([(178, -172), (196, -172), (196, -6), (178, -4)]), rind, "slope")
    _eyes(c, paste, blue, [(-110, -90), (-30, -50), (50, -110), (110, -60), (20, -140), (140, -130), (-60, -130)])


def _eyes(c: Canvas, paste: str, blue: bool, spots: list[tuple[float, float]]) -> None:
    tone = mix("sea", "slate", 0.4) if blue else shade(paste, 0.9)
    for k, (x, y) in enumerate(spots):
        r = (9, 14, 7, 11)[k % 4]
        c.paint(ellipse(x, y, r * 1.3, r * 0.8).turned(20 * (k % 3) - 20, (x, y)), tone, wobble=0.6)


def pouch(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "sand",
    band_colour: str = "basil",
    ink: str = "cream",
    sign: str = "wheat",
    spill: str = "walnut",
    name: str = "",
    tall: float = 430,
    wide: float = 300,
) -> None:
    """A stand-up bag with a folded top, and what is in it spilled before it."""
    if view == "use":
        with c.at(-30, 230):
            with c.at(wide / 2, -tall * 0.5):
                wrap_back(c, who)
            _bag(c, body, band_colour, ink, sign, name, tall, wide)
            with c.at(wide / 2, -tall * 0.44):
                wrap_front(c, who, 140)
        return
    if view == "angle":
        with c.at(-60, -20, turn=-5):
            _bag(c, body, band_colour, ink, sign, name, tall * 0.94, wide * 0.94)
        heap(c, spill, 150, 26)
        with c.at(190, 10):
            c.paint(brush([(0, 0), (60, -40), (130, -90)], [20, 15, 20]), "oak", "slope")
            c.paint(ellipse(-30, 14, 56, 34).turned(-24, (-30, 14)), "oak", "bowl")
            heap(c, spill, -30, 6, 0.4)
        return
    _bag(c, body, band_colour, ink, sign, name, tall, wide)
    heap(c, spill, 190, 30, 0.8)


def _bag(c: Canvas, body: str, band_colour: str, ink: str, sign: str, name: str, tall: float, wide: float) -> None:
    h = wide / 2
    sack = path(
        f"M {-h} 0 C {-h - 16} {-tall * 0.4} {-h + 6} {-tall * 0.7} {-h * 0.84} {-tall} L {h * 0.84} {-tall} C {h - 6} {-tall * 0.7} {h + 16} {-tall * 0.4} {h} 0 Q 0 26 {-h} 0 Z"
    )
    c.paint(sack, body, "slope")
    with c.clip(sack):
        c.paint(rect(-wide, -tall * 0.66, wide * 2, tall * 0.46), band_colour, "slope", shine=0.4)
        c.tint(
            polygon([(h * 0.45, -tall), (h * 0.3, -tall * 0.6), (h * 0.52, 0), (h * 0.6, 0), (h * 0.42, -tall * 0.6)]),
            shade(body, 0.8),
            0.25,
        )
    c.paint(
        path(
            f"M {-h * 0.86} {-tall - 46} L {h * 0.86} {-tall - 46} L {h * 0.86} {-tall + 6} L {-h * 0.86} {-tall + 6} Z"
        ),
        shade(body, 0.45),
        "slope",
    )
    c.paint(rect(-h * 0.5, -tall - 34, h, 20, 6), band_colour, wobble=0.6)
    c.paint(mark(sign).scaled(1.05).moved(0, -tall * (0.47 if name else 0.43)), ink)
    if name:
        c.write(name, 0, -tall * 0.26, min(40, wide * 1.25 / max(len(name), 5)), ink, weight=760)


def heap(c: Canvas, colour: str, x: float, y: float, size: float = 1.0) -> None:
    """A small heap of grains, leaves or beans."""
    with c.at(x, y, size):
        seeds = [((k * 53) % 180 - 90, -abs(((k * 37) % 50) - (abs((k * 53) % 180 - 90) * 0.35))) for k in range(44)]
        c.paint(smooth([(-104, 8), (-60, -20), (0, -46), (60, -22), (104, 8), (0, 18)]), shade(colour, 0.6), "slope")
        c.paint(union(ellipse(a, b + 6, 10, 7).turned(a, (a, b + 6)) for a, b in seeds[::2]), colour, wobble=0.4)
        c.paint(
            union(ellipse(a, b + 2, 8, 6).turned(a, (a, b + 2)) for a, b in seeds[1::3]), light(colour, 0.8), wobble=0.4
        )


def loaf(
    c: Canvas, view: View, who: Person, *, crust: str = "amber", crumb: str = "cream", seeds: bool = False
) -> None:
    """A scored round loaf; sliced in the angle view."""
    if view == "use":
        with c.at(-20, 60):
            palm_up(c, who, front=False)
            with c.at(-40, 10, 0.86):
                _round_loaf(c, crust, crumb, seeds)
            palm_up(c, who, front=True)
        return
    if view == "angle":
        box(c, 640, 40, 200, "oak", "front", 20)
        with c.at(-90, -36, 0.9):
            _round_loaf(c, crust, crumb, seeds)
        for k in (0, 1):
            with c.at(170 + 74 * k, -36 + 8 * k, 0.8):
                slice_ = path(
                    "M -120 0 C -150 -80 -130 -190 -60 -220 C 0 -244 70 -226 104 -190 C 150 -140 140 -60 116 0 Z"
                )
                c.paint(slice_, shade(crust, 0.3), "slope")
                c.paint(slice_.scaled(0.88, 0.9, (0, -90)), crumb, "slope", depth=0.5)
                c.paint(
                    union(ellipse((j * 61) % 160 - 80, -40 - (j * 47) % 140, 7 + j % 4, 5) for j in range(14)),
                    shade(crumb, 0.5),
                    wobble=0.4,
                )
        return
    _round_loaf(c, crust, crumb, seeds)


def _round_loaf(c: Canvas, crust: str, crumb: str, seeds: bool) -> None:
    body = path(
        "M -300 -60 C -310 -180 -180 -290 0 -292 C 180 -290 310 -180 300 -60 C 296 0 220 4 0 6 C -220 4 -296 0 -300 -60 Z"
    )
    c.paint(body, crust, "bowl", depth=1.2)
    with c.clip(body):
        for x in (-150, -20, 110):
            c.paint(brush([(x - 70, -80), (x, -190), (x + 96, -270)], [6, 40, 8]), mix(crumb, crust, 0.25), "slope")
            c.paint(brush([(x - 60, -76), (x + 12, -180), (x + 100, -262)], [3, 10, 3]), light(crumb))
        c.tint(
            path("M -300 -150 C -200 -300 100 -320 260 -200 C 120 -270 -160 -260 -300 -100 Z"), "milk", 0.5, stipple=1.2
        )
        if seeds:
            c.paint(
                union(
                    ellipse((j * 83) % 520 - 260, -70 - (j * 47) % 150, 8, 5).turned(
                        j * 40, ((j * 83) % 520 - 260, -70 - (j * 47) % 150)
                    )
                    for j in range(36)
                ),
                "butter",
                wobble=0.3,
            )


def tablet(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "plum",
    ink: str = "butter",
    sign: str = "star",
    inside: str = "walnut",
    name: str = "",
) -> None:
    """A flat carton of sweets or biscuits."""
    if view == "use":
        with c.at(-60, 60):
            with c.at(150, 0):
                wrap_back(c, who)
            with c.at(0, 220):
                _carton(c, "front", body, ink, sign, name)
            with c.at(150, 30):
                wrap_front(c, who, 140)
        return
    _carton(c, view, body, ink, sign, name)
    if view == "angle":
        for k, (x, y) in enumerate(((250, 36), (318, 22), (290, -12))):
            c.paint(rect(x - 34, y - 34, 66, 44, 12), shade(inside, 0.1 * k), "slope")
            c.paint(rect(x - 34, y - 40, 66, 26, 10), light(inside, 0.6), "slope", depth=0.4)


def _carton(c: Canvas, view: View, body: str, ink: str, sign: str, name: str) -> None:
    box(c, 300, 400, 90, body, view, 10)
    with box_front(c, 300, 400, 90, view):
        c.paint(rect(-134, -384, 268, 368, 4).minus(rect(-126, -376, 252, 352, 2)), ink, wobble=0.5)
        c.paint(mark(sign).scaled(1.5).moved(0, -236), ink)
        c.write(name or "HALLES", 0, -92, min(44, 330 / max(len(name), 5)), ink, weight=780)
        c.paint(rect(-60, -70, 120, 6, 3), ink, wobble=0.4)
