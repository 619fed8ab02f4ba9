"""Shop covers and people's pictures."""

from __future__ import annotations

from zlib import crc32

from PIL import Image

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, mix, pale
from halles.demo.art.marks import mark
from halles.demo.art.people import Look, bust
from halles.demo.art.places import PLACES, TALL, WIDE
from halles.demo.art.shape import arch, ellipse


def cover(place: str, tint: str, *, key: str) -> Image.Image:
    """A wide picture of where a shop is, 1200 x 675."""
    c = Canvas(WIDE, TALL, seed=crc32(key.encode()) % 99_991, unit=0.75)
    with c.at(WIDE / 1.5, TALL / 1.5):
        PLACES[place](c, tint)
    return c.image()


def avatar(look: Look, tint: str, *, key: str) -> Image.Image:
    """Somebody's face before an arch, 480 x 480."""
    c = Canvas(480, 480, seed=crc32(key.encode()) % 99_991)
    c.ground(pale(tint, 0.42))
    c.paint(arch(70, 46, 340, 500), pale(tint, 0.68), "slope", depth=0.3)
    with c.at(240, 336, 0.74):
        bust(c, look)
    return c.image()


def emblem(sign: str, tint: str | RGB, *, key: str) -> Image.Image:
    """A shop's sign on a disc, 480 x 480."""
    c = Canvas(480, 480, seed=crc32(key.encode()) % 99_991)
    c.ground(mix(tint, "linen", 0.82))
    c.paint(ellipse(240, 240, 190), tint, "slope", depth=0.6)
    c.paint(ellipse(240, 240, 172).minus(ellipse(240, 240, 166)), "cream")
    with c.at(240, 240, 2.3):
        c.paint(mark(sign), "cream")
    return c.image()
