"""Outlines: flat polygons made from a few points, in picture units, y downwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import cos, pi, radians, sin

import numpy as np
import numpy.typing as npt

Points = npt.NDArray[np.float64]
Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Shape:
    """Filled outlines, less the holes cut out of them."""

    outlines: tuple[Points, ...]
    holes: tuple[Points, ...] = field(default=())

    def __add__(self, other: Shape) -> Shape:
        return Shape(self.outlines + other.outlines, self.holes + other.holes)

    def minus(self, *others: Shape) -> Shape:
        """This shape with the others cut out of it."""
        cut = tuple(outline for other in others for outline in other.outlines)
        return Shape(self.outlines, self.holes + cut)

    def through(self, matrix: npt.NDArray[np.float64]) -> Shape:
        """The shape under a 2x3 affine matrix."""
        return Shape(
            tuple(p @ matrix[:, :2].T + matrix[:, 2] for p in self.outlines),
            tuple(p @ matrix[:, :2].T + matrix[:, 2] for p in self.holes),
        )

    def moved(self, dx: float = 0, dy: float = 0) -> Shape:
        """The shape moved by dx, dy."""
        return self.through(np.array([[1, 0, dx], [0, 1, dy]], dtype=np.float64))

    def scaled(self, sx: float, sy: float | None = None, about: tuple[float, float] = (0, 0)) -> Shape:
        """The shape scaled about a point."""
        fy = sx if sy is None else sy
        x, y = about
        return self.through(np.array([[sx, 0, x - sx * x], [0, fy, y - fy * y]], dtype=np.float64))

    def turned(self, degrees: float, about: tuple[float, float] = (0, 0)) -> Shape:
        """The shape turned clockwise about a point."""
        c, s = cos(radians(degrees)), sin(radians(degrees))
        x, y = about
        return self.through(np.array([[c, -s, x - c * x + s * y], [s, c, y - s * x - c * y]], dtype=np.float64))

    def mirrored(self, x: float = 0) -> Shape:
        """The shape mirrored left to right about a vertical line."""
        return self.through(np.array([[-1, 0, 2 * x], [0, 1, 0]], dtype=np.float64))

    def bounds(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        every = np.concatenate(self.outlines)
        low, high = every.min(axis=0), every.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def union(shapes: Iterable[Shape]) -> Shape:
    """Many shapes painted as one."""
    every = list(shapes)
    return Shape(tuple(o for s in every for o in s.outlines), tuple(h for s in every for h in s.holes))


def polygon(points: Pairs) -> Shape:
    """Straight edges between the points."""
    return Shape((np.array(points, dtype=np.float64),))


def smooth(points: Pairs, tension: float = 0.5) -> Shape:
    """A closed soft outline through the points."""
    return Shape((_through(np.array(points, dtype=np.float64), closed=True, tension=tension),))


def soft(points: str) -> Shape:
    """A closed soft outline through points written as `x y, x y, …`."""
    return smooth(spots(points))


def spots(points: str) -> list[tuple[float, float]]:
    """Points written as `x y, x y, …`."""
    pairs = [pair.split() for pair in points.split(",")]
    return [(float(x), float(y)) for x, y in pairs]


def path(commands: str) -> Shape:
    """An outline in the path letters of SVG (absolute M, L, C, Q, Z only)."""
    outlines: list[Points] = []
    run: list[Points] = []
    pen = np.zeros(2)
    for letter, numbers in _commands(commands):
        spots = np.array(numbers, dtype=np.float64).reshape(-1, 2)
        if letter == "Z":
            outlines.append(np.concatenate(run))
            run = []
            continue
        if letter == "M":
            run = []
        size = {"M": 1, "L": 1, "Q": 2, "C": 3}[letter]
        for k in range(0, len(spots), size):
            run.append(_bend(pen, spots[k : k + size]))
            pen = spots[k + size - 1]
    if run:
        outlines.append(np.concatenate(run))
    return Shape(tuple(outlines))


_STEPS = np.linspace(0, 1, 15)[1:, None]


def _bend(start: Points, to: Points) -> Points:
    """Points of a line, a quadratic or a cubic curve from `start`; the last of `to` is its end."""
    t, left = _STEPS, 1 - _STEPS
    if len(to) == 1:
        return to
    if len(to) == 2:
        quadratic: Points = left**2 * start + 2 * left * t * to[0] + t**2 * to[1]
        return quadratic
    cubic: Points = left**3 * start + 3 * left**2 * t * to[0] + 3 * left * t**2 * to[1] + t**3 * to[2]
    return cubic


def _commands(text: str) -> list[tuple[str, list[float]]]:
    out: list[tuple[str, list[float]]] = []
    for word in text.replace(",", " ").split():
        if word in "MLCQZ":
            out.append((word, []))
        else:
            out[-1][1].append(float(word))
    return out


def ellipse(x: float, y: float, rx: float, ry: float | None = None, *, start: float = 0, end: float = 360) -> Shape:
    """An ellipse, or the sector of it between two angles (degrees clockwise from three o'clock)."""
    radius_y = rx if ry is None else ry
    angles = np.radians(np.linspace(start, end, 73))
    points = np.stack([x + rx * np.cos(angles), y + radius_y * np.sin(angles)], axis=1)
    return Shape((points,))


def ring(x: float, y: float, rx: float, ry: float, thickness: float) -> Shape:
    """An ellipse with a hole of the same centre."""
    return ellipse(x, y, rx, ry).minus(ellipse(x, y, rx - thickness, ry - thickness))


def rect(x: float, y: float, width: float, height: float, radius: float = 0) -> Shape:
    """A rectangle by its upper left corner, with rounded corners."""
    if radius <= 0:
        return polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)])
    r = min(radius, width / 2, height / 2)
    corners = [
        (x + width - r, y + r, -90.0),
        (x + width - r, y + height - r, 0.0),
        (x + r, y + height - r, 90.0),
        (x + r, y + r, 180.0),
    ]
    parts = []
    for cx, cy, first in corners:
        angles = np.radians(np.linspace(first, first + 90, 10))
        parts.append(np.stack([cx + r * np.cos(angles), cy + r * np.sin(angles)], axis=1))
    return Shape((np.concatenate(parts),))


