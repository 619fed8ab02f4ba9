"""Sound and power: radios, speakers, headphones, record players, recorders, batteries, watches."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.hands import Person, pinch, press, wrap_back, wrap_front
from halles.demo.art.marks import mark
from halles.demo.art.people import Look, bust
from halles.demo.art.shape import brush, columns, ellipse, path, polygon, rect, ring, rows, union
from halles.demo.art.solids import View, box, box_front


def sound_waves(c: Canvas, x: float, y: float, colour: str = "milk", *, left: bool = False) -> None:
    """Three arcs of sound going out from a point."""
    for k in range(3):
        r = 90 + 62 * k
        with c.clip(polygon([(x, y), (x + (-600 if left else 600), y - 420), (x + (-600 if left else 600), y + 420)])):
            c.paint(ring(x, y, r, r, 13), colour, alpha=0.85 - 0.2 * k)


def radio(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "tomato",
    face: str = "cream",
    knob: str = "brass",
    handle: str = "walnut",
    aerial: bool = True,
    crank: bool = False,
) -> None:
    """A table radio with a cloth front, a dial and a handle."""
    wide, tall, deep = 500.0, 300.0, 190.0
    if view == "use":
        with c.at(-60, 240, 0.94):
            _radio_body(c, "front", wide, tall, deep, body, face, knob, handle, aerial, crank)
            sound_waves(c, -280, -170, left=True)
        with c.at(-60 + 166 * 0.94, 240 - 106 * 0.94):
            press(c, who)
        return
    with c.at(0, 0, 1.06):
        _radio_body(c, view, wide, tall, deep, body, face, knob, handle, aerial, crank)


def _radio_body(
    c: Canvas,
    view: View,
    wide: float,
    tall: float,
    deep: float,
    body: str,
    face: str,
    knob: str,
    handle: str,
    aerial: bool,
    crank: bool,
) -> None:
    if aerial:
        c.paint(brush([(190, -tall + 10), (290, -tall - 230)], [9, 5], soft=False), "silver", "slope")
        c.paint(ellipse(292, -tall - 234, 9), "silver", "round")
    grip = [(-150.0, -tall + 6), (-140.0, -tall - 66), (0.0, -tall - 84), (140.0, -tall - 66), (150.0, -tall + 6)]
    c.paint(brush(grip, 26), handle, "down")
    box(c, wide, tall, deep, body, view, 46)
    with box_front(c, wide, tall, deep, view):
        c.paint(rect(-wide * 0.44, -tall * 0.88, wide * 0.52, tall * 0.74, 26), face, "slope", depth=0.5)
        with c.clip(rect(-wide * 0.44, -tall * 0.88, wide * 0.52, tall * 0.74, 26)):
            c.paint(
                union(
                    ellipse(-wide * 0.42 + 18 * (k % 16), -tall * 0.86 + 18 * (k // 16), 4.4) for k in range(16 * 14)
                ),
                shade(face, 0.9),
                wobble=0.2,
            )
        c.paint(rect(wide * 0.13, -tall * 0.86, wide * 0.31, tall * 0.26, 12), "milk", "inside", depth=0.3)
        c.paint(columns(wide * 0.15, -tall * 0.78, wide * 0.26, tall * 0.1, 12, 3), "iron", wobble=0.3)
        c.paint(rect(wide * 0.27, -tall * 0.84, 6, tall * 0.22), "tomato" if body != "tomato" else "basil", wobble=0.3)
        for x, y, r in ((wide * 0.29 + 22, -tall * 0.34, 50), (wide * 0.15 + 2, -tall * 0.22, 24)):
            c.paint(ellipse(x, y, r), knob, "round")
            c.paint(ellipse(x, y, r * 0.72), light(knob, 0.5), "slope")
            c.paint(rect(x - 3, y - r * 0.66, 6, r * 0.4, 2), "iron", wobble=0.3)
    if crank:
        c.paint(
            brush([(wide * 0.36, -tall * 0.4), (wide * 0.56, -tall * 0.22), (wide * 0.56, -tall * 0.06)], [20, 18, 40]),
            "silver",
            "slope",
        )


def speaker(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "walnut",
    cloth: str = "oat",
    cone: str = "char",
    trim: str = "brass",
    pair: bool = True,
    tall: float = 430,
    wide: float = 270,
) -> None:
    """A bookshelf speaker in wood, with or without its cloth."""
    if view == "use":
        with c.at(-90, 300, 1.08):
            _cabinet(c, "front", body, cone, trim, wide, tall)
            sound_waves(c, -170, -tall * 0.36, left=True)
        with c.at(64, -120):
            wrap_front(c, who, 96)
        return
    if view == "front" and pair:
        for x in (-170, 170):
            with c.at(x, 0):
                _cabinet(c, "front", body, cone, trim, wide, tall)
        return
    with c.at(-20, 0, 1.12):
        _cabinet(c, view, body, cone, trim, wide, tall)
    if view == "angle":
        with c.at(250, 50, 0.9, turn=-6):
            c.paint(rect(-120, -330, 240, 330, 22), cloth, "slope")
            with c.clip(rect(-120, -330, 240, 330, 22)):
                c.tint(rows(-120, -330, 240, 330, 9, 3), shade(cloth, 0.8), 0.6)
                c.tint(columns(-120, -330, 240, 330, 9, 3), shade(cloth, 0.8), 0.4)


def _cabinet(c: Canvas, view: View, body: str, cone: str, trim: str, wide: float, tall: float) -> None:
    deep = 210.0
    box(c, wide, tall, deep, body, view, 16)
    with box_front(c, wide, tall, deep, view):
        with c.clip(rect(-wide / 2, -tall, wide, tall, 16)):
            c.tint(
                union(
                    brush([(x, 0), (x + 16, -tall * 0.5), (x - 8, -tall)], [2, 6, 2])
                    for x in range(int(-wide / 2), int(wide / 2), 34)
                ),
                shade(body, 1.0),
                0.5,
            )
        for y, r in ((-tall * 0.36, wide * 0.36), (-tall * 0.78, wide * 0.19)):
            c.paint(ellipse(0, y, r), trim, "slope")
            c.paint(ellipse(0, y, r * 0.9), "ink")
            c.paint(ellipse(0, y, r * 0.78), cone, "inside")
            c.paint(ellipse(0, y, r * 0.3), mix(cone, "stone", 0.35), "round")


def headphones(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "plum",
    pad: str = "walnut",
    metal: str = "silver",
    screws: str = "brass",
    hair: str = "bun",
) -> None:
    """Over-ear headphones held by visible screws; worn in use."""
    if view == "use":
        with c.at(-10, 70, 1.25):
            bust(c, Look(skin=who.skin, hair=hair, top=who.sleeve), smile=True)
            arc = brush([(-136, -170), (-120, -290), (0, -352), (120, -290), (136, -170)], [30, 34, 36, 34, 30])
            c.paint(arc, body, "slope")
            for x in (-138, 138):
                c.paint(ellipse(x, -140, 38, 66), pad, "slope")
                c.paint(ellipse(x * 1.1, -140, 33, 60), body, "round")
                c.paint(ellipse(x * 1.12, -140, 9), screws, "round")
        with c.at(178, -70, 0.92):
            press(c, who)
        return
    if view == "angle":
        c.paint(
            brush([(-200, -60), (-150, -330), (60, -440), (250, -300), (262, -60)], [34, 40, 44, 40, 34]), body, "slope"
        )
        _cup(c, -210, -100, 1.15, 0.8, body, pad, screws, face_in=True)
        _cup(c, 250, -110, 1.05, 0.62, body, pad, screws, face_in=False)
        return
    c.paint(
        brush([(-216, -170), (-206, -410), (0, -546), (206, -410), (216, -170)], [30, 40, 46, 40, 30]), body, "slope"
    )
    c.paint(brush([(-150, -440), (0, -512), (150, -440)], [16, 24, 16]), pad, "slope")
    for x in (-216, 216):
        c.paint(rect(x - 12, -300, 24, 120, 8), metal, "tube")
        c.paint(rect(x * 0.83 - 30, -250, 60, 200, 30), pad, "slope")
        c.paint(rect(x * 1.04 - 40, -256, 80, 212, 38), body, "slope")
        for y in (-224, -150, -76):
            c.paint(ellipse(x * 1.04, y, 10), screws, "round")


def _cup(
    c: Canvas, x: float, y: float, size: float, squash: float, body: str, pad: str, screws: str, *, face_in: bool
) -> None:
    with c.at(x, y, size, squash=squash):
        c.paint(ellipse(0, 0, 128, 140), body, "slope")
        if face_in:
            c.paint(ellipse(0, 0, 116, 128), pad, "slope")
            c.paint(ellipse(0, 0, 66, 78), "char", "inside")
            return
        c.paint(ellipse(0, 0, 104, 116), light(body, 0.3), "slope")
        for dx, dy in ((0, -92), (80, 46), (-80, 46)):
            c.paint(ellipse(dx, dy, 12), screws, "round")
        c.paint(mark("hall").scaled(0.8), screws)


def turntable(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "walnut",
    mat: str = "char",
    label: str = "tomato",
    arm: str = "silver",
) -> None:
    """A record player with a wooden plinth, seen a little from above."""
    tilt = 0.42
    if view == "use":
        with c.at(-50, 330, 1.12):
            _deck(c, body, mat, label, arm, tilt)
        with c.at(118, 38):
            pinch(c, who)
        return
    with c.at(0, 20 if view == "front" else 40, 1.0 if view == "front" else 1.16):
        _deck(c, body, mat, label, arm, tilt if view == "angle" else 0.34)


def _deck(c: Canvas, body: str, mat: str, label: str, arm: str, tilt: float) -> None:
    top = -330 * tilt * 1.6
    c.paint(path(f"M -330 -70 L -270 {top - 90} L 290 {top - 90} L 340 -70 Z"), light(body, 0.45), "slope")
    c.paint(rect(-336, -74, 680, 74, 14), body, "down")
    middle = (top - 160) / 2
    c.paint(ellipse(-50, middle + 4, 216, 216 * tilt), "silver", "slope")
    c.paint(ellipse(-50, middle - 8, 208, 208 * tilt), mat, "slope", shine=0.5)
    for r in (180, 150, 120):
        c.paint(ring(-50, middle - 8, r, r * tilt, 2.5), light(mat, 0.7), alpha=0.6)
    c.paint(ellipse(-50, middle - 8, 72, 72 * tilt), label, "slope")
    c.paint(ellipse(-50, middle - 8, 8, 5), "milk")
    c.paint(ellipse(222, middle - 40, 44, 44 * tilt + 6), "silver", "round")
    c.paint(brush([(224, middle - 56), (214, middle + 40), (86, middle + 30)], [12, 11, 14]), arm, "slope")
    c.paint(ellipse(250, -96, 24, 12), "brass", "round")


def recorder(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "slate",
    mesh: str = "silver",
    screen: str = "matcha",
    button: str = "tomato",
) -> None:
    """A pocket field recorder with two crossed microphones."""
    if view == "use":
        with c.at(-50, 60):
            with c.at(100, 40):
                wrap_back(c, who)
            with c.at(0, 270, 0.92):
                _recorder_body(c, body, mesh, screen, button)
            with c.at(92, 60):
                wrap_front(c, who, 104)
        return
    if view == "angle":
        with c.at(-20, 20, 1.0, turn=-12):
            _recorder_body(c, body, mesh, screen, button)
        c.paint(brush([(120, 40), (250, 60), (330, -10), (250, -60), (200, 0), (330, 60)], 12), "char")
        return
    _recorder_body(c, body, mesh, screen, button)


def _recorder_body(c: Canvas, body: str, mesh: str, screen: str, button: str) -> None:
    for x, turn in ((-60, 34), (60, -34)):
        with c.at(x, -440, turn=turn):
            c.paint(rect(-40, -150, 80, 170, 36), mesh, "tube")
            with c.clip(rect(-40, -150, 80, 110, 36)):
                c.tint(rows(-40, -150, 80, 110, 10, 3) + columns(-40, -150, 80, 110, 10, 3), "slate", 0.5)
    c.paint(rect(-114, -460, 228, 460, 34), body, "slope")
    c.paint(rect(-86, -424, 172, 120, 12), screen, "inside", depth=0.4)
    c.paint(
        union(rect(-72 + 14 * k, -360 - (k * 37 % 40), 8, 16 + (k * 37 % 40) * 1.5, 3) for k in range(11)),
        "basil",
        wobble=0.3,
    )
    c.paint(ellipse(0, -216, 58), mix(body, "linen", 0.3), "round")
    c.paint(ellipse(0, -216, 30), button, "round")
    for x in (-62, 0, 62):
        c.paint(rect(x - 22, -112, 44, 26, 10), mix(body, "linen", 0.35), "slope")


def battery(
    c: Canvas,
    view: View,
    who: Person,
    *,
    body: str = "saffron",
    cap: str = "ink",
    sign: str = "bolt",
    name: str = "10 Ah",
) -> None:
    """A power bank with screws, opened in the angle view to show its cells."""
    if view == "use":
        with c.at(-70, 40):
            with c.at(118, -20):
                wrap_back(c, who)
            with c.at(0, 220):
                _bank(c, "front", body, cap, sign, name)
            with c.at(118, 10):
                wrap_front(c, who, 110)
        return
    _bank(c, view, body, cap, sign, name)
    if view == "angle":
        for k in range(2):
            with c.at(190 + 84 * k, 50 - 14 * k):
                c.paint(rect(-34, -210, 68, 210, 14), ("basil", "sea")[k], "tube")
                c.paint(rect(-12, -224, 24, 18, 5), "silver", "tube")
        c.paint(brush([(-300, 60), (-210, 20)], 12, soft=False), "tomato")


def _bank(c: Canvas, view: View, body: str, cap: str, sign: str, name: str) -> None:
    box(c, 250, 400, 80, body, view, 30)
    with box_front(c, 250, 400, 80, view):
        c.paint(rect(-125, -400, 250, 66, 20), cap, "slope")
        c.paint(rect(-60, -384, 46, 18, 6) + rect(14, -384, 46, 18, 6), "silver")
        c.paint(mark(sign).scaled(1.25).moved(0, -206), cap)
        c.write(name, 0, -64, 42, cap, weight=760)
        for x, y in ((-104, -22), (104, -22), (-104, -312), (104, -312)):
            c.paint(ellipse(x, y, 9), "silver", "round")


def watch(
    c: Canvas,
    view: View,
    who: Person,
    *,
    case: str = "silver",
    dial: str = "indigo",
    strap: str = "walnut",
    hand: str = "milk",
) -> None:
    """A wrist watch; on the wrist in use."""
    if view == "use":
        with c.at(-40, -20, 1.2, turn=40):
            wrap_front(c, Person(who.skin, who.sleeve), 120)
        with c.at(36, 150, 0.62, turn=-48):
            _watch_body(c, case, dial, strap, hand, short=True)
        return
    with c.at(0, -20 if view == "front" else 30, 1.1, turn=14 if view == "front" else -38):
        _watch_body(c, case, dial, strap, hand, short=False)


def _watch_body(c: Canvas, case: str, dial: str, strap: str, hand: str, *, short: bool) -> None:
    length = 190 if short else 400
    c.paint(path(f"M -66 -120 L -54 {-length} L 54 {-length} L 66 -120 Z"), strap, "slope")
    c.paint(path(f"M -66 120 L -54 {length} L 54 {length} L 66 120 Z"), strap, "slope")
    if not short:
        c.paint(union(ellipse(0, 250 + 34 * k, 7) for k in range(4)), shade(strap, 1.4))
        c.paint(rect(-70, -430, 140, 50, 12).minus(rect(-52, -418, 104, 26, 6)), case, "slope")
    c.paint(rect(140, -18, 34, 36, 8), case, "slope")
    c.paint(ellipse(0, 0, 156), case, "round")
    c.paint(ellipse(0, 0, 130), dial, "inside", depth=0.7)
    for k in range(12):
        with c.at(0, 0, turn=30 * k):
            c.paint(rect(-4, -118, 8, 24 if k % 3 else 36, 3), hand, wobble=0.3)
    c.paint(brush([(0, 14), (0, -70)], [12, 7], soft=False).turned(-52), hand)
    c.paint(brush([(0, 18), (0, -104)], [9, 5], soft=False).turned(52), hand)
    c.paint(ellipse(0, 0, 11), "saffron")
