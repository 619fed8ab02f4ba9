"""Things for heads and necks: knitted caps, cycling caps, scarves, bandanas."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, wave, wrap_front
from halles.demo.art.kinds.cloth import Cut, weave
from halles.demo.art.marks import mark
from halles.demo.art.people import Look, bust
from halles.demo.art.shape import Shape, brush, columns, ellipse, path, polygon, rect, smooth, union
from halles.demo.art.solids import View


def beanie(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "tomato",
    accent: str = "cream",
    pattern: str = "rib",
    pompon: bool = False,
    hair: str = "long",
    hair_colour: str = "copper",
) -> None:
    """A knitted cap."""
    if view == "use":
        with c.at(0, 110, 1.3):
            bust(c, Look(skin=who.skin, hair=hair, hair_colour=hair_colour, top=who.sleeve))
            with c.at(0, -258, 0.62):
                _beanie_body(c, body, accent, pattern, pompon)
        with c.at(-300, -160, 0.9, turn=24):
            wave(c, who)
        with c.at(-300, -160, 0.9, turn=24):
            c.paint(brush([(0, 20), (10, 200), (60, 620)], [90, 108, 120]), who.sleeve, "slope")
        return
    if view == "angle":
        with c.at(-80, 190, 0.9, turn=-14):
            _beanie_body(c, accent, body, pattern, pompon)
        with c.at(70, 90, 1.0, turn=9):
            _beanie_body(c, body, accent, pattern, pompon)
        return
    with c.at(0, 150, 1.18):
        _beanie_body(c, body, accent, pattern, pompon)


def _beanie_body(c: Canvas, body: str, accent: str, pattern: str, pompon: bool) -> None:
    if pompon:
        c.paint(
            union(ellipse(x, y, 58) for x, y in ((0, -366), (-44, -340), (44, -340), (-24, -400), (26, -398))),
            accent,
            "round",
        )
    dome = path("M -236 40 C -250 -180 -170 -330 0 -332 C 170 -330 250 -180 236 40 Z")
    c.paint(dome, body, "round")
    with c.clip(dome):
        if pattern == "rib":
            for x in range(-220, 230, 44):
                c.multiply(brush([(x, 50), (x * 0.9, -160), (x * 0.28, -330)], [9, 9, 3]), mix(body, "char", 0.5), 0.4)
                c.tint(brush([(x + 16, 50), (x * 0.9 + 15, -160), (x * 0.28 + 5, -330)], [8, 8, 2]), light(body), 0.5)
        else:
            weave(c, Cut(body=body, accent=accent, pattern=pattern), (-250, -300, 500, 360))
    fold = smooth([(-252, -20), (0, -44), (252, -20), (256, 108), (0, 90), (-256, 108)], 0.36)
    c.paint(fold, light(body, 0.3) if pattern == "rib" else accent, "slope", depth=0.8)
    with c.clip(fold):
        c.multiply(columns(-260, -60, 520, 190, 22, 7), mix(body, "char", 0.5), 0.38)


def cap(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "basil",
    accent: str = "cream",
    sign: str = "hall",
    hair: str = "curls",
    hair_colour: str = "char",
) -> None:
    """A cap with a short peak, as cyclists wear it."""
    if view == "use":
        with c.at(0, 110, 1.3):
            bust(c, Look(skin=who.skin, hair=hair, hair_colour=hair_colour, top=who.sleeve))
            with c.at(0, -282, 0.66):
                _cap_body(c, body, accent, sign)
        with c.at(322, -40, 0.9):
            c.paint(brush([(0, 20), (20, 220), (-20, 700)], [90, 110, 120]), who.sleeve, "slope")
        with c.at(322, -40, 0.9, turn=-22, flip=True):
            wave(c, who)
        return
    if view == "angle":
        with c.at(-60, 190, 0.92, turn=-12):
            _cap_body(c, accent, body, sign)
        with c.at(60, 60, 1.0, turn=10):
            _cap_body(c, body, accent, sign)
        return
    with c.at(0, 110, 1.15):
        _cap_body(c, body, accent, sign)


def _cap_body(c: Canvas, body: str, accent: str, sign: str) -> None:
    dome = path("M -230 20 C -240 -150 -150 -250 0 -252 C 150 -250 240 -150 230 20 Q 0 -30 -230 20 Z")
    c.paint(dome, body, "round")
    with c.clip(dome):
        c.paint(brush([(-30, -260), (-34, 20), (34, 20), (30, -260)], 1, soft=False), shade(body, 1.0))
        c.paint(polygon([(-28, -260), (28, -260), (40, 30), (-40, 30)]), accent, "slope")
        c.multiply(
            brush([(-128, -230), (-150, 30)], 5) + brush([(128, -230), (150, 30)], 5), mix(body, "char", 0.6), 0.5
        )
        c.paint(rect(-250, -22, 500, 60), shade(body, 0.35), "slope")
    peak = path("M -236 16 Q 0 -34 236 16 C 220 100 120 150 0 152 C -120 150 -220 100 -236 16 Z")
    c.paint(peak, shade(body, 0.15), "slope")
    with c.clip(peak):
        for k in range(3):
            c.tint(brush([(-240, 44 + 32 * k), (0, 2 + 36 * k), (240, 44 + 32 * k)], 5), accent, 0.6)
    c.paint(mark(sign).scaled(0.5).moved(0, 78), accent)


def scarf(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "mustard",
    accent: str = "cream",
    pattern: str = "stripes",
    fringe: bool = True,
    hair: str = "bob",
    hair_colour: str = "char",
) -> None:
    """A scarf: rolled and draped, folded, worn."""
    how = Cut(body=body, accent=accent, pattern=pattern)
    if view == "use":
        _scarf_worn(c, who, how, hair, hair_colour, fringe)
        return
    if view == "angle":
        for k, (y, tone) in enumerate(((200, accent), (110, body))):
            with c.at(0, y):
                cloth = rect(-310 + 10 * k, -60, 620 - 20 * k, 120, 56)
                c.paint(cloth, tone, "down")
                with c.clip(cloth):
                    weave(c, Cut(body=tone, accent=body if k == 0 else accent, pattern=pattern), (-330, -70, 660, 140))
        cloth = rect(-290, -250, 580, 330, 50)
        c.paint(cloth, body, "slope")
        with c.clip(cloth), c.at(0, 0, turn=90):
            weave(c, how, (-300, -300, 600, 600))
        return
    with c.at(-70, -30, turn=16):
        _ribbon(c, how, 210, 700, fringe)
    with c.at(120, 30, turn=-14):
        _ribbon(c, how, 210, 620, fringe)
    knot = smooth([(-210, -320), (-60, -390), (120, -370), (200, -290), (120, -230), (-80, -230)])
    c.paint(knot, body, "round")
    with c.clip(knot), c.at(0, -300, turn=-70):
        weave(c, how, (-300, -300, 600, 600))


def _ribbon(c: Canvas, how: Cut, wide: float, tall: float, fringe: bool) -> None:
    cloth = path(
        f"M {-wide / 2} {-tall / 2} C {-wide / 2 - 16} {-tall / 5} {-wide / 2 + 12} {tall / 5} {-wide / 2} {tall / 2} L {wide / 2} {tall / 2} C {wide / 2 - 12} {tall / 5} {wide / 2 + 16} {-tall / 5} {wide / 2} {-tall / 2} Z"
    )
    if fringe:
        c.paint(
            union(
                brush([(x, tall / 2 - 6), (x + 3, tall / 2 + 56)], [9, 6])
                for x in range(int(-wide / 2) + 10, int(wide / 2), 19)
            ),
            how.accent,
        )
    c.paint(cloth, how.body, "slope")
    with c.clip(cloth):
        weave(c, how, (-wide, -tall / 2, wide * 2, tall))
        c.multiply(
            brush([(wide * 0.2, -tall / 2), (wide * 0.28, 0), (wide * 0.16, tall / 2)], [4, 20, 4]),
            mix(how.body, "plum", 0.4),
            0.25,
        )


def _scarf_worn(c: Canvas, who: Person, how: Cut, hair: str, hair_colour: str, fringe: bool) -> None:
    with c.at(0, 110, 1.3):
        bust(c, Look(skin=who.skin, hair=hair, hair_colour=hair_colour, top=who.sleeve))
    with c.at(100, 420, turn=-6):
        _ribbon(c, how, 170, 520, fringe)
    for dy, turn in ((206, 8), (146, -6)):
        loop = smooth([(-190, dy - 30), (0, dy + 34), (190, dy - 30), (206, dy + 36), (0, dy + 110), (-206, dy + 36)])
        c.paint(loop, how.body, "slope")
        with c.clip(loop), c.at(0, dy, turn=90 + turn):
            weave(c, how, (-300, -300, 600, 600))
    with c.at(250, 330, 0.9):
        wrap_front(c, who, 130)


def bandana(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "indigo",
    accent: str = "cream",
    sign: str = "flower",
    border: str = "dots",
    hair: str = "curls",
    hair_colour: str = "char",
) -> None:
    """A square of printed cloth: open, folded, round a neck."""
    if view == "use":
        with c.at(0, 110, 1.3):
            bust(c, Look(skin=who.skin, hair=hair, hair_colour=hair_colour, top=who.sleeve))
        front = smooth(
            [(-172, 150), (0, 200), (172, 150), (186, 196), (96, 340), (0, 430), (-96, 340), (-186, 196)], 0.36
        )
        c.paint(front, body, "slope")
        with c.clip(front):
            c.paint(
                union(
                    mark(sign).scaled(0.36).moved(-150 + 62 * j + 31 * (k % 2), 190 + 52 * k)
                    for k in range(6)
                    for j in range(6)
                ),
                accent,
            )
        with c.at(170, 250, 0.9):
            wrap_front(c, who, 110)
        return
    if view == "angle":
        with c.at(0, 20, turn=45):
            _square(c, 440, body, accent, sign, border)
        with c.at(0, 20):
            c.paint(polygon([(-318, 20), (318, 20), (0, 338)]), shade(body, 0.35), "slope")
            with c.clip(polygon([(-318, 20), (318, 20), (0, 338)])):
                c.paint(
                    union(
                        mark(sign).scaled(0.3).moved(-280 + 56 * j + 28 * (k % 2), 60 + 46 * k)
                        for k in range(7)
                        for j in range(12)
                    ),
                    accent,
                    alpha=0.8,
                )
        return
    with c.at(0, 0, turn=-6):
        _square(c, 640, body, accent, sign, border)


def _square(c: Canvas, size: float, body: str, accent: str, sign: str, border: str) -> None:
    h = size / 2
    cloth: Shape = rect(-h, -h, size, size, 10)
    c.paint(cloth, body, "slope", depth=0.7)
    c.paint(
        rect(-h * 0.9, -h * 0.9, size * 0.9, size * 0.9, 6).minus(
            rect(-h * 0.87, -h * 0.87, size * 0.87, size * 0.87, 4)
        ),
        accent,
    )
    edge = [(-h * 0.76 + k * h * 0.19, side * h * 0.76) for k in range(9) for side in (-1, 1)]
    c.paint(union(mark(border).scaled(size / 1500).moved(a, b) for x, y in edge for a, b in ((x, y), (y, x))), accent)
    c.paint(mark(sign).scaled(size / 260), accent)
    for a in range(8):
        with c.at(0, 0, turn=45 * a):
            c.paint(mark(sign).scaled(size / 1050).moved(0, -h * 0.52), accent)
