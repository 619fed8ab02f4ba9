"""Harbours and seas."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import mix
from halles.demo.art.marks import mark
from halles.demo.art.places.scenery import gulls, house, ridge, sky, water
from halles.demo.art.shape import brush, ellipse, path, rect, smooth, union


def harbour(c: Canvas, tint: str) -> None:
    """A Breton harbour: headland, lighthouse, quay, boats."""
    sky(c, tint)
    c.deeper(0.25)
    water(c, 20, "sea")
    c.paint(ridge([(-900, -40), (-600, -110), (-330, -60), (-160, 10)], 40), mix("sage", "slate", 0.2), "slope")
    with c.at(-420, -84):
        c.paint(path("M -28 0 L -18 -170 L 18 -170 L 28 0 Z"), "milk", "tube")
        c.paint(path("M -25 -50 L -22 -90 L 22 -90 L 25 -50 Z") + rect(-24, -196, 48, 28, 6), "tomato", "tube")
        c.paint(rect(-14, -182, 28, 18), "butter")
    for k, (x, tone) in enumerate(((250, "cream"), (370, "blush"), (490, "milk"), (610, "butter"), (730, "cream"))):
        house(c, x, 40 + 8 * (k % 2), 1.15, tone, ("slate", "iron")[k % 2], door=("indigo", "tomato", "teal")[k % 3])
    c.paint(rect(160, 36, 800, 60), mix("stone", "flax", 0.3), "down")
    c.deeper(0.6, "bob")
    for x, y, hull, sail in ((-260, 190, "tomato", "cream"), (60, 240, "indigo", "saffron")):
        with c.at(x, y, 0.62):
            c.paint(rect(-6, -330, 12, 250), "walnut")
            c.paint(path("M 12 -320 C 80 -250 120 -190 130 -120 L 12 -110 Z"), sail, "slope")
            c.paint(
                path(
                    "M -190 -84 C -40 -70 40 -70 200 -92 C 180 -40 150 0 120 0 L -130 0 C -160 -16 -180 -50 -190 -84 Z"
                ),
                hull,
                "down",
            )
    c.deeper(0.5, "fly")
    gulls(c, [(-80, -160), (40, -220), (180, -130)])
    c.deeper(1.0)
    c.paint(rect(-900, 300, 1800, 800), mix("stone", "walnut", 0.25), "down")
    for x in (-640, -300, 360, 660):
        c.paint(rect(x - 22, 250, 44, 60, 12), "iron", "tube")


def inland_sea(c: Canvas, tint: str) -> None:
    """Islands in a still sea, a red gate, cotton drying in the wind."""
    sky(c, tint, top=mix("blush", "milk", 0.5), sun=(80, -150))
    c.deeper(0.25)
    water(c, -20, mix("sea", "sky", 0.4))
    for x, y, s, tone in ((-560, -14, 1.3, "sage"), (-180, -18, 0.8, "teal"), (420, -14, 1.5, "sage")):
        c.paint(
            smooth(
                [
                    (x - 170 * s, y),
                    (x - 80 * s, y - 70 * s),
                    (x, y - 112 * s),
                    (x + 90 * s, y - 60 * s),
                    (x + 180 * s, y),
                    (x, y + 6),
                ],
                0.4,
            ),
            mix(tone, "mist", 0.35),
            "slope",
        )
    c.deeper(0.6)
    with c.at(-80, 150, 1.1):
        c.paint(rect(-96, -170, 22, 190) + rect(74, -170, 22, 190) + rect(-110, -140, 220, 18), "tomato", "slope")
        c.paint(
            path("M -150 -196 C -60 -176 60 -176 150 -196 L 142 -166 C 60 -152 -60 -152 -142 -166 Z"), "tomato", "slope"
        )
    c.deeper(0.9)
    c.paint(ridge([(-900, 270), (-300, 240), (200, 290), (900, 230)]), mix("sand", "flax", 0.4), "slope")
    for x in (300, 720):
        c.paint(rect(x - 8, -10, 16, 320), "walnut", "tube")
    c.paint(brush([(300, 0), (510, 26), (720, 0)], 6), "walnut")
    c.deeper(0.9, "sway")
    for k, tone in enumerate(("indigo", "milk", "saffron", "sky")):
        x = 326 + 100 * k
        c.paint(
            path(
                f"M {x} {12 + 6 * (k % 2)} L {x + 82} {14 + 6 * (k % 2)} C {x + 100} 100 {x + 66} 150 {x + 90} 220 L {x + 6} 216 C {x - 10} 150 {x + 18} 100 {x} {12 + 6 * (k % 2)} Z"
            ),
            tone,
            "slope",
        )


def coast(c: Canvas, tint: str) -> None:
    """A rocky northern coast with a wooden harbour and firs."""
    sky(c, tint, sun=(-420, -220))
    c.deeper(0.25)
    water(c, -10, mix("slate", "sea", 0.5))
    c.paint(ridge([(-900, -20), (-640, -60), (-420, -16), (-300, 14)], 30), mix("basil", "slate", 0.3), "slope")
    c.paint(
        union(mark("tree").scaled(1.2 + 0.3 * (k % 2)).moved(-860 + 74 * k, -70 + 8 * (k % 3)) for k in range(7)),
        "basil",
        "slope",
    )
    for k, (x, tone) in enumerate(((240, "tomato"), (390, "cream"), (540, "slate"), (690, "saffron"))):
        c.paint(union(rect(x - 54 + 50 * j, 90, 10, 110) for j in range(3)), "walnut")
        house(c, x, 100, 1.25, tone, "iron", door="milk" if k % 2 else "ink")
    c.paint(rect(150, 92, 800, 22), "oak", "down")
    c.deeper(0.6, "bob")
    for x, y in ((-420, 150), (-130, 210), (60, 130)):
        c.paint(ellipse(x, y, 22, 26), "tomato", "round")
        c.paint(rect(x - 22, y - 4, 44, 9), "milk")
    c.deeper(1.0)
    c.paint(ridge([(-900, 280), (-560, 200), (-260, 300), (200, 330), (900, 260)]), "slate", "slope")
    c.deeper(0.5, "fly")
    gulls(c, [(-200, -160), (-60, -210), (100, -140)])
