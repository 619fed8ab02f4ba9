"""Pastures, fields, tea and cedar hills."""

from __future__ import annotations

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import light, mix, shade
from halles.demo.art.marks import mark
from halles.demo.art.places.scenery import cow, gulls, ridge, sky
from halles.demo.art.shape import brush, ellipse, path, polygon, rect, smooth, union


def mountain(c: Canvas, tint: str) -> None:
    """High pastures: peaks, meadow, a stone hut, cows."""
    sky(c, tint)
    c.paint(
        ridge(
            [(-900, -60), (-620, -240), (-430, -150), (-180, -320), (60, -140), (320, -290), (560, -130), (900, -230)]
        ),
        mix("denim", "mist", 0.45),
        "slope",
    )
    for x, y in ((-190, -318), (318, -288), (-622, -238)):
        c.paint(
            smooth([(x - 70, y + 64), (x, y + 4), (x + 74, y + 66), (x + 20, y + 52), (x - 16, y + 74)], 0.3),
            "milk",
            "slope",
        )
    c.deeper(0.35)
    c.paint(ridge([(-900, 40), (-500, -60), (-60, 40), (400, -80), (900, 10)]), mix("sage", "leaf", 0.4), "slope")
    c.deeper(0.6)
    c.paint(ridge([(-900, 190), (-380, 90), (180, 170), (900, 70)]), "leaf", "slope")
    for k in range(9):
        x = -720 + 176 * k
        c.paint(
            mark("tree").scaled(1.1 + 0.3 * (k % 3)).moved(x, 20 + 26 * (k % 2) - 30 * (k % 3)),
            mix("basil", "leaf", 0.2 * (k % 3)),
            "slope",
        )
    with c.at(-230, 170, 1.5):
        c.paint(rect(-120, -90, 240, 90), "stone", "slope")
        c.paint(polygon([(-140, -84), (-90, -160), (90, -160), (140, -84)]), "slate", "slope")
        c.paint(rect(-20, -58, 40, 58), "walnut")
        c.paint(union(ellipse(-90 + 31 * k, -20 - 26 * (k % 3), 13, 8) for k in range(7)), light("stone", 0.7))
    for x, y, s in ((220, 230, 1.0), (420, 180, 0.8), (560, 260, 1.1)):
        cow(c, x, y, s)
    c.deeper(1.0, "sway")
    c.paint(union(mark("flower").scaled(0.26).moved(-780 + 61 * k, 290 + 37 * (k % 4)) for k in range(27)), "butter")


def terraces(c: Canvas, tint: str) -> None:
    """Tea in rows over round hills, mist between them."""
    sky(c, tint, sun=(320, -230))
    c.paint(
        ridge([(-900, -90), (-480, -220), (-120, -110), (260, -250), (900, -120)]), mix("teal", "mist", 0.6), "slope"
    )
    c.tint(rect(-900, -110, 1800, 90), "milk", 0.5, fade="up")
    c.deeper(0.45)
    for k, (y, tone) in enumerate(((0, "sage"), (110, "matcha"), (230, "moss"))):
        hill = ridge([(-900, y + 30 * (k % 2)), (-420, y - 110 + 50 * (k % 2)), (40, y), (470, y - 90), (900, y + 10)])
        c.paint(hill, tone, "slope")
        with c.clip(hill):
            for j in range(9):
                off = j * 46
                c.paint(
                    brush(
                        [
                            (-900, y + off + 20),
                            (-420, y - 100 + off + 50 * (k % 2)),
                            (40, y + off + 14),
                            (470, y - 76 + off),
                            (900, y + off + 20),
                        ],
                        [10, 20, 16, 20, 10],
                    ),
                    shade(tone, 0.35),
                    alpha=0.8,
                )
    with c.at(430, 60, 1.3):
        c.paint(polygon([(-130, -60), (-90, -116), (90, -116), (130, -60)]), "slate", "slope")
        c.paint(rect(-96, -62, 192, 62), "cream", "slope")
        c.paint(union(rect(x, -62, 6, 62) for x in (-96, -34, 30, 90)), "walnut")
    c.deeper(0.4, "fly")
    gulls(c, [(-300, -190), (-210, -240)])


