"""Garments for the upper body: knitted, woven, sewn. Laid flat, folded, worn."""

from __future__ import annotations

from dataclasses import replace

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, hang, wave, wrap_front
from halles.demo.art.kinds.cloth import Cut, collar, weave
from halles.demo.art.kinds.pottery import glazed, steam
from halles.demo.art.marks import mark
from halles.demo.art.people import Look, bust
from halles.demo.art.shape import Pairs, Shape, brush, columns, ellipse, path, polygon, rect, smooth
from halles.demo.art.solids import View, mouth


def top(c: Canvas, view: View, who: Person, **cut: object) -> None:
    """Any garment for the upper body; the words of Cut describe it."""
    how = Cut(**cut)  # type: ignore[arg-type]
    if view == "use":
        _worn(c, who, how)
    elif view == "angle":
        _folded(c, how)
    else:
        _flat(c, how)


def _flat(c: Canvas, how: Cut) -> None:
    """Laid out flat, sleeves down."""
    for flip in (False, True):
        with c.at(0, 0, flip=flip):
            _flat_sleeve(c, how)
    low = how.long
    cloth = path(
        f"M -112 -300 C -160 -286 -190 -280 -214 -262 C -190 -180 -186 -60 -196 {low - 14} Q 0 {low + 14} 196 {low - 14} C 186 -60 190 -180 214 -262 C 190 -280 160 -286 112 -300 Q 0 -256 -112 -300 Z"
    )
    c.paint(cloth, how.body, "slope", depth=0.8)
    with c.clip(cloth):
        weave(c, how, (-220, -300, 440, low + 310))
        c.multiply(brush([(-150, low - 20), (-130, 60), (-160, -100)], [3, 12, 2]), mix(how.body, "plum", 0.5), 0.25)
        c.multiply(brush([(130, low - 20), (150, 90), (120, -40)], [3, 16, 2]), mix(how.body, "plum", 0.5), 0.25)
        if how.pattern != "twill" and how.collar in ("crew", "boat", "roll"):
            _ribbing(c, how, rect(-230, low - 38, 460, 70), -220, low - 38, 440)
        _closing(c, how, low)
    collar(c, how)


def _flat_sleeve(c: Canvas, how: Cut) -> None:
    if how.sleeves == "none":
        return
    far = 1.0 if how.sleeves == "long" else 0.48
    x1, y1 = -206 - 190 * far, -262 + 430 * far
    x2, y2 = -190 - 118 * far, -110 + 320 * far
    cloth = smooth(
        [
            (-200, -268),
            (-238, -214),
            (x1 - 6, y1 - 30),
            (x1, y1),
            (x2, y2),
            (x2 + 10, y2 - 30),
            (-188, -70),
            (-180, -160),
        ],
        0.32,
    )
    c.paint(cloth, how.body, "slope", depth=0.8)
    with c.clip(cloth):
        with c.at(-214, -262, turn=23):
            weave(c, how, (-120, -20, 260, 560))
        if how.sleeves == "long" and how.collar in ("crew", "boat", "roll"):
            with c.at((x1 + x2) / 2, (y1 + y2) / 2, turn=24):
                _ribbing(c, how, rect(-90, -46, 180, 80), -90, -46, 180)
        elif how.collar in ("shirt", "stand"):
            with c.at((x1 + x2) / 2, (y1 + y2) / 2, turn=24):
                c.paint(rect(-90, -44, 180, 80), shade(how.body, 0.25), "slope", shine=0.2)


def _ribbing(c: Canvas, how: Cut, area: Shape, x: float, y: float, width: float) -> None:
    tone = how.hem or how.body
    c.paint(area, light(tone, 0.2), "slope", shine=0.2)
    c.multiply(columns(x, y, width, 80, 12, 4), mix(tone, "char", 0.6), 0.4)


