"""Round and square bodies seen from the front or from a little above."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import numpy as np

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, light, mix, shade
from halles.demo.art.shape import Pairs, Shape, curve, ellipse, polygon, rect

View = Literal["front", "angle", "use"]
TILT = {"front": 0.07, "angle": 0.27, "use": 0.12}


def turned(profile: Pairs, tilt: float, *, soft: bool = True) -> Shape:
    """The outline of a turned body: (radius, y) from bottom to top, seen from `tilt` above."""
    side = np.array(curve(profile) if soft and len(profile) > 2 else profile)
    (r0, y0), (r1, y1) = side[0], side[-1]
    foot = np.radians(np.linspace(0, 180, 33))[1:-1]
    brow = np.radians(np.linspace(180, 360, 33))[1:-1]
    bottom = np.stack([r0 * np.cos(foot), y0 + r0 * tilt * np.sin(foot)], axis=1)
    top = np.stack([r1 * np.cos(brow), y1 + r1 * tilt * np.sin(brow)], axis=1)
    right = side[::-1]
    left = side * (-1, 1)
    return Shape((np.concatenate([right, bottom, left, top]),))


def lathe(
    c: Canvas,
    profile: Pairs,
    colour: str | RGB,
    tilt: float,
    form: str = "tube",
    *,
    soft: bool = True,
    depth: float = 1.0,
    shine: float = 1.0,
) -> Shape:
    """Paint a turned body and give its outline back, to clip patterns to."""
    body = turned(profile, tilt, soft=soft)
    c.paint(body, colour, form, depth=depth, shine=shine)
    return body


def mouth(c: Canvas, r: float, y: float, tilt: float, colour: str | RGB, inside: str | RGB, lip: float = 12) -> None:
    """The open mouth of a vessel: its lip and what is seen inside."""
    c.paint(ellipse(0, y, r, r * tilt + 2), light(colour, 0.5), "slope", wobble=0.5)
    c.paint(ellipse(0, y + 1, r - lip, max((r - lip) * tilt, 2)), inside, "inside", wobble=0.5)


def lid(c: Canvas, r: float, y: float, height: float, tilt: float, colour: str | RGB) -> None:
    """A flat round lid whose lower edge is at y."""
    c.paint(turned([(r, y), (r, y - height)], tilt, soft=False), colour, "tube")
    c.paint(ellipse(0, y - height, r, r * tilt + 1), light(colour, 0.6), "slope", depth=0.5, wobble=0.5)


def band(r: float, y0: float, y1: float, tilt: float, *, left: float = -1, right: float = 1) -> Shape:
    """A strip round a body of radius r from y0 (upper) to y1, between two shares of the radius."""
    u = np.linspace(left, right, 25)
    sag = r * tilt * np.sqrt(np.clip(1 - u**2, 0, 1))
    upper = np.stack([u * r, y0 + sag], axis=1)
    lower = np.stack([u * r, y1 + sag], axis=1)[::-1]
    return Shape((np.concatenate([upper, lower]),))


@contextmanager
def wrapped(c: Canvas, r: float, y: float, tilt: float, view: View) -> Iterator[None]:
    """A frame on the front of a turned body, for its label: turned aside in the angle view."""
    if view == "angle":
        with c.plane((-r * 0.22, y + r * tilt * 0.97), (0.93, 0.05), (0, 1)):
            yield
    else:
        with c.at(0, y + r * tilt):
            yield


def box(c: Canvas, width: float, height: float, deep: float, colour: str | RGB, view: View, radius: float = 14) -> None:
    """A box standing on y = 0 around x = 0. In the angle view its right side and its top are seen."""
    if view != "angle":
        c.paint(rect(-width / 2, -height, width, height, radius), colour, "slope", depth=0.8)
        return
    left, near, right, rise, recede = box_corners(width, deep)
    c.paint(
        polygon([(near, 0), (right, recede), (right, recede - height), (near, -height)]),
        shade(colour, 1.0),
        "down",
        depth=0.4,
        shine=0,
    )
    c.paint(polygon([(left, rise), (near, 0), (near, -height), (left, rise - height)]), colour, "slope", depth=0.4)
    c.paint(
        polygon(
            [
                (left, rise - height),
                (near, -height),
                (right, recede - height),
                (left + right - near, rise + recede - height),
            ]
        ),
        light(colour, 0.75),
        "slope",
        depth=0.3,
    )


def box_corners(width: float, deep: float) -> tuple[float, float, float, float, float]:
    """Left, near and right corners' x of an angled box, and how much its two far corners rise."""
    front, side = width * 0.86, deep * 0.62
    left = -(front + side) / 2
    return left, left + front, left + front + side, -front * 0.17, -side * 0.42


@contextmanager
def box_front(c: Canvas, width: float, height: float, deep: float, view: View) -> Iterator[None]:
    """A frame on a box's front face: x 0 at its middle, y 0 at its lower edge."""
    if view != "angle":
        yield
        return
    left, near, _, rise, _ = box_corners(width, deep)
    with c.plane(((left + near) / 2, rise / 2), ((near - left) / width, -rise / width), (0, 1)):
        yield


@contextmanager
def box_top(c: Canvas, width: float, height: float, deep: float) -> Iterator[None]:
    """A frame on an angled box's top: x along its width, y 0 at the near edge and -deep at the far one."""
    left, near, right, rise, recede = box_corners(width, deep)
    across = ((near - left) / width, -rise / width)
    away = (-(right - near) / deep, -recede / deep)
    with c.plane(((left + near) / 2, rise / 2 - height), across, away):
        yield


def gloss(c: Canvas, shape: Shape, alpha: float = 0.55) -> None:
    """A dry stroke of light on glaze or glass."""
    c.paint(shape, "milk", alpha=alpha, wobble=0.8)


def worn(colour: str | RGB, share: float = 0.3) -> RGB:
    """A colour after some summers: towards linen."""
    return mix(colour, "flax", share)
