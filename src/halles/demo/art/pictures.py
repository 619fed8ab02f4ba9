"""Finished pictures: a thing on its ground with its shadow, in three views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from zlib import crc32

import numpy as np
from PIL import Image, ImageFilter

from halles.demo.art import sets
from halles.demo.art.canvas import HEIGHT, WIDTH, Canvas
from halles.demo.art.colour import as_rgb, mix
from halles.demo.art.hands import Person
from halles.demo.art.kinds import KINDS
from halles.demo.art.paper import Field
from halles.demo.art.solids import View

VIEWS: tuple[View, View, View] = ("front", "angle", "use")
STAND_Y, LIE_Y, USE_Y = 1000.0, 596.0, 640.0
STANDING = (sets.niche, sets.disc, sets.window, sets.tile_wall)
LYING = (sets.cloth, sets.boards)
AROUND = (sets.painted, sets.hills)
Ground = Callable[[Canvas, str, int], None]


@dataclass(frozen=True)
class Subject:
    """What to draw: the kind of thing, how this one looks, the tint of its grounds, who uses it."""

    key: str
    kind: str
    tint: str
    art: Mapping[str, object] = field(default_factory=dict)
    skin: str = "peach"
    sleeve: str = "indigo"
    outdoors: bool = False

    @property
    def seed(self) -> int:
        """The same key draws the same picture, everywhere."""
        return crc32(self.key.encode())


def stance(subject: Subject, view: View) -> str:
    """Whether the thing stands, lies or is held in this view."""
    kind = KINDS[subject.kind]
    return {"front": kind.front, "angle": kind.angle, "use": "held"}[view]


def ground_of(subject: Subject, view: View) -> Ground:
    """The ground this view of the thing is painted on."""
    how, number = stance(subject, view), subject.seed
    if how == "stand":
        return STANDING[(number + (1 if view == "angle" else 0)) % len(STANDING)]
    if how == "lie":
        return LYING[(number + (1 if view == "angle" else 0)) % len(LYING)]
    return AROUND[1] if subject.outdoors else AROUND[0]


def painted(
    subject: Subject, view: View, *, on: Canvas | None = None, origin: tuple[float, float] | None = None
) -> Canvas:
    """The thing alone on clear paper: where it will be in the picture, or with its foot at `origin` of a given canvas."""
    kind = KINDS[subject.kind]
    c = on or Canvas(seed=subject.seed % 100_000)
    x, y = origin or (WIDTH / 2, foot(subject, view))
    scale = kind.size if view == "front" else (1 + kind.size) / 2 if view == "angle" else kind.held
    with c.at(x, y, scale):
        kind.draw(c, view, Person(subject.skin, subject.sleeve), **subject.art)
    return c


def foot(subject: Subject, view: View) -> float:
    """Where the thing's own zero is in the picture: its foot, its middle, or the hands' grip."""
    return {"stand": STAND_Y, "lie": LIE_Y, "held": USE_Y}[stance(subject, view)]


def picture(subject: Subject, view: View) -> Image.Image:
    """The finished picture, 960 x 1200."""
    thing = painted(subject, view)
    c = Canvas(seed=subject.seed % 99_991)
    ground_of(subject, view)(c, subject.tint, subject.seed % 97)
    how = stance(subject, view)
    if how != "held":
        cast(c, thing.pixels[..., 3], how, subject.tint)
    c.lay(thing.pixels, 0, 0)
    return c.image()


def cast(c: Canvas, cover: Field, how: str, tint: str) -> None:
    """The thing's shadow: long to the right on a table, close to the lower right on a cloth."""
    shadow = shadow_of(cover, how)
    tone = as_rgb(mix(mix(tint, "plum", 0.5), "stone", 0.45))
    strength = np.float32(0.46 if how == "lie" else 0.42)
    for channel in range(3):
        c.pixels[..., channel] *= 1 - shadow * strength * np.float32(1 - tone[channel])


def shadow_of(cover: Field, how: str) -> Field:
    """Where the thing's shadow falls, 0..1, fading with distance, its edge as soft as morning light makes it."""
    height, width = cover.shape
    unit = height / HEIGHT
    small = Image.fromarray((np.clip(cover, 0, 1) * 255).astype(np.uint8), "L").resize(
        (width // 2, height // 2), Image.Resampling.BILINEAR
    )
    w, h = small.size
    if how == "lie":
        matrix = (1, 0, -11 * unit, 0, 1, -13 * unit)
        moved = small.transform((w, h), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR).filter(
            ImageFilter.GaussianBlur(3.4 * unit)
        )
        return np.asarray(moved.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32) / 255
    rows = np.flatnonzero(np.asarray(small).max(axis=1) > 60)
    foot = float(rows[-1]) if len(rows) else h * 0.8
    lean, squat = 1.25, 0.3
    # A point (x, y) of the shadow comes from (x - lean * up, foot - up), where up = (foot - y) / squat.
    matrix2 = (1, lean / squat, -lean * foot / squat + 4 * unit, 0, 1 / squat, foot - foot / squat)
    thrown = small.transform((w, h), Image.Transform.AFFINE, matrix2, Image.Resampling.BILINEAR).filter(
        ImageFilter.GaussianBlur(2.2 * unit)
    )
    field_ = np.asarray(thrown.resize((width, height), Image.Resampling.BILINEAR), dtype=np.float32) / 255
    y = np.arange(height, dtype=np.float32)[:, None]
    near = np.clip(1 - (foot * 2 - y) / (230 * unit), 0, 1)
    below = (y < foot * 2 + 14 * unit).astype(np.float32)
    return np.asarray(field_ * near**0.8 * below, dtype=np.float32)


@lru_cache(maxsize=1)
def warm_up() -> None:
    """Make the paper's grain before the first picture is timed."""
    Canvas(8, 8).ground("linen")
