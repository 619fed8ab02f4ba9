"""Things to wear below the neck, and bags: socks, gloves, aprons, totes."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, fist, hang, wave, wrap_front
from halles.demo.art.kinds.cloth import Cut, weave
from halles.demo.art.marks import mark
from halles.demo.art.people import Look, bust
from halles.demo.art.shape import brush, columns, ellipse, path, polygon, rect, rows
from halles.demo.art.solids import View

SHIRT = "M -104 -126 C -190 -104 -262 -76 -292 -8 C -262 140 -250 360 -262 640 L 262 640 C 250 360 262 140 292 -8 C 262 -76 190 -104 104 -126 Q 0 -60 -104 -126 Z"


def socks(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "teal",
    accent: str = "saffron",
    pattern: str = "stripes",
    heel: str = "",
) -> None:
    """A pair of socks."""
    toe = heel or accent
    if view == "use":
        c.paint(rect(-700, 330, 1400, 900), "oak", "down")
        c.paint(rect(-700, 326, 1400, 12), light("oak"))
        for x, flip in ((-190, False), (60, False)):
            with c.at(x, 0, flip=flip):
                c.paint(path("M -74 -700 L -66 -60 L 86 -60 L 96 -700 Z"), "denim", "slope")
                with c.at(0, 100, 0.92):
                    _sock(c, body, accent, pattern, toe)
        with c.at(150, -110):
            wrap_front(c, who, 110)
        return
    spots = ((-140, 0, -10), (120, 30, 8)) if view == "front" else ((-90, -40, -52), (90, 60, -40))
    for x, y, turn in spots:
        with c.at(x, y, 1.06, turn=turn):
            _sock(c, body, accent, pattern, toe)


def _sock(c: Canvas, body: str, accent: str, pattern: str, toe: str) -> None:
    outline = path(
        "M -92 -330 L 92 -330 C 96 -180 96 -60 110 20 C 170 70 250 110 262 180 C 262 250 180 262 90 250 C 20 240 -60 220 -88 150 C -110 90 -92 -120 -92 -330 Z"
    )
    c.paint(outline, body, "slope")
    with c.clip(outline):
        weave(c, Cut(body=body, accent=accent, pattern=pattern), (-130, -250, 420, 540))
        c.paint(ellipse(-86, 190, 84, 96), toe, "slope")
        c.paint(ellipse(256, 200, 84, 110), toe, "slope")
        c.paint(rect(-110, -340, 220, 86), light(body, 0.2), "slope")
        c.multiply(columns(-110, -340, 220, 86, 15, 5), mix(body, "char", 0.5), 0.45)


def gloves(
    c: Canvas, view: View, who: Person, *, body: str = "walnut", accent: str = "saffron", pattern: str = "rib"
) -> None:
    """A pair of gloves: on paper gloves are coloured hands."""
    gloved = _Gloved(body, accent)
    if view == "use":
        c.paint(brush([(-20, 640), (0, 360), (0, 150)], [60, 56, 46]), "basil", "tube")
        c.paint(brush([(-520, 60), (-260, 40), (0, 140), (260, 40), (520, 60)], 38), "silver", "down")
        c.paint(ellipse(0, 140, 44), "iron", "round")
        for flip in (False, True):
            with c.at(-236 if flip else 236, 40, 1.06, flip=flip):
                fist(c, gloved, front=False)
                c.paint(rect(-130, -32, 250, 64, 24), "walnut", "down")
                fist(c, gloved, front=True)
        return
    for x, flip, turn in ((-140, False, -10), (150, True, 12)):
        with c.at(x, 160 if view == "front" else 130, 1.7, flip=flip, turn=turn if view == "front" else turn * -2):
            wave(c, gloved)
            c.paint(rect(-54, 16, 108, 74, 10), accent, "slope")
            with c.clip(rect(-54, 16, 108, 74, 10)):
                c.multiply(columns(-54, 16, 108, 74, 12, 4), mix(accent, "char", 0.5), 0.4)


class _Gloved(Person):
    """A person whose hands are cloth."""

    def __init__(self, cloth: str, cuff: str) -> None:
        super().__init__("peach", cuff, cuff)
        object.__setattr__(self, "cloth", cloth)

    @property
    def tone(self) -> tuple[float, float, float]:
        """The cloth's colour."""
        return mix(str(self.__dict__["cloth"]), "linen", 0.0)

    @property
    def nail(self) -> tuple[float, float, float]:
        """No nails: the cloth again."""
        return self.tone


def apron(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "denim",
    accent: str = "walnut",
    pattern: str = "twill",
    sign: str = "wheat",
    hair: str = "bun",
    hair_colour: str = "char",
    shirt: str = "cream",
) -> None:
    """A bib apron with crossed straps and pockets."""
    how = Cut(body=body, accent=accent, pattern=pattern)
    if view == "use":
        with c.at(0, -190, 0.86):
            bust(c, Look(skin=who.skin, hair=hair, hair_colour=hair_colour), shoulders=False)
        _apron_worn(c, who, how, sign, shirt)
        return
    if view == "angle":
        _apron_folded(c, how, sign)
        return
    for s in (-1, 1):
        c.paint(brush([(s * 120, -250), (s * 130, -390), (s * 20, -440)], 26), accent, "slope")
        c.paint(brush([(s * 230, 0), (s * 330, 30), (s * 300, 160)], 20), accent, "slope")
    with c.at(0, 60, 1.12):
        _apron_body(c, how, sign)