def _closing(c: Canvas, how: Cut, low: float) -> None:
    if how.closing == "buttons":
        c.multiply(rect(-3, -280, 5, low + 270), mix(how.body, "char", 0.6), 0.6)
        for k in range(5):
            y = -200 + k * (low + 150) / 4.6
            c.paint(ellipse(20, y, 12), how.accent if how.pattern == "plain" else "oat", "round")
    elif how.closing == "zip":
        c.paint(rect(-6, -280, 12, low + 270), how.accent)
        c.paint(rect(-9, -210, 18, 40, 6), "silver", "slope")
    elif how.closing == "overlap":
        c.paint(
            brush([(-112, -300), (10, -120), (90, 60), (110, low)], [40, 44, 44, 44]), shade(how.body, 0.35), "slope"
        )
        c.paint(brush([(112, -300), (0, -90), (-60, 60)], [40, 44, 44]), light(how.body, 0.4), "slope")
    for k in range(how.pockets):
        x = (-104, 104, 92)[k]
        y = low - 190 if k < 2 else -130
        c.paint(
            path(f"M {x - 62} {y} L {x + 62} {y} L {x + 62} {y + 90} Q {x} {y + 122} {x - 62} {y + 90} Z").scaled(
                1 if k < 2 else 0.7, about=(x, y)
            ),
            shade(how.body, 0.22),
            "slope",
            shine=0.4,
        )
        c.tint(rect(x - 54 * (1 if k < 2 else 0.7), y + 10, 108 * (1 if k < 2 else 0.7), 4), how.accent, 0.7)
    if how.sign:
        c.paint(
            mark(how.sign)
            .scaled(0.62 if how.pattern != "plain" or how.pockets else 1.5)
            .moved(
                -92 if how.pattern != "plain" or how.pockets else 0,
                -150 if how.pattern != "plain" or how.pockets else -60,
            ),
            how.accent,
        )


def _folded(c: Canvas, how: Cut) -> None:
    """Folded on a pile; a second one below in the accent's colour."""
    under = replace(how, body=how.accent, accent=how.body)
    for k, (which, y) in enumerate(((under, 236), (how, 150))):
        shape = rect(-320 + 8 * k, y, 640 - 16 * k, 92, 40)
        c.paint(shape, which.body, "down")
        with c.clip(shape):
            c.multiply(brush([(-330, y + 46), (0, y + 50), (330, y + 46)], 5), mix(which.body, "char", 0.6), 0.5)
    cloth = path(
        "M -290 -270 C -310 -60 -316 60 -312 190 Q 0 214 312 190 C 316 60 310 -60 290 -270 Q 0 -250 -290 -270 Z"
    )
    c.paint(cloth, how.body, "slope", depth=0.8)
    with c.clip(cloth):
        with c.at(0, 20, 1.44):
            weave(c, how, (-230, -230, 460, 470))
        for s in (-1, 1):
            c.multiply(
                polygon([(s * 320, -120), (s * 196, 30), (s * 210, 220), (s * 330, 220)]),
                mix(how.body, "plum", 0.5),
                0.16,
            )
            c.multiply(
                brush([(s * 300, -130), (s * 204, 20), (s * 208, 220)], [2, 7, 4]), mix(how.body, "char", 0.6), 0.4
            )
    with c.at(0, 150 if how.collar == "roll" else 92, 1.36):
        _closing(c, replace(how, pockets=0, long=100 if how.closing else how.long), 70)
        collar(c, how)
    _tag(c, how, 236, 150)


def _tag(c: Canvas, how: Cut, x: float, y: float) -> None:
    c.paint(brush([(x - 40, y - 70), (x - 10, y - 20), (x, y + 8)], 4), "walnut")
    with c.at(x, y, turn=12):
        c.paint(path("M -46 26 L 0 -6 L 46 26 L 46 150 L -46 150 Z"), "flax", "slope")
        c.paint(ellipse(0, 26, 8), "walnut")
        c.paint(
            mark(how.sign or "hall").scaled(0.6).moved(0, 90),
            how.accent if how.accent not in ("cream", "milk", "linen") else "indigo",
        )


