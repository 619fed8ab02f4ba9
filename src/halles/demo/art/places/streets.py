"""Workshops, halls and towns."""

from __future__ import annotations

import numpy as np

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import mix, pale, shade
from halles.demo.art.marks import mark
from halles.demo.art.places.scenery import bicycle, ridge, sky, stall, water
from halles.demo.art.shape import arch, brush, ellipse, path, polygon, rect, union


def workshop(c: Canvas, tint: str) -> None:
    """Inside: an arched window, a bench, tools on the wall, a hanging lamp."""
    c.paint(rect(-1000, -1200, 2000, 2300), pale(tint, 0.66), wobble=0)
    c.paint(
        union(rect(-900 + 152 * k + 70 * (r % 2), -790 + 64 * r, 144, 56, 6) for r in range(17) for k in range(13)),
        pale(tint, 0.74),
        wobble=0.8,
    )
    pane = arch(-250, -320, 500, 520)
    c.paint(pane, mix("sky", "milk", 0.5))
    with c.clip(pane):
        c.paint(ellipse(-80, -170, 60), "butter", alpha=0.8)
        c.paint(ridge([(-300, 60), (-60, 0), (120, 50), (300, 10)], 300), "sage", "slope")
    bars = [brush([(-250, -70), (250, -70)], 10, soft=False), brush([(0, -320), (0, 220)], 10, soft=False)]
    angles = np.radians((225, 315))
    bars += [brush([(0, -70), (250 * float(np.cos(a)), -70 + 250 * float(np.sin(a)))], 8, soft=False) for a in angles]
    c.paint(union(bars), "iron")
    c.paint(pane.minus(arch(-238, -308, 476, 520)), "iron", "slope")
    for x, sign in ((-620, "cog"), (-460, "hall"), (470, "star"), (630, "cog")):
        c.paint(rect(x - 62, -290, 124, 150, 8), "birch", "slope")
        c.paint(mark(sign).scaled(0.9).moved(x, -216), tint)
    for k, x in enumerate((-660, -580, -500, -420)):
        c.paint(rect(x - 6, -90, 12, 130, 5), "walnut", "tube")
        c.paint(rect(x - 26, -104, 52, 34, 8), ("steel", "iron")[k % 2], "slope")
    c.paint(rect(420, 20, 300, 14), "oak")
    for k in range(4):
        c.paint(
            path(f"M {446 + 70 * k} 20 L {438 + 70 * k} -50 L {490 + 70 * k} -50 L {482 + 70 * k} 20 Z"),
            ("tomato", "saffron", "basil", "plum")[k],
            "tube",
        )
    c.deeper(1.0)
    c.paint(rect(-900, 200, 1800, 44), "oak", "down")
    c.paint(rect(-900, 244, 1800, 800), shade("oak", 0.8), "down")
    c.deeper(0.8, "swing")
    c.paint(brush([(0, -480), (0, -330)], 6, soft=False), "iron")
    c.paint(path("M -90 -250 C -80 -320 -40 -340 0 -340 C 40 -340 80 -320 90 -250 Z"), tint, "slope")
    c.paint(ellipse(0, -250, 88, 18), "butter")


def market_hall(c: Canvas, tint: str) -> None:
    """The covered hall: a row of iron arches, glass roof, stalls."""
    c.paint(rect(-1000, -1200, 2000, 2300), mix("butter", "milk", 0.6), wobble=0)
    c.paint(
        path("M -900 -120 L -520 -330 L 520 -330 L 900 -120 L 900 -1100 L -900 -1100 Z"),
        mix("sky", "milk", 0.35),
        "slope",
    )
    c.paint(
        union(brush([(x * 0.2, -1100), (x, -500), (x * 1.5, -120)], 6, soft=False) for x in range(-720, 721, 120))
        + union(brush([(-900, y), (900, y)], 5, soft=False) for y in (-410, -300, -210)),
        mix("iron", "sky", 0.3),
    )
    c.deeper(0.4)
    for k, (size, tone) in enumerate(((0.62, "stone"), (0.86, "pebble"), (1.16, "iron"))):
        with c.at(0, 210 + 40 * k, size):
            for x in (-780, -260, 260):
                frame = arch(x, -470, 520, 600).minus(arch(x + 22, -448, 476, 640))
                c.paint(frame, tone, "slope")
                centre = x + 260
                rays = [
                    brush(
                        [(centre, -210), (centre + 244 * float(np.cos(a)), -210 + 244 * float(np.sin(a)))],
                        8,
                        soft=False,
                    )
                    for a in np.radians(np.linspace(180, 360, 7))
                ]
                c.paint(
                    union(rays)
                    + ellipse(centre, -210, 92).minus(ellipse(centre, -210, 82), rect(centre - 100, -208, 200, 110)),
                    tone,
                )
    c.deeper(1.0)
    for k, x in enumerate((-560, -190, 190, 560)):
        stall(c, x, 330, ("tomato", "basil", "saffron", "indigo")[k], 1.1)
    c.paint(rect(-900, 330, 1800, 800), mix("stone", "flax", 0.4), "down")


def town(c: Canvas, tint: str) -> None:
    """A river town on its hill: facades, bridge, bicycles."""
    sky(c, tint, sun=(420, -250))
    c.paint(
        ridge([(-900, -60), (-500, -190), (-40, -240), (380, -130), (900, -180)]), mix("sage", "mist", 0.35), "slope"
    )
    c.deeper(0.35)
    for k in range(13):
        x, tall = -780 + 130 * k, 240 + 50 * ((k * 7) % 4)
        wall = ("apricot", "butter", "blush", "cream", "coral", "sand")[(k * 5) % 6]
        c.paint(rect(x - 66, 120 - tall, 132, tall), wall, "slope", depth=0.6)
        c.paint(
            polygon([(x - 74, 124 - tall), (x - 50, 84 - tall), (x + 50, 84 - tall), (x + 74, 124 - tall)]),
            "brick",
            "slope",
        )
        windows = [
            rect(x - 46 + 40 * j, 150 - tall + 62 * r, 22, 38, 3)
            for j in range(3)
            for r in range(int((tall - 60) / 62))
        ]
        c.paint(union(windows), mix("slate", "sky", 0.4), wobble=0.5)
    c.deeper(0.7)
    water(c, 120, "teal")
    c.paint(rect(-900, 96, 1800, 46), "stone", "down")
    bridge = rect(-900, 200, 1800, 70).minus(*(ellipse(x, 292, 120, 78) for x in (-620, -300, 20, 340, 660)))
    c.paint(
        bridge + union(rect(x - 24, 200, 48, 170) for x in (-780, -460, -140, 180, 500, 820)),
        mix("stone", "cream", 0.3),
        "slope",
    )
    c.deeper(0.85, "ride")
    for x in (-220, 300):
        bicycle(c, x, 196, 0.9, "tomato" if x < 0 else "basil")
