"""Hands as a poster shows them: few shapes, clear gestures. Each gesture has its own frame, noted in its sentence."""

from __future__ import annotations

from dataclasses import dataclass

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, as_rgb, light, mix, shade
from halles.demo.art.shape import Pairs, Shape, brush, ellipse, path, smooth

SKINS: dict[str, str] = {
    "porcelain": "F3CFB6",
    "peach": "E9B592",
    "olive": "D49A6E",
    "bronze": "B0744B",
    "umber": "8A5537",
    "ebony": "5F3A29",
}


@dataclass(frozen=True)
class Person:
    """Whose hands, face and sleeves: colours by name."""

    skin: str = "peach"
    sleeve: str = "indigo"
    cuff: str = ""

    @property
    def tone(self) -> RGB:
        """The skin's colour."""
        return as_rgb(SKINS[self.skin])

    @property
    def dusk(self) -> RGB:
        """The skin in shade: warmer, never grey."""
        return mix(shade(self.tone, 0.8), "brick", 0.22)

    @property
    def glow(self) -> RGB:
        """The skin in the light."""
        return light(self.tone, 0.7)

    @property
    def nail(self) -> RGB:
        """Fingernails: a little lighter and rosier than the skin."""
        return mix(light(self.tone, 0.9), "rose", 0.35)


def _skin(c: Canvas, who: Person, shape: Shape, form: str = "slope", depth: float = 0.8) -> None:
    c.paint(shape, who.tone, form, dark=who.dusk, lit=who.glow, depth=depth, shine=0.6, wobble=0.6, grain=0.6)


def finger(c: Canvas, who: Person, points: Pairs, width: float, *, nail: bool = True, form: str = "down") -> None:
    """One finger along points from knuckle to tip, with a dark seam on its far side."""
    end, before = points[-1], points[-2]
    widths = [width * (1.04 - 0.2 * k / (len(points) - 1)) for k in range(len(points))]
    line = brush(points, widths)
    c.paint(line.moved(2.5, 4.5), mix(who.dusk, "plum", 0.25), wobble=0.5)
    _skin(c, who, line, form, 0.7)
    if nail:
        dx, dy = end[0] - before[0], end[1] - before[1]
        length = max((dx * dx + dy * dy) ** 0.5, 1)
        ux, uy = dx / length, dy / length
        heart = (end[0] + ux * width * 0.06, end[1] + uy * width * 0.06)
        tip = (end[0] + ux * width * 0.2, end[1] + uy * width * 0.2)
        c.paint(brush([heart, tip], width * 0.42, soft=False), who.nail, wobble=0.2)


def knuckles(c: Canvas, who: Person, points: Pairs, width: float) -> None:
    """Let the fingers grow out of the hand: a patch of plain skin over where they begin."""
    c.paint(brush(points, width), who.tone, wobble=0.3, grain=0.6)


