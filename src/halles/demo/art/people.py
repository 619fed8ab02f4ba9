"""People: stylised heads and shoulders, one light, few features, many kinds of hair."""

from __future__ import annotations

from dataclasses import dataclass

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.hair import beard, hair_before, hair_behind
from halles.demo.art.hands import Person
from halles.demo.art.shape import brush, ellipse, path, polygon, smooth, union


@dataclass(frozen=True)
class Look:
    """How a person looks; every field is a name from the tables of this module or of the colours."""

    skin: str = "peach"
    hair: str = "short"
    hair_colour: str = "walnut"
    top: str = "indigo"
    glasses: bool = False
    beard: str = ""
    hat: str = ""
    freckles: bool = False
    earrings: str = ""
    scarf: str = ""
    age: int = 0

    @property
    def person(self) -> Person:
        """The same person's hands."""
        return Person(self.skin, self.top)


def bust(c: Canvas, look: Look, *, smile: bool = True, shoulders: bool = True) -> None:
    """Head and shoulders; the chin is at (0, 0), the crown near y = -330."""
    who = look.person
    veil = look.scarf or "teal"
    hair_behind(c, look.hair, look.hair_colour, veil)
    if shoulders:
        c.paint(
            path("M -340 470 C -340 190 -250 110 -120 78 C -60 64 60 64 120 78 C 250 110 340 190 340 470 Z"),
            look.top,
            "slope",
        )
    neck = path("M -62 -60 L -68 62 C -50 116 50 116 68 62 L 62 -60 Z")
    c.paint(neck, who.tone, "edge", dark=who.dusk, lit=who.glow)
    with c.clip(neck):
        c.paint(ellipse(14, -30, 110, 76), who.dusk, wobble=0.5)
    _head(c, look, smile)
    hair_before(c, look.hair, look.hair_colour, veil)
    if look.beard:
        beard(c, look.beard)
    _extras(c, look)


def _head(c: Canvas, look: Look, smile: bool) -> None:
    who = look.person
    for x in (-132, 132):
        c.paint(ellipse(x, -138, 25, 37), who.tone, "slope", dark=who.dusk, lit=who.glow)
    face = smooth(
        [
            (0, -318),
            (92, -292),
            (134, -200),
            (124, -100),
            (78, -26),
            (0, 2),
            (-78, -26),
            (-124, -100),
            (-134, -200),
            (-92, -292),
        ]
    )
    c.paint(face, who.tone, "round", dark=who.dusk, lit=who.glow, depth=0.75, shine=0.5)
    with c.clip(face):
        for x in (-78, 82):
            c.tint(ellipse(x * 0.92, -94, 50, 40), mix("tomato", who.tone, 0.3), 0.42, fade="out")
        if look.freckles:
            c.tint(
                union(ellipse(s * (34 + 13 * k), -108 + (k * 17) % 22, 4) for k in range(4) for s in (-1, 1)),
                who.dusk,
                0.8,
                wobble=0,
            )
    line = mix(who.dusk, "char", 0.55)
    for x in (-52, 52):
        c.paint(ellipse(x, -152, 9.5, 12), "char", wobble=0.2)
        c.paint(ellipse(x - 3, -156, 3), "milk", wobble=0)
        side = 1 if x > 0 else -1
        brow = [(x - side * 26, -190), (x + side * 4, -200), (x + side * 28, -184)]
        c.paint(
            brush(brow, [7, 11, 6]),
            mix(look.hair_colour, "char", 0.4 if look.hair_colour not in ("silver", "stone") else 0.1),
            wobble=0.4,
        )
        if look.age > 1:
            c.paint(brush([(x - 24, -128), (x, -122), (x + 24, -128)], [2, 4, 2]), who.dusk)
    c.paint(brush([(4, -150), (16, -110), (2, -100), (-8, -101)], [4, 8, 9, 4]), who.dusk, wobble=0.4)
    if smile:
        c.paint(
            path("M -42 -62 Q 0 -26 44 -64 Q 34 -28 0 -26 Q -34 -28 -42 -62 Z"), mix("tomato", line, 0.35), wobble=0.4
        )
        c.paint(path("M -34 -58 Q 0 -38 36 -60 Q 20 -46 0 -46 Q -20 -46 -34 -58 Z"), "milk", wobble=0.3)
    else:
        c.paint(brush([(-32, -56), (0, -48), (34, -58)], [5, 8, 5]), line, wobble=0.4)