def plains(c: Canvas, tint: str) -> None:
    """Wheat to the horizon, a red barn, a wind pump."""
    sky(c, tint, top=mix("apricot", "milk", 0.6), sun=(-260, -120))
    c.paint(ridge([(-900, 20), (-300, -10), (300, 24), (900, -6)]), mix("sage", "straw", 0.4), "slope")
    with c.at(330, 60, 1.5):
        c.paint(rect(-110, -130, 220, 130), "brick", "slope")
        c.paint(polygon([(-126, -124), (-90, -190), (0, -226), (90, -190), (126, -124)]), "slate", "slope")
        c.paint(rect(-40, -84, 80, 84), "cream")
        c.paint(brush([(-40, -84), (40, 0)], 7, soft=False) + brush([(40, -84), (-40, 0)], 7, soft=False), "brick")
    c.deeper(0.45)
    with c.at(-380, 70):
        c.paint(brush([(-46, 0), (0, -270)], 8, soft=False) + brush([(46, 0), (0, -270)], 8, soft=False), "iron")
        c.paint(mark("sun").scaled(1.7).moved(0, -280), "iron")
    c.deeper(0.9, "sway")
    for k, y in enumerate((70, 150, 240)):
        tone = mix("saffron", "straw", 0.5 - 0.18 * k)
        field = ridge([(-900, y), (-380, y - 26), (160, y + 20), (900, y - 20)])
        c.paint(field, tone, "slope")
        with c.clip(field):
            c.paint(
                union(
                    mark("wheat").scaled(0.5 + 0.25 * k).moved(-860 + (58 + 20 * k) * j, y + 36 + 18 * (j % 3))
                    for j in range(31)
                ),
                light(tone, 0.5) if k % 2 else shade(tone, 0.4),
            )


def forge(c: Canvas, tint: str) -> None:
    """A smithy under cedar mountains: river, smoke, glow in the door."""
    sky(c, tint, sun=(-420, -260))
    for k, (y, tone) in enumerate(((-140, "mist"), (-60, "sage"), (30, "teal"))):
        c.paint(
            ridge(
                [
                    (-900, y),
                    (-560, y - 150 + 40 * k),
                    (-200, y - 30),
                    (180, y - 170 + 30 * k),
                    (560, y - 40),
                    (900, y - 110),
                ]
            ),
            mix(tone, "basil", 0.22 * k),
            "slope",
        )
    c.deeper(0.4)
    c.paint(
        union(mark("tree").scaled(1.4 + 0.4 * (k % 3)).moved(-820 + 118 * k, 50 + 20 * (k % 3)) for k in range(15)),
        mix("basil", "teal", 0.3),
        "slope",
    )
    _smithy(c)
    c.deeper(0.55, "rise")
    for k, (x, y, r) in enumerate(((262, -190, 34), (290, -250, 46), (336, -320, 60))):
        c.paint(ellipse(x, y, r * 1.2, r), "milk", alpha=0.7 - 0.15 * k)
    c.deeper(0.9)
    c.paint(
        path("M -900 330 C -500 230 -260 330 60 270 C 360 220 560 300 900 240 L 900 1100 L -900 1100 Z"),
        mix("sea", "sky", 0.3),
        "down",
    )
    c.paint(
        union(
            brush([(x, 330 + 30 * (k % 3)), (x + 90, 326 + 30 * (k % 3))], 7)
            for k, x in enumerate(range(-760, 760, 190))
        ),
        "milk",
        alpha=0.7,
    )


def _smithy(c: Canvas) -> None:
    with c.at(60, 210, 1.5):
        c.paint(rect(-190, -110, 380, 110), "walnut", "slope")
        c.paint(
            path("M -230 -104 C -160 -130 -150 -170 -140 -186 L 140 -186 C 150 -170 160 -130 230 -104 Z"),
            "slate",
            "slope",
        )
        c.paint(rect(-60, -86, 120, 86), "char")
        c.paint(ellipse(0, -4, 52, 60, start=180, end=360), "saffron", "round")
        c.paint(mark("flame").scaled(0.7).moved(0, -34), "tomato")
        c.paint(rect(110, -236, 34, 70), "stone", "tube")