def sleeve(c: Canvas, who: Person, points: Pairs, width: float, flare: float = 1.25) -> None:
    """A forearm's sleeve from the wrist outwards, with a cuff."""
    widths = [width * (1 + (flare - 1) * k / (len(points) - 1)) for k in range(len(points))]
    c.paint(brush(points, widths, closed_tip=False), who.sleeve, "slope", shine=0.4)
    (x0, y0), (x1, y1) = points[0], points[1]
    length = max(((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5, 1)
    ux, uy = (x1 - x0) / length, (y1 - y0) / length
    cuff = brush([(x0 - ux * 4, y0 - uy * 4), (x0 + ux * 44, y0 + uy * 44)], width * 1.1, closed_tip=False, soft=False)
    c.paint(cuff, who.cuff or mix(who.sleeve, "linen", 0.25), "slope", shine=0.3)


def wrap_back(c: Canvas, who: Person) -> None:
    """Behind a thing held from the right: thumb and palm. Frame: the thing's right edge is x = 0, the grip's middle y = 0."""
    _skin(c, who, brush([(60, 20), (10, -70), (-70, -120)], [80, 66, 48]))


def wrap_front(c: Canvas, who: Person, reach: float = 150, *, bare: bool = False) -> None:
    """Before a thing held from the right: four fingers across it, back of the hand, sleeve to the lower right."""
    _skin(
        c,
        who,
        path(
            "M -6 -88 C 40 -120 108 -84 140 -30 C 168 20 226 60 236 104 C 240 150 190 178 150 164 C 96 150 30 136 -2 108 Z"
        ),
    )
    if not bare:
        sleeve(c, who, [(188, 112), (320, 248), (620, 590)], 128)
    for k, (y, share) in enumerate([(-62, 0.9), (-14, 1.06), (35, 1.0), (80, 0.8)]):
        points = [(34 - k * 2, y - 2), (-reach * share * 0.5, y - 8 + k), (-reach * share, y + 2)]
        finger(c, who, points, 54 - 3.4 * abs(k - 1.2))
    knuckles(c, who, [(30, -64), (38, -14), (38, 36), (30, 82)], 44)


def palm_up(c: Canvas, who: Person, *, front: bool) -> None:
    """An open hand under a thing, from the right: the thing stands on y = 0 around x = 0. Paint back, thing, front."""
    if not front:
        sleeve(c, who, [(262, 112), (380, 186), (760, 490)], 122)
        for points, width in [
            ([(40, 46), (-90, 30), (-214, -10)], 46.0),
            ([(40, 50), (-100, 44), (-240, 18)], 48.0),
        ]:
            finger(c, who, points, width, nail=False)
        return
    finger(c, who, [(60, 62), (-90, 60), (-226, 42)], 48, nail=False)
    finger(c, who, [(60, 74), (-70, 82), (-188, 72)], 44, nail=False)
    _skin(
        c,
        who,
        path(
            "M -60 22 C 20 6 120 14 190 44 C 240 64 300 84 316 120 C 320 160 276 178 236 164 C 170 142 40 130 -24 102 C -66 84 -90 40 -60 22 Z"
        ),
    )
    finger(c, who, [(196, 74), (120, 24), (58, -34)], 50, nail=True, form="slope")


def pinch(c: Canvas, who: Person) -> None:
    """Thumb and first finger meet at (0, 0); the hand comes from the upper right."""
    finger(c, who, [(150, -70), (120, 0), (92, 52)], 44)
    finger(c, who, [(140, -90), (84, -28), (52, 38)], 46)
    _skin(
        c,
        who,
        path(
            "M 66 -92 C 90 -150 170 -214 222 -214 C 262 -210 276 -170 250 -132 C 226 -90 196 -36 150 -16 C 110 -4 52 -40 66 -92 Z"
        ),
    )
    sleeve(c, who, [(232, -190), (330, -292), (640, -640)], 116)
    finger(c, who, [(118, -128), (26, -92), (6, -12)], 48, form="slope")
    finger(c, who, [(140, -60), (70, -30), (14, 10)], 50, form="slope")


def press(c: Canvas, who: Person) -> None:
    """A first finger presses at (0, 0); the hand comes from the lower right."""
    _skin(
        c,
        who,
        path(
            "M 70 60 C 110 40 180 60 214 110 C 250 150 270 196 240 228 C 206 250 150 230 120 196 C 90 164 46 110 70 60 Z"
        ),
    )
    sleeve(c, who, [(226, 206), (320, 318), (640, 740)], 116)
    finger(c, who, [(128, 92), (66, 50), (4, 6)], 48, form="slope")
    finger(c, who, [(158, 108), (96, 118), (88, 160)], 46, nail=False)
    finger(c, who, [(170, 136), (118, 150), (114, 190)], 44, nail=False)
    finger(c, who, [(96, 84), (58, 112), (66, 146)], 44, form="slope")


def cradle(c: Canvas, who: Person, half: float, *, front: bool, drop: float = 0) -> None:
    """Two hands hold a thing `half` wide to each side, whose grip is at y = 0. Paint back, thing, front."""
    for flip in (False, True):
        with c.at(half if not flip else -half, drop, flip=flip):
            if not front:
                sleeve(c, who, [(66, 150), (140, 300), (330, 720)], 120)
                _skin(
                    c,
                    who,
                    path(
                        "M -40 -60 C 10 -80 60 -40 78 20 C 96 80 128 130 120 180 C 100 220 20 210 0 160 C -20 110 -70 20 -40 -60 Z"
                    ),
                )
            else:
                _skin(
                    c,
                    who,
                    path(
                        "M 6 -34 C 40 -30 74 0 84 40 C 100 90 126 130 122 176 C 100 214 24 206 6 166 C -8 130 -30 100 -26 60 Z"
                    ),
                )
                for k, (y, reach) in enumerate([(98, 92.0), (58, 118.0), (16, 124.0), (-26, 104.0)]):
                    finger(c, who, [(34, y + 20), (-reach * 0.45, y + 12), (-reach, y - 4 - k)], 50 - k)
                knuckles(c, who, [(40, -8), (46, 34), (46, 78), (42, 118)], 40)


def fist(c: Canvas, who: Person, *, front: bool) -> None:
    """A fist round a level handle through (0, 0), arm to the lower right. Paint back, handle, front."""
    if not front:
        _skin(
            c,
            who,
            path(
                "M -84 -40 C -40 -86 80 -84 124 -30 C 160 20 200 80 206 128 C 200 176 140 190 104 164 C 50 130 -90 60 -84 -40 Z"
            ),
        )
        sleeve(c, who, [(150, 128), (250, 236), (560, 600)], 124)
        return
    _skin(c, who, path("M 96 -30 C 140 -20 196 74 206 122 C 204 168 150 190 110 166 C 70 140 30 110 40 60 Z"))
    for k, x in enumerate([82, 32, -18, -66]):
        finger(
            c,
            who,
            [(x + 12, -44 + k * 2), (x + 2, -2), (x - 4, 42 - abs(k - 1) * 6)],
            54 - 2 * abs(k - 1),
            nail=False,
            form="tube",
        )
    finger(c, who, [(112, 48), (56, 70), (-24, 66)], 50, form="down")


def wave(c: Canvas, who: Person) -> None:
    """A raised hand, palm to us; the wrist is at (0, 0)."""
    for k, (x, y, lean) in enumerate([(-44, -196, -16), (-10, -222, -5), (26, -214, 6), (58, -180, 18)]):
        finger(
            c,
            who,
            [(-34 + 24 * k, -84), ((x - 30 + 22 * k) / 2 + lean * 0.2, (y - 90) / 2), (x, y)],
            36 - abs(k - 1),
            nail=False,
            form="tube",
        )
    _skin(c, who, path("M -40 30 C -44 0 -58 -30 -56 -70 C -54 -106 50 -108 56 -74 C 60 -34 44 0 40 30 Z"), "tube", 0.5)
    finger(c, who, [(-34, -20), (-70, -62), (-100, -104)], 36, nail=False, form="slope")
    c.paint(brush([(-30, -44), (0, -58), (36, -50)], [2, 5, 2]), who.dusk, alpha=0.7)


def hang(c: Canvas, who: Person) -> None:
    """A hand hanging down, its back to us; the wrist is at (0, 0)."""
    _skin(c, who, path("M -34 -20 C -46 20 -54 50 -46 84 C -36 112 36 112 46 80 C 54 44 44 10 36 -20 Z"), "tube", 0.5)
    for k, (x, y) in enumerate([(-42, 150), (-16, 172), (12, 170), (38, 146)]):
        finger(
            c, who, [(-32 + 21 * k, 76), ((x - 30 + 20 * k) / 2, 116), (x, y)], 32 - abs(k - 1), nail=True, form="tube"
        )
    finger(c, who, [(-38, 20), (-64, 60), (-62, 98)], 32, nail=False, form="tube")


def bubble(c: Canvas, x: float, y: float, r: float) -> None:
    """A soap bubble or a drop."""
    c.paint(ellipse(x, y, r), "milk", "round", alpha=0.82, dark="sky", depth=0.8)
    c.paint(
        smooth([(x - r * 0.5, y - r * 0.25), (x - r * 0.2, y - r * 0.56), (x - r * 0.32, y - r * 0.3)]),
        "milk",
        wobble=0.2,
    )