def _extras(c: Canvas, look: Look) -> None:
    if look.glasses:
        for x in (-54, 54):
            c.paint(ellipse(x, -150, 45, 42).minus(ellipse(x, -150, 37, 34)), "char", wobble=0.4)
            c.tint(path(f"M {x - 26} -160 L {x - 6} -180 L {x + 2} -176 L {x - 22} -150 Z"), "milk", 0.6)
        c.paint(
            brush([(-12, -152), (12, -152)], 8, soft=False)
            + brush([(-98, -156), (-132, -166)], 8, soft=False)
            + brush([(98, -156), (132, -166)], 8, soft=False),
            "char",
        )
    if look.earrings:
        c.paint(ellipse(-136, -92, 12) + ellipse(136, -92, 12), look.earrings, "round")
    if look.scarf and look.hair != "veil":
        c.paint(smooth([(-104, 56), (0, 100), (104, 56), (124, 120), (0, 176), (-124, 120)]), look.scarf, "slope")
        c.paint(path("M 40 140 L 130 300 L 60 316 L 0 160 Z"), shade(look.scarf, 0.5), "slope")
    if look.hat:
        hat(c, look.hat, look)


def hat(c: Canvas, kind: str, look: Look, colour: str = "") -> None:
    """A hat on the head: beanie, cap, straw, beret, bandana."""
    tone: str | RGB = (
        colour or {"beanie": "tomato", "cap": "basil", "straw": "oak", "beret": "navy", "bandana": "saffron"}[kind]
    )
    if kind == "beanie":
        c.paint(path("M -150 -236 C -150 -400 -70 -440 0 -440 C 70 -440 150 -400 150 -236 Z"), tone, "round")
        c.paint(
            smooth([(-164, -280), (0, -304), (164, -280), (164, -216), (0, -236), (-164, -216)], 0.4),
            light(tone, 0.35),
            "slope",
        )
    elif kind == "cap":
        c.paint(path("M -148 -246 C -140 -380 -70 -400 0 -400 C 70 -400 140 -380 148 -246 Z"), tone, "round")
        c.paint(
            path(
                "M -150 -250 C -60 -280 60 -280 150 -250 C 240 -240 280 -210 284 -190 C 200 -214 -40 -226 -150 -220 Z"
            ),
            shade(tone, 0.4),
            "slope",
        )
    elif kind == "straw":
        c.paint(ellipse(0, -262, 280, 62), tone, "slope")
        c.paint(path("M -146 -270 C -140 -400 -70 -420 0 -420 C 70 -420 140 -400 146 -270 Z"), tone, "round")
        c.paint(path("M -148 -300 C -60 -274 60 -274 148 -300 L 148 -262 C 60 -236 -60 -236 -148 -262 Z"), "tomato")
    elif kind == "beret":
        c.paint(
            smooth(
                [(-176, -262), (-150, -350), (0, -396), (170, -360), (196, -290), (130, -246), (0, -258), (-120, -240)]
            ),
            tone,
            "round",
        )
        c.paint(brush([(10, -392), (16, -416)], 10, soft=False), tone)
    else:
        c.paint(
            path("M -150 -220 C -150 -340 -80 -360 0 -360 C 80 -360 150 -340 150 -220 C 60 -256 -60 -256 -150 -220 Z"),
            tone,
            "slope",
        )
        c.paint(union(ellipse(-110 + 44 * k, -286 - 20 * (k % 2), 9) for k in range(6)), "milk")
        c.paint(polygon([(140, -240), (220, -210), (200, -180), (140, -220)]), shade(tone, 0.5), "slope")
