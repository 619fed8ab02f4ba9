"""Grounds a thing stands or lies on: linen paper, one tinted shape, a table, and morning light through the hall's iron arch."""

from __future__ import annotations

import numpy as np

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, mix, pale, shade
from halles.demo.art.shape import Shape, arch, brush, columns, ellipse, path, polygon, rect, rows, smooth, union

PAPER = mix("linen", "flax", 0.35)
TABLE_Y = 905.0


def linen(c: Canvas) -> None:
    """Bare linen paper."""
    c.ground(PAPER)


def table(c: Canvas, colour: str | RGB, y: float = TABLE_Y) -> None:
    """A table across the whole picture, its edge catching the light."""
    c.paint(rect(-20, y, 1000, 2200 - y), colour, "down", depth=0.25, shine=0)
    c.paint(rect(-20, y - 3, 1000, 7), mix(colour, "milk", 0.65), wobble=1.4)


def window_light(c: Canvas, x: float = 520, y: float = 60, size: float = 1.0, alpha: float = 0.34) -> None:
    """The market hall's window thrown on the wall by the morning sun."""
    pane = arch(0, 0, 300, 520).minus(
        rect(94, -10, 14, 560), rect(194, -10, 14, 560), rect(-10, 148, 330, 14), rect(-10, 300, 330, 14)
    )
    slanted = pane.scaled(size).through(np.array([[1, -0.34, x], [0.1, 1, y]]))
    c.tint(slanted, "milk", alpha, wobble=0.8)


def niche(c: Canvas, tint: str, seed: int = 0) -> None:
    """A round-arched niche in the wall."""
    linen(c)
    wide = 640 + 24 * (seed % 3)
    left, top = 480 - wide / 2, 120 + 14 * (seed % 4)
    face = pale(tint, 0.62)
    c.paint(arch(left, top, wide, 1000), face, "slope", depth=0.35, shine=0.2)
    inner = arch(left, top, wide, 1000).minus(arch(left + 34, top + 26, wide, 1000))
    with c.clip(arch(left, top, wide, 1000)):
        c.paint(inner, shade(face, 0.75), wobble=0.6)
        window_light(c, 560, 150, 1.12, 0.38)
    table(c, mix(pale(tint, 0.8), "oat", 0.55))


def window(c: Canvas, tint: str, seed: int = 0) -> None:
    """A window of the hall with its iron bars and a piece of country behind it."""
    linen(c)
    left, top, wide, tall = 170, 110, 620, 830
    opening = arch(left, top, wide, tall)
    c.paint(opening, mix("sky", "milk", 0.42))
    with c.clip(opening):
        c.paint(ellipse(300 + 40 * (seed % 4), 330, 66), mix("butter", "milk", 0.45))
        hills = smooth(
            [(100, 720), (260, 610 + 20 * (seed % 3)), (430, 690), (620, 590), (860, 700), (900, 1000), (100, 1000)]
        )
        c.paint(hills, mix(pale(tint, 0.5), "sage", 0.35), "slope", depth=0.4, shine=0.3)
        c.paint(
            smooth([(100, 800), (330, 740), (560, 800), (880, 730), (900, 1000), (100, 1000)]),
            mix(pale(tint, 0.35), "leaf", 0.25),
            "slope",
            depth=0.4,
        )
        bars = union(
            [
                brush([(left, 420), (left + wide, 420)], 11, soft=False),
                brush([(480, 420), (480, 960)], 11, soft=False),
                *(brush([(480, 420), (480 + 330 * x, 420 + 330 * y)], 9, soft=False) for x, y in _fan(5)),
            ]
        )
        c.paint(bars, "iron")
        c.paint(ellipse(480, 420, 92).minus(ellipse(480, 420, 82), rect(380, 421, 200, 120)), "iron")
    c.paint(opening.minus(arch(left + 16, top + 16, wide - 32, tall)), "iron", "slope")
    table(c, mix(pale(tint, 0.7), "oat", 0.5))


def _fan(count: int) -> list[tuple[float, float]]:
    angles = np.radians(np.linspace(180, 360, count + 2)[1:-1])
    return [(float(np.cos(a)), float(np.sin(a))) for a in angles]


def disc(c: Canvas, tint: str, seed: int = 0) -> None:
    """A rising disc behind the thing, low horizon."""
    linen(c)
    c.paint(rect(-20, -420, 1000, 1400), pale(tint, 0.84), "down", depth=0.18, shine=0)
    c.paint(ellipse(480 + 60 * (seed % 3 - 1), 520, 350), pale(tint, 0.5), "slope", depth=0.3, shine=0.25)
    window_light(c, 610, 90, 1.0, 0.3)
    table(c, mix(pale(tint, 0.6), "oat", 0.45))


