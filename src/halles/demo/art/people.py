"""People: stylised heads and shoulders, one light, few features, many kinds of hair."""

from __future__ import annotations

from dataclasses import dataclass

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.hands import Person
from halles.demo.art.shape import Shape, brush, ellipse, path, polygon, smooth, union


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
    _hair_behind(c, look)
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
    _hair_front(c, look)
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


def _hair_behind(c: Canvas, look: Look) -> None:
    tone = look.hair_colour
    if look.hair == "long":
        c.paint(
            path("M -150 -200 C -180 -60 -190 60 -170 160 C -60 190 60 190 170 160 C 190 60 180 -60 150 -200 Z"),
            shade(tone, 0.5),
            "slope",
        )
    elif look.hair == "bob":
        c.paint(
            path("M -156 -220 C -180 -90 -172 -10 -146 20 C -60 30 60 30 146 20 C 172 -10 180 -90 156 -220 Z"),
            shade(tone, 0.5),
            "slope",
        )
    elif look.hair == "afro":
        c.paint(
            union(
                ellipse(x, y, 92)
                for x, y in ((0, -320), (-110, -280), (110, -280), (-152, -190), (152, -190), (-140, -110), (140, -110))
            ),
            tone,
            "round",
        )
    elif look.hair == "bun":
        c.paint(ellipse(10, -366, 74, 66), tone, "round")
    elif look.hair == "puffs":
        c.paint(ellipse(-150, -310, 84) + ellipse(150, -310, 84), tone, "slope")
    elif look.hair == "ponytail":
        c.paint(brush([(80, -310), (190, -260), (210, -100), (170, 60)], [50, 80, 70, 14]), tone, "slope")
    elif look.hair == "braid":
        c.paint(union(ellipse(150 + 10 * (k % 2), -80 + 44 * k, 32, 28) for k in range(5)), tone, "slope")
    elif look.hair == "curls":
        c.paint(
            union(
                ellipse(x, y, 52)
                for x, y in (
                    (-140, -120),
                    (-150, -40),
                    (-130, 40),
                    (140, -120),
                    (150, -40),
                    (130, 40),
                    (-120, -230),
                    (120, -230),
                )
            ),
            shade(tone, 0.4),
            "slope",
        )
    elif look.hair == "veil":
        c.paint(
            path(
                "M 0 -350 C -190 -350 -200 -120 -190 80 C -220 180 -160 240 0 250 C 160 240 220 180 190 80 C 200 -120 190 -350 0 -350 Z"
            ),
            look.scarf or "teal",
            "slope",
        )


def _cap_of_hair(deep: float, left: float, right: float) -> Shape:
    """Hair on the skull: fringe lowest at `deep`, side-burns down to left and right."""
    return smooth(
        [
            (0, -348),
            (104, -324),
            (152, -230),
            (150, right),
            (128, right - 20),
            (116, -200),
            (70, deep),
            (0, deep - 14),
            (-70, deep + 6),
            (-118, -206),
            (-128, left - 20),
            (-150, left),
            (-152, -230),
            (-104, -324),
        ]
    )


def _hair_front(c: Canvas, look: Look) -> None:
    tone = look.hair_colour
    shapes: dict[str, Shape] = {
        "short": _cap_of_hair(-262, -176, -176),
        "long": smooth(
            [
                (-4, -350),
                (110, -326),
                (160, -220),
                (168, 40),
                (140, 60),
                (124, -120),
                (96, -236),
                (0, -290),
                (-96, -236),
                (-124, -120),
                (-140, 60),
                (-168, 40),
                (-160, -220),
                (-110, -326),
            ]
        ),
        "bob": smooth(
            [
                (0, -352),
                (118, -324),
                (166, -210),
                (164, -20),
                (128, -10),
                (124, -170),
                (100, -224),
                (-20, -228),
                (-112, -214),
                (-126, -160),
                (-130, -10),
                (-166, -20),
                (-166, -210),
                (-118, -324),
            ]
        ),
        "bun": _cap_of_hair(-276, -190, -190),
        "ponytail": _cap_of_hair(-268, -180, -190),
        "puffs": _cap_of_hair(-278, -200, -200),
        "braid": _cap_of_hair(-258, -150, -120),
        "side": smooth(
            [
                (-60, -346),
                (60, -352),
                (140, -300),
                (156, -210),
                (142, -180),
                (120, -230),
                (60, -262),
                (-40, -276),
                (-120, -226),
                (-136, -182),
                (-154, -210),
                (-150, -290),
            ]
        ),
        "bald": smooth([(136, -236), (152, -220), (150, -160), (132, -150), (128, -200)])
        + smooth([(-136, -236), (-152, -220), (-150, -160), (-132, -150), (-128, -200)]),
        "crop": _cap_of_hair(-284, -196, -196),
    }
    if look.hair in shapes:
        c.paint(shapes[look.hair], tone, "slope", shine=0.8)
    elif look.hair == "afro":
        c.paint(
            union(
                ellipse(x, y, 46)
                for x, y in ((-104, -288), (-50, -322), (10, -332), (66, -318), (112, -284), (-140, -240), (142, -240))
            ),
            tone,
            "slope",
        )
    elif look.hair == "curls":
        c.paint(
            union(
                ellipse(x, y, 44)
                for x, y in (
                    (-116, -272),
                    (-64, -316),
                    (0, -332),
                    (64, -316),
                    (116, -272),
                    (-140, -206),
                    (142, -206),
                    (-30, -290),
                    (40, -292),
                )
            ),
            tone,
            "slope",
        )
    elif look.hair == "veil":
        frame = smooth(
            [
                (0, -356),
                (130, -330),
                (176, -200),
                (170, -60),
                (110, 30),
                (0, 54),
                (-110, 30),
                (-170, -60),
                (-176, -200),
                (-130, -330),
            ]
        )
        c.paint(
            path("M -150 -40 C -120 60 120 60 150 -40 C 180 60 150 150 0 170 C -150 150 -180 60 -150 -40 Z"),
            shade(look.scarf or "teal", 0.35),
            "slope",
        )
        c.paint(
            frame.minus(
                smooth(
                    [
                        (0, -276),
                        (84, -252),
                        (118, -180),
                        (110, -90),
                        (66, -20),
                        (0, 4),
                        (-66, -20),
                        (-110, -90),
                        (-118, -180),
                        (-84, -252),
                    ]
                )
            ),
            look.scarf or "teal",
            "slope",
        )
    if look.beard:
        beard = path(
            "M -130 -150 C -130 -40 -90 40 0 46 C 90 40 130 -40 130 -150 C 116 -90 84 -84 56 -92 C 20 -102 -20 -102 -56 -92 C -84 -84 -116 -90 -130 -150 Z"
        )
        c.paint(beard.minus(path("M -38 -62 Q 0 -30 40 -64 Q 20 -36 0 -34 Q -20 -36 -38 -62 Z")), look.beard, "slope")
        c.paint(path("M -42 -62 Q 0 -34 44 -64 Q 30 -40 0 -38 Q -30 -40 -42 -62 Z"), "milk", wobble=0.3)


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