def _worn(c: Canvas, who: Person, how: Cut) -> None:
    """Worn by somebody who waves good morning."""
    person = Person(who.skin, how.body)
    look = Look(
        skin=who.skin, hair=how.hair, hair_colour=how.hair_colour, hat=how.hat, beard=how.beard, glasses=how.glasses
    )
    if how.collar == "hood":
        c.paint(
            smooth([(-210, -60), (-220, -170), (-110, -230), (110, -230), (220, -170), (210, -60), (0, 10)]),
            shade(how.body, 0.5),
            "slope",
        )
    with c.at(0, -190, 0.86):
        bust(c, look, shoulders=False)
    trunk = path(
        "M -104 -126 C -190 -104 -262 -76 -292 -8 C -262 140 -244 360 -262 620 L 262 620 C 244 360 262 140 292 -8 C 262 -76 190 -104 104 -126 Q 0 -70 -104 -126 Z"
    )
    low = min(how.long * 1.5 + 40, 640)
    if low < 600:
        c.paint(
            path("M -250 200 L -262 640 L 262 640 L 250 200 Z"), "slate" if how.body != "slate" else "walnut", "slope"
        )
        trunk = path(
            f"M -104 -126 C -190 -104 -262 -76 -292 -8 C -262 140 -250 300 -262 {low} Q 0 {low + 24} 262 {low} C 250 300 262 140 292 -8 C 262 -76 190 -104 104 -126 Q 0 -70 -104 -126 Z"
        )
    c.paint(trunk, how.body, "slope", depth=0.8)
    with c.clip(trunk):
        with c.at(0, 230, 1.28):
            weave(c, how, (-240, -300, 480, 640))
        with c.at(0, 230, 1.26):
            _closing(c, how, min(how.long, 300))
    with c.at(0, 268 if how.collar == "roll" else 206, 1.12):
        collar(c, how, worn=True)
    _arm(c, person, how, [(-256, 6), (-330, 180), (-334, 400)], "hang")
    if how.gesture == "mug":
        with c.at(40, 262, 0.86):
            glazed(c, [(84, 0), (96, -40), (98, -190)], 0.12, "sand", "milk", -40, "bands", "tomato")
            mouth(c, 98, -190, 0.16, "milk", "walnut", 10)
            steam(c, 0, -210, 0.8)
        _arm(c, person, how, [(256, 6), (384, 236), (196, 236)], "hold")
    else:
        _arm(c, person, how, [(256, 6), (372, 190), (330, -64)], "wave")


def _arm(c: Canvas, who: Person, how: Cut, points: Pairs, gesture: str) -> None:
    end = points[-1]
    bare = how.sleeves != "long"
    if bare:
        c.paint(brush(points, [96, 84, 70]), who.tone, "slope", dark=who.dusk, lit=who.glow)
    if gesture == "hold":
        with c.at(end[0] - 78, end[1] - 44, 0.8, turn=-12):
            wrap_front(c, who, 110, bare=True)
    else:
        with c.at(*end, 0.92, turn=8 if gesture == "wave" else 0, flip=gesture == "wave"):
            (wave if gesture == "wave" else hang)(c, who)
    if how.sleeves == "none":
        return
    (x0, y0), (x1, y1) = points[0], points[1]
    path_points: Pairs = (
        points if not bare else [points[0], ((x0 * 2 + x1) / 3, (y0 * 2 + y1) / 3), ((x0 + x1) / 2, (y0 + y1) / 2)]
    )
    widths = [128, 122, 104] if not bare else [128, 126, 128]
    cloth = brush(path_points, widths)
    c.paint(cloth.moved(-4 if x0 < 0 else -6, 6), mix(shade(how.body, 1.0), "plum", 0.2), alpha=0.55)
    c.paint(cloth, how.body, "slope", depth=0.8)
    with c.clip(cloth):
        weave(c, how, (x0 - 200, -140, 420, 640))
    if not bare:
        (ax, ay), (bx, by) = points[1], points[2]
        ux, uy = bx - ax, by - ay
        cuff = brush(
            [(bx - ux * 0.14, by - uy * 0.14), (bx + ux * 0.02, by + uy * 0.02)], 112, soft=False, closed_tip=False
        )
        c.paint(cuff, how.hem or light(how.body, 0.25), "slope")