def arch(x: float, y: float, width: float, height: float) -> Shape:
    """The house's motif: a round arch standing on y + height, x and y its upper left."""
    r = width / 2
    angles = np.radians(np.linspace(180, 360, 37))
    top = np.stack([x + r + r * np.cos(angles), y + r + r * np.sin(angles)], axis=1)
    feet = np.array([[x + width, y + height], [x, y + height]])
    return Shape((np.concatenate([top, feet]),))


def brush(points: Pairs, width: float | Sequence[float], *, closed_tip: bool = True, soft: bool = True) -> Shape:
    """A stroke along the points; a list of widths lets it swell and thin; round ends."""
    line = np.array(points, dtype=np.float64)
    widths = (
        np.full(len(line), width, dtype=np.float64)
        if isinstance(width, (int, float))
        else np.array(width, dtype=np.float64)
    )
    if soft and len(line) > 2:
        both = _through(np.column_stack([line, widths]), closed=False, tension=0.5)
    else:
        both = np.column_stack([line, widths])
    line, widths = both[:, :2], both[:, 2]
    along = np.gradient(line, axis=0)
    length = np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)[:, None]
    side = np.stack([-along[:, 1], along[:, 0]], axis=1) / length * widths[:, None] / 2
    left, right = line + side, (line - side)[::-1]
    if _folds(left, line) or _folds(right[::-1], line):
        return _beads(line, left, right[::-1], widths, closed_tip=closed_tip)
    if not closed_tip:
        return Shape((np.concatenate([left, right]),))
    return Shape((np.concatenate([left, _cap(line[-1], left[-1]), right, _cap(line[0], right[-1])]),))


def _folds(edge: Points, line: Points) -> bool:
    """Whether an edge of a stroke runs backwards: a bend sharper than the stroke is wide."""
    return bool(((np.diff(edge, axis=0) * np.diff(line, axis=0)).sum(axis=1) < 0).any())


def _beads(line: Points, left: Points, right: Points, widths: Points, *, closed_tip: bool) -> Shape:
    """The same stroke as overlapping pieces, so that the inside of a sharp bend stays filled."""
    pieces = [np.stack([left[k], left[k + 1], right[k + 1], right[k]]) for k in range(len(line) - 1)]
    inner = range(len(line)) if closed_tip else range(2, len(line) - 2)
    angles = np.linspace(0, 2 * pi, 33)[:-1]
    round_ = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    pieces += [line[k] + round_ * widths[k] / 2 for k in inner]
    return Shape(tuple(pieces))


def _cap(centre: Points, edge: Points) -> Points:
    arm = edge - centre
    angles = np.linspace(0, -pi, 11)[1:-1]
    c, s = np.cos(angles), np.sin(angles)
    return np.stack([centre[0] + arm[0] * c - arm[1] * s, centre[1] + arm[0] * s + arm[1] * c], axis=1)


def rows(x: float, y: float, width: float, height: float, pitch: float, thickness: float) -> Shape:
    """Horizontal stripes filling a box."""
    count = int(height / pitch) + 1
    return union(rect(x, y + k * pitch, width, thickness) for k in range(count))


def columns(x: float, y: float, width: float, height: float, pitch: float, thickness: float) -> Shape:
    """Vertical stripes filling a box."""
    count = int(width / pitch) + 1
    return union(rect(x + k * pitch, y, thickness, height) for k in range(count))


def curve(points: Pairs, closed: bool = False) -> list[tuple[float, float]]:
    """Points along a soft line through the given ones."""
    return [(float(a), float(b)) for a, b in _through(np.array(points, dtype=np.float64), closed=closed, tension=0.5)]


def _through(points: Points, *, closed: bool, tension: float) -> Points:
    """Catmull-Rom through the points, ten steps each."""
    count = len(points)
    if closed:
        before, after, after_next = np.roll(points, 1, 0), np.roll(points, -1, 0), np.roll(points, -2, 0)
        start, end, ahead, behind = points, after, after_next, before
    else:
        padded = np.concatenate([points[:1], points, points[-1:]])
        behind, start, end, ahead = padded[:-3], padded[1:-2], padded[2:-1], padded[3:]
    t = np.linspace(0, 1, 11)[None, :-1, None]
    m0, m1 = (end - behind) * tension, (ahead - start) * tension
    p0, p1 = start[:, None, :], end[:, None, :]
    q0, q1 = m0[:, None, :], m1[:, None, :]
    out = (2 * t**3 - 3 * t**2 + 1) * p0 + (t**3 - 2 * t**2 + t) * q0 + (-2 * t**3 + 3 * t**2) * p1 + (t**3 - t**2) * q1
    flat: Points = out.reshape(-1, points.shape[1])
    return flat if closed else np.concatenate([flat, points[count - 1 :]])