def _apron_worn(c: Canvas, who: Person, how: Cut, sign: str, shirt: str) -> None:
    c.paint(path(SHIRT), shirt, "slope")
    for s in (-1, 1):
        c.paint(polygon([(s * 96, -128), (s * 4, -50), (s * 62, -2), (s * 138, -104)]), light(shirt, 0.25), "slope")
        c.paint(brush([(s * 150, -96), (s * 120, 60)], 30, soft=False), how.accent, "slope")
    with c.at(0, 260, 1.12):
        _apron_body(c, how, sign)
    for s in (-1, 1):
        arm = brush([(s * 258, 10), (s * 360, 200), (s * 226, 330)], [124, 116, 96])
        c.paint(arm, shirt, "slope")
        with c.at(s * 220, 340, 0.86, turn=s * 34, flip=s > 0):
            hang(c, Person(who.skin, shirt))


def _apron_folded(c: Canvas, how: Cut, sign: str) -> None:
    cloth = rect(-270, -290, 540, 600, 30)
    c.paint(cloth, how.body, "slope")
    with c.clip(cloth):
        weave(c, how, (-280, -300, 560, 620))
        c.multiply(rect(-280, 0, 560, 8), mix(how.body, "char", 0.5), 0.4)
        c.multiply(rect(-10, -300, 8, 620), mix(how.body, "char", 0.5), 0.3)
    c.paint(brush([(-270, -120), (-60, -180), (120, -100), (280, -160)], 30), how.accent, "down")
    c.paint(brush([(-270, 60), (0, 20), (280, 90)], 30), how.accent, "down")
    with c.at(96, 180):
        c.paint(rect(-70, -50, 140, 100, 8), how.accent, "slope")
        c.paint(mark(sign).scaled(0.7), _thread(how))


def _thread(how: Cut) -> str:
    """What is stitched on the patch must be seen on it."""
    return how.body if how.accent in {"cream", "milk", "linen", "oat"} else "cream"


def _apron_body(c: Canvas, how: Cut, sign: str) -> None:
    cloth = path(
        "M -126 -300 L 126 -300 C 130 -190 190 -140 236 -70 C 226 80 230 200 236 330 Q 0 350 -236 330 C -230 200 -226 80 -236 -70 C -190 -140 -130 -190 -126 -300 Z"
    )
    c.paint(cloth, how.body, "slope")
    with c.clip(cloth):
        weave(c, how, (-250, -310, 500, 660))
        c.paint(rect(-260, -300, 520, 16), shade(how.body, 0.5))
    pocket = rect(-150, 20, 300, 170, 14)
    c.paint(pocket, light(how.body, 0.12), "slope", shine=0.3)
    c.paint(rect(-3, 20, 6, 170) + rect(-150, 34, 300, 5), how.accent)
    c.paint(rect(-56, -230, 112, 92, 8), how.accent, "slope")
    c.paint(mark(sign).scaled(0.66).moved(0, -184), _thread(how))
    for x in (-140, 140):
        c.paint(ellipse(x, 34, 8), "copper", "round")


def tote(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "cream",
    accent: str = "tomato",
    sign: str = "hall",
    word: str = "",
    inside: str = "leaf",
) -> None:
    """A cloth bag; full of greens when carried."""
    if view == "use":
        with c.at(-20, 160, 1.05):
            _greens(c, inside)
            _tote_body(c, body, accent, sign, word, high=270)
        with c.at(20, -330):
            wrap_front(c, who, 110)
        return
    if view == "angle":
        with c.at(0, 60, turn=-10):
            _greens(c, inside)
            _tote_body(c, body, accent, sign, word, high=240)
        return
    with c.at(0, 60, 1.1):
        _tote_body(c, body, accent, sign, word, high=250)


def _tote_body(c: Canvas, body: str, accent: str, sign: str, word: str, high: float) -> None:
    for dx in (0, 16):
        c.paint(
            brush(
                [
                    (-110 + dx, -190),
                    (-104 + dx, -190 - high * 0.7),
                    (dx, -190 - high),
                    (104 + dx, -190 - high * 0.7),
                    (110 + dx, -190),
                ],
                28,
            ),
            shade(body, 0.5 if dx else 0.15),
            "slope",
        )
    cloth = path(
        "M -236 -210 C -226 -40 -250 140 -250 300 Q 0 326 250 300 C 250 140 226 -40 236 -210 Q 0 -190 -236 -210 Z"
    )
    c.paint(cloth, body, "slope")
    with c.clip(cloth):
        c.multiply(
            rows(-260, -220, 520, 560, 9, 2) + columns(-260, -220, 520, 560, 9, 2), mix(body, "walnut", 0.3), 0.16
        )
        c.multiply(brush([(150, 320), (170, 100), (140, -60)], [3, 26, 2]), mix(body, "plum", 0.4), 0.3)
        c.paint(rect(-260, -216, 520, 30), shade(body, 0.3))
    c.paint(mark(sign).scaled(2.1).moved(0, 20 if word else 60), accent)
    if word:
        c.write(word, 0, 234, min(64, 520 / max(len(word), 6)), accent, weight=780)


def _greens(c: Canvas, inside: str) -> None:
    for x, y, turn in ((-120, -290, -20), (-40, -340, -6), (50, -330, 10), (130, -270, 26)):
        c.paint(mark("leaf").scaled(1.9, 2.4).turned(turn).moved(x, y), inside, "slope")
    c.paint(brush([(150, -180), (190, -330), (176, -420)], [60, 56, 20]), "oak", "slope")
    c.paint(ellipse(-70, -220, 74) + ellipse(70, -226, 66), "tomato", "round")