def cloth(c: Canvas, tint: str, seed: int = 0) -> None:
    """Seen from above: a linen cloth with a woven border, window light across it."""
    c.ground(mix(pale(tint, 0.86), "flax", 0.4))
    threads = rows(-20, -396, 1000, 1900, 11, 2.2)
    c.multiply(threads, "oat", 0.16, wobble=0.5)
    c.multiply(columns(0, -400, 980, 1920, 11, 2.2), "oat", 0.13, wobble=0.5)
    if seed % 2:
        for y in (70, 92, 1108, 1130):
            c.tint(rect(-20, y, 1000, 8 if y in (92, 1108) else 14), pale(tint, 0.25), 0.7)
    else:
        for x in (56, 80, 884, 908):
            c.tint(rect(x, -400, 8 if x in (80, 884) else 14, 1920), pale(tint, 0.25), 0.7)
    window_light(c, 430, -120, 2.2, 0.42)


def boards(c: Canvas, tint: str, seed: int = 0) -> None:
    """Seen from above: painted wooden boards."""
    c.ground(mix(pale(tint, 0.72), "birch", 0.25))
    line = shade(mix(pale(tint, 0.72), "birch", 0.3), 0.7)
    for k in range(1, 6):
        c.paint(
            brush([(k * 170 - 30 + 6 * (seed % 5), -400), (k * 170 - 34 + 6 * (seed % 5), 1520)], 5, soft=False),
            line,
            wobble=1.5,
        )
    for k in range(9):
        x = 60 + (k * 331 + seed * 97) % 860
        y = 80 + (k * 463 + seed * 61) % 1060
        c.tint(brush([(x, y), (x + 6, y + 70), (x - 2, y + 150)], [2, 6, 2]), line, 0.4)
    window_light(c, 470, -90, 2.1, 0.4)


def painted(c: Canvas, tint: str, seed: int = 0) -> None:
    """A full painted ground with a big pale arch, for people and hands."""
    c.ground(pale(tint, 0.46), grain=1.4)
    c.paint(arch(130, 150, 700, 1700), pale(tint, 0.7), "slope", depth=0.25, shine=0.3)
    window_light(c, 560, 120, 1.25, 0.25)


def hills(c: Canvas, tint: str, seed: int = 0) -> None:
    """Out of doors: sky, sun and two hills, for people."""
    c.ground(mix("sky", "milk", 0.45))
    c.paint(ellipse(250 + 130 * (seed % 3), 270, 96), mix("butter", "milk", 0.4))
    c.paint(
        smooth([(-60, 760), (200, 600), (460, 720), (700, 560), (1040, 700), (1040, 1900), (-60, 1900)]),
        mix(pale(tint, 0.45), "sage", 0.4),
        "slope",
        depth=0.4,
        shine=0.3,
    )
    c.paint(
        smooth([(-60, 930), (300, 840), (640, 930), (1040, 830), (1040, 1900), (-60, 1900)]),
        mix(pale(tint, 0.25), "leaf", 0.35),
        "slope",
        depth=0.4,
        shine=0.3,
    )
    for x, y in ((120, 180), (690, 130), (800, 330)):
        c.tint(cloud(x, y, 0.8 + 0.2 * (seed % 2)), "milk", 0.75)


def cloud(x: float, y: float, size: float) -> Shape:
    """A flat-bottomed cloud."""
    shape = path(
        "M -110 30 C -130 -10 -80 -30 -60 -20 C -50 -70 20 -80 40 -36 C 70 -60 120 -30 110 0 C 130 6 130 30 110 30 Z"
    )
    return shape.scaled(size).moved(x, y)


def tile_wall(c: Canvas, tint: str, seed: int = 0) -> None:
    """Kitchen or bath: small glazed tiles and a shelf."""
    c.ground(pale(tint, 0.62))
    glaze = [rect(k * 122 - 40 + (row % 2) * 61, row * 76 - 12, 114, 68, 8) for row in range(-5, 13) for k in range(10)]
    c.paint(union(glaze), pale(tint, 0.78), wobble=0.8)
    lively = [glaze[(k * 37 + seed * 13) % len(glaze)] for k in range(9)]
    c.paint(union(lively), pale(tint, 0.52), wobble=0.8)
    window_light(c, 560, 60, 1.2, 0.4)
    table(c, mix("birch", "flax", 0.4))


def wall_bar(c: Canvas, colour: str, y: float) -> None:
    """A rail to hang things on."""
    c.paint(rect(-20, y, 1000, 20), colour, "down")
    for x in (120, 840):
        c.paint(polygon([(x - 10, y - 34), (x + 10, y - 34), (x + 10, y + 4), (x - 10, y + 4)]), colour, "edge")
