"""Towels and cloths of cotton."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, cradle, fist
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, columns, ellipse, path, rect, rows, smooth, union
from halles.demo.art.solids import View


def towel(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "sky",
    accent: str = "indigo",
    second: str = "milk",
    weave: str = "waffle",
    sign: str = "wave",
    pile: int = 3,
) -> None:
    """Folded towels on a pile, hanging from a rail, held to the cheek of a hand."""
    if view == "use":
        cradle(c, who, 190, front=False, drop=60)
        with c.at(0, 240, 0.82):
            _pile(c, body, accent, second, weave, 3)
        cradle(c, who, 190, front=True, drop=60)
        return
    if view == "angle":
        c.paint(brush([(-330, -640), (330, -640)], 22, soft=False), "oak", "down")
        for x in (-330, 330):
            c.paint(ellipse(x, -640, 20), "oak", "round")
        _hanging(c, -250, -660, 290, 560, body, accent, weave, sign)
        _hanging(c, 70, -660, 190, 400, second, accent, weave, sign)
        return
    _pile(c, body, accent, second, weave, pile)
    with c.at(0, -118 * pile - 52):
        _rolled(c, second if pile > 2 else body, accent)


def _cloth_texture(c: Canvas, body: str, weave: str, x: float, y: float, w: float, h: float) -> None:
    dark = mix(body, "slate", 0.4)
    if weave == "waffle":
        c.multiply(rows(x, y, w, h, 17, 4) + columns(x, y, w, h, 17, 4), dark, 0.22)
    elif weave == "terry":
        c.tint(
            union(ellipse(x + (k * 0.618 % 1) * w, y + (k * 0.7549 % 1) * h, 4.5) for k in range(int(w * h / 620))),
            light(body),
            0.75,
        )
    else:
        c.multiply(rows(x, y, w, h, 9, 2.4), dark, 0.2)


def _pile(c: Canvas, body: str, accent: str, second: str, weave: str, count: int) -> None:
    for k in range(count):
        tone = (body, second, accent)[k % 3] if count > 1 else body
        y = -118 * (k + 1)
        cloth = rect(-290 + 9 * k, y, 580 - 18 * k, 118, 54)
        c.paint(cloth, tone, "down", depth=0.9)
        with c.clip(cloth):
            _cloth_texture(c, tone, weave, -300, y, 600, 120)
            c.multiply(brush([(-300, y + 60), (220, y + 62)], 6), mix(tone, "char", 0.5), 0.4)
            c.paint(ellipse(252 - 9 * k, y + 60, 30, 52).minus(ellipse(258 - 9 * k, y + 60, 20, 40)), shade(tone, 0.6))
            for dx in (-210, -190):
                c.paint(rect(dx, y, 9, 120), accent if tone != accent else second)


def _rolled(c: Canvas, tone: str, accent: str) -> None:
    c.paint(rect(-190, -62, 380, 124, 60), tone, "down")
    c.paint(rect(-60, -62, 22, 124) + rect(-24, -62, 9, 124), accent, "down")
    c.paint(ellipse(166, 0, 46, 60), light(tone, 0.5), "slope")
    c.paint(
        smooth([(166, -34), (196, 0), (166, 34), (142, 4), (160, -14), (176, 4)]).minus(ellipse(166, 2, 10)),
        shade(tone, 0.7),
    )


def _hanging(c: Canvas, x: float, y: float, w: float, h: float, body: str, accent: str, weave: str, sign: str) -> None:
    cloth = path(
        f"M {x} {y} L {x + w} {y} C {x + w + 8} {y + h * 0.4} {x + w - 10} {y + h * 0.7} {x + w + 4} {y + h} Q {x + w / 2} {y + h + 16} {x - 4} {y + h} C {x + 10} {y + h * 0.7} {x - 8} {y + h * 0.4} {x} {y} Z"
    )
    c.paint(cloth, body, "slope", depth=0.9)
    with c.clip(cloth):
        _cloth_texture(c, body, weave, x - 10, y, w + 20, h + 20)
        c.paint(rect(x - 10, y + h * 0.8, w + 20, h * 0.09), accent, "slope")
        c.paint(rect(x - 10, y + h * 0.77, w + 20, 6) + rect(x - 10, y + h * 0.905, w + 20, 6), accent)
        c.multiply(
            brush([(x + w * 0.3, y), (x + w * 0.34, y + h * 0.6), (x + w * 0.28, y + h)], [3, 16, 3]),
            mix(body, "plum", 0.4),
            0.2,
        )
    c.paint(mark(sign).scaled(0.6).moved(x + w * 0.5, y + h * 0.845), light(body, 0.8) if body != "milk" else "milk")


def tenugui(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "indigo",
    accent: str = "milk",
    sign: str = "fish",
    repeat: str = "scales",
) -> None:
    """A dyed cotton cloth with a large repeat; hung, folded, wrapped round a bottle in the hands."""
    if view == "use":
        with c.at(20, -190, 1.0):
            fist(c, who, front=False)
        with c.at(-30, 60):
            wrap = path(
                "M -150 260 C -190 60 -140 -40 -60 -110 L -110 -260 C -40 -220 40 -220 110 -260 L 60 -110 C 140 -40 190 60 150 260 Q 0 300 -150 260 Z"
            )
            c.paint(wrap, body, "slope")
            with c.clip(wrap):
                _repeat(c, body, accent, sign, repeat, -200, -260, 400, 560)
            c.paint(
                smooth([(-84, -118), (0, -146), (84, -118), (76, -74), (0, -92), (-76, -74)]), shade(body, 0.5), "slope"
            )
        with c.at(20, -190, 1.0):
            fist(c, who, front=True)
        return
    if view == "angle":
        for k, tone in enumerate((accent, body)):
            with c.at(0, 110 - 190 * k, turn=-3 + 6 * k):
                fold = rect(-300, -110, 600, 220, 14)
                c.paint(fold, tone, "slope")
                with c.clip(fold):
                    _repeat(c, tone, body if k == 0 else accent, sign, repeat, -320, -120, 640, 240)
        return
    c.paint(rect(-250, -470, 500, 26, 10), "oak", "down")
    cloth = path("M -210 -450 L 210 -450 C 220 -100 204 200 214 440 Q 0 456 -214 440 C -204 200 -220 -100 -210 -450 Z")
    c.paint(cloth, body, "slope", depth=0.7)
    with c.clip(cloth):
        _repeat(c, body, accent, sign, repeat, -230, -450, 460, 920)


def _repeat(c: Canvas, body: str, accent: str, sign: str, repeat: str, x: float, y: float, w: float, h: float) -> None:
    if repeat == "scales":
        for row in range(int(h / 52) + 2):
            spots = [(x + col * 104 + (row % 2) * 52, y + row * 52) for col in range(int(w / 104) + 2)]
            c.paint(union(ellipse(a, b, 52) for a, b in spots), accent)
            c.paint(union(ellipse(a, b + 7, 46) for a, b in spots), body)
            c.paint(union(ellipse(a, b + 4, 28).minus(ellipse(a, b + 8, 23)) for a, b in spots), accent)
        return
    step = 118
    c.paint(
        union(
            mark(sign)
            .scaled(0.8)
            .turned(20 * ((row + col) % 3) - 20)
            .moved(x + col * step + (row % 2) * step / 2, y + 60 + row * 96)
            for row in range(int(h / 96) + 1)
            for col in range(int(w / step) + 2)
        ),
        accent,
    )
