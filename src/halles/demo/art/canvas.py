"""The painter: fills outlines with opaque colour, a stippled shade and a highlight, on paper with a tooth."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from halles.demo.art import paper
from halles.demo.art.colour import RGB, as_rgb, light, shade
from halles.demo.art.letters import letters
from halles.demo.art.paper import Field
from halles.demo.art.relief import relief
from halles.demo.art.shape import Shape

Matrix = npt.NDArray[np.float64]
WIDTH, HEIGHT = 960, 1200


@dataclass(frozen=True)
class Mask:
    """Coverage 0..1 of a part of the picture."""

    left: int
    top: int
    cover: Field


class Canvas:
    """A picture being painted. Coordinates are picture units under the current transform; light falls from the upper left."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT, *, seed: int = 0, unit: float = 1.0) -> None:
        self.width, self.height = width, height
        self.pixels: Field = np.zeros((height, width, 4), dtype=np.float32)
        self._rng = np.random.default_rng(seed)
        self._unit = unit
        self._matrix: Matrix = np.array([[unit, 0, 0], [0, unit, 0]], dtype=np.float64)
        self._clips: list[Mask] = []

    # --- where ---------------------------------------------------------------
    @contextmanager
    def at(
        self, x: float = 0, y: float = 0, scale: float = 1, *, turn: float = 0, squash: float = 1, flip: bool = False
    ) -> Iterator[None]:
        """Draw in a moved, scaled, turned (degrees) and sideways squashed frame."""
        before = self._matrix
        c, s = cos(radians(turn)) * scale, sin(radians(turn)) * scale
        wide = squash * (-1 if flip else 1)
        local = np.array([[c * wide, -s, x], [s * wide, c, y], [0, 0, 1]])
        self._matrix = before @ local
        try:
            yield
        finally:
            self._matrix = before

    @contextmanager
    def plane(
        self, origin: tuple[float, float], along: tuple[float, float], down: tuple[float, float]
    ) -> Iterator[None]:
        """Draw on a slanted face: one unit right goes `along`, one unit down goes `down`."""
        before = self._matrix
        self._matrix = before @ np.array([[along[0], down[0], origin[0]], [along[1], down[1], origin[1]], [0, 0, 1]])
        try:
            yield
        finally:
            self._matrix = before

    @contextmanager
    def clip(self, shape: Shape) -> Iterator[None]:
        """Paint only inside the shape."""
        mask = self._raster(shape, 0.6)
        self._clips.append(mask)
        try:
            yield
        finally:
            self._clips.pop()

    @property
    def scale(self) -> float:
        """Pixels per unit of the current frame."""
        return float(np.sqrt(abs(np.linalg.det(self._matrix[:, :2]))))

    # --- paint ---------------------------------------------------------------
    def paint(
        self,
        shape: Shape,
        colour: str | RGB,
        form: str = "flat",
        *,
        depth: float = 1.0,
        shine: float = 1.0,
        alpha: float = 1.0,
        wobble: float = 1.0,
        grain: float = 1.0,
        lit: str | RGB | None = None,
        dark: str | RGB | None = None,
    ) -> None:
        """Fill the shape. `form` is the body it belongs to: flat, slope, tube, round, bowl, edge; it places shade and highlight."""
        mask = self._raster(shape, wobble)
        mask = self._clipped(mask)
        height, width = mask.cover.shape
        if height == 0 or width == 0:
            return
        offset = (int(self._rng.integers(0, paper.SLACK)), int(self._rng.integers(0, paper.SLACK)))
        pigment = 1 + paper.cut(paper.pigment(), mask.left, mask.top, width, height, offset) * np.float32(0.035 * grain)
        base = as_rgb(colour)
        cover = mask.cover if alpha == 1 else mask.cover * np.float32(alpha)
        window = self.pixels[mask.top : mask.top + height, mask.left : mask.left + width]
        stay = 1 - cover
        if form == "flat":
            lay = cover * pigment
            for channel in range(3):
                window[..., channel] = window[..., channel] * stay + lay * np.float32(base[channel])
        else:
            darker, lighter = self._tones(form, mask, offset, depth, shine)
            shadow = as_rgb(dark) if dark is not None else shade(base, 1.0)
            bright = as_rgb(lit) if lit is not None else light(base, 1.0)
            lay = cover * pigment
            for channel in range(3):
                tone = np.float32(base[channel]) + darker * np.float32(shadow[channel] - base[channel])
                tone += lighter * np.float32(bright[channel] - base[channel])
                window[..., channel] = window[..., channel] * stay + lay * tone
        window[..., 3] = window[..., 3] * stay + cover

    def tint(
        self,
        shape: Shape,
        colour: str | RGB,
        alpha: float,
        *,
        wobble: float = 1.0,
        stipple: float = 0.0,
        fade: str = "",
    ) -> None:
        """Glaze what is already there (never paints on bare paper): shadows, window light, glow. `fade` thins it: right, down, up, out."""
        mask = self._clipped(self._raster(shape, wobble))
        height, width = mask.cover.shape
        if height == 0 or width == 0:
            return
        cover = mask.cover * np.float32(alpha)
        if fade:
            cover = cover * self._fading(fade, height, width)
        if stipple:
            grain = paper.cut(paper.tooth(), mask.left, mask.top, width, height, (0, 0))
            share = cover / np.float32(max(alpha, 1e-6))
            cover = (
                np.clip((share - 0.5 + (grain - 0.5) * np.float32(stipple)) * 3 + 0.5, 0, 1)
                * np.float32(alpha)
                * (share > 0.004)
            )
        window = self.pixels[mask.top : mask.top + height, mask.left : mask.left + width]
        base = as_rgb(colour)
        stay = 1 - cover
        lay = cover * window[..., 3]
        for channel in range(3):
            window[..., channel] = window[..., channel] * stay + lay * np.float32(base[channel])

    def multiply(
        self,
        shape: Shape,
        colour: str | RGB,
        strength: float = 1.0,
        *,
        wobble: float = 1.0,
        fade: str = "",
        stipple: float = 0.0,
    ) -> None:
        """Darken what is there by a colour, as a shadow does."""
        mask = self._clipped(self._raster(shape, wobble))
        height, width = mask.cover.shape
        if height == 0 or width == 0:
            return
        cover = mask.cover * np.float32(1)
        if fade:
            cover = cover * self._fading(fade, height, width)
        if stipple:
            grain = paper.cut(paper.tooth(), mask.left, mask.top, width, height, (0, 0))
            cover = np.clip((cover - 0.5 + (grain - 0.5) * np.float32(stipple)) * 3 + 0.5, 0, 1) * (cover > 0.004)
        cover = cover * np.float32(strength)
        window = self.pixels[mask.top : mask.top + height, mask.left : mask.left + width]
        base = as_rgb(colour)
        for channel in range(3):
            window[..., channel] *= 1 - cover * np.float32(1 - base[channel])

    def ground(self, colour: str | RGB, *, grain: float = 1.0) -> None:
        """Cover the whole picture with one colour."""
        base = np.array(as_rgb(colour), dtype=np.float32)
        noise = 1 + paper.cut(
            paper.pigment(), 0, 0, self.width, self.height, (int(self._rng.integers(0, 380)), 90)
        ) * np.float32(0.022 * grain)
        self.pixels[..., :3] = base * noise[..., None]
        self.pixels[..., 3] = 1

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        colour: str | RGB,
        *,
        weight: int = 700,
        face: str = "heading",
        tracking: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Paint one line of letters, centred on x with its base line on y, through the current transform."""
        fine = max(int(size * self.scale * 2 + 0.5), 8)
        mask = letters(text, fine, weight, face, tracking)
        ratio = size / fine
        local = np.array([[ratio, 0, x - mask.width * ratio / 2], [0, ratio, y - fine * ratio], [0, 0, 1]])
        placed = self._matrix @ local
        corners = (
            np.array([[0, 0], [mask.width, 0], [0, mask.height], [mask.width, mask.height]]) @ placed[:, :2].T
            + placed[:, 2]
        )
        left, top = np.maximum(np.floor(corners.min(axis=0)).astype(int), 0).tolist()
        right, bottom = np.minimum(np.ceil(corners.max(axis=0)).astype(int), (self.width, self.height)).tolist()
        if right <= left or bottom <= top:
            return
        back = np.linalg.inv(np.vstack([placed, [0, 0, 1]])) @ np.array([[0.5, 0, left], [0, 0.5, top], [0, 0, 1]])
        spread = mask.transform(
            ((right - left) * 2, (bottom - top) * 2),
            Image.Transform.AFFINE,
            back[:2].ravel().tolist(),
            Image.Resampling.BILINEAR,
        )
        cover = np.asarray(spread.reduce(2), dtype=np.float32) * np.float32(alpha / 255)
        self._lay_mask(self._clipped(Mask(left, top, cover)), as_rgb(colour))

    def _lay_mask(self, mask: Mask, base: RGB) -> None:
        height, width = mask.cover.shape
        if height == 0 or width == 0:
            return
        offset = (int(self._rng.integers(0, paper.SLACK)), int(self._rng.integers(0, paper.SLACK)))
        pigment = 1 + paper.cut(paper.pigment(), mask.left, mask.top, width, height, offset) * np.float32(0.03)
        window = self.pixels[mask.top : mask.top + height, mask.left : mask.left + width]
        stay, lay = 1 - mask.cover, mask.cover * pigment
        for channel in range(3):
            window[..., channel] = window[..., channel] * stay + lay * np.float32(base[channel])
        window[..., 3] = window[..., 3] * stay + mask.cover

    def deeper(self, depth: float, motion: str = "") -> None:
        """What follows lies nearer (0 far .. 1 near) and may move; a still picture doesn't care."""

    def lay(self, sprite: Field, left: int, top: int) -> None:
        """Lay a painted sprite (premultiplied) on the picture at whole pixels."""
        x0, y0 = max(left, 0), max(top, 0)
        x1, y1 = min(left + sprite.shape[1], self.width), min(top + sprite.shape[0], self.height)
        if x1 <= x0 or y1 <= y0:
            return
        part = sprite[y0 - top : y1 - top, x0 - left : x1 - left]
        window = self.pixels[y0:y1, x0:x1]
        window *= 1 - part[..., 3:4]
        window += part

    # --- finish --------------------------------------------------------------
    def image(self, *, tooth: float = 0.05) -> Image.Image:
        """The finished opaque picture, with the paper's grain over everything."""
        grain = paper.cut(paper.tooth(), 0, 0, self.width, self.height, (0, 0)) - 0.5
        out = self.pixels[..., :3] * (1 + grain[..., None] * np.float32(tooth))
        out = out + (1 - self.pixels[..., 3:4]) * np.float32(0.98)
        return Image.fromarray((np.clip(out, 0, 1) * 255 + 0.5).astype(np.uint8), "RGB")

    def sprite(self, *, tooth: float = 0.05) -> tuple[Image.Image, Image.Image, tuple[int, int]]:
        """The painted parts: colour, coverage, and where their upper left corner was. Colour runs on under thin edges."""
        cover = self.pixels[..., 3]
        rows, columns = np.flatnonzero((cover > 0.012).any(axis=1)), np.flatnonzero((cover > 0.012).any(axis=0))
        if len(rows) == 0:
            return Image.new("RGB", (1, 1)), Image.new("L", (1, 1)), (0, 0)
        top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
        part = self.pixels[top:bottom, left:right]
        grain = paper.cut(paper.tooth(), left, top, right - left, bottom - top, (0, 0)) - 0.5
        painted = np.clip(part[..., :3] * (1 + grain[..., None] * np.float32(tooth)), 0, 1)
        mask = Image.fromarray((np.clip(part[..., 3], 0, 1) * 255 + 0.5).astype(np.uint8), "L")
        colour = np.where(part[..., 3:4] > 0.02, painted / np.maximum(part[..., 3:4], 0.02), _mean_colour(part))
        return Image.fromarray((np.clip(colour, 0, 1) * 255 + 0.5).astype(np.uint8), "RGB"), mask, (left, top)

    # --- inside --------------------------------------------------------------
    def _raster(self, shape: Shape, wobble: float) -> Mask:
        placed = shape.through(self._matrix)
        outlines = [self._cut_by_hand(p, wobble) for p in placed.outlines]
        holes = [self._cut_by_hand(p, wobble) for p in placed.holes]
        every = np.concatenate(outlines)
        left, top = (int(v) for v in np.maximum(np.floor(every.min(axis=0)) - 1, 0))
        right = int(min(np.ceil(every[:, 0].max()) + 1, self.width))
        bottom = int(min(np.ceil(every[:, 1].max()) + 1, self.height))
        if right <= left or bottom <= top:
            return Mask(0, 0, np.zeros((0, 0), dtype=np.float32))
        width, height = right - left, bottom - top
        fine = 4 if width * height < 250_000 else 3
        image = Image.new("L", (width * fine, height * fine), 0)
        draw = ImageDraw.Draw(image)
        for fill, group in ((255, outlines), (0, holes)):
            for points in group:
                spots = (points - (left, top)) * fine - 0.5
                draw.polygon([tuple(p) for p in spots.tolist()], fill=fill)
        cover = np.asarray(image.reduce(fine), dtype=np.float32) * np.float32(1 / 255)
        return Mask(left, top, cover)

    def _cut_by_hand(self, points: Matrix, wobble: float) -> Matrix:
        """Edges wander a little, as scissors and brushes do."""
        if wobble <= 0:
            return points
        span = float(np.ptp(points, axis=0).max())
        step = 9.0 * self._unit
        if span > 3 * step:
            points = _dense(points, step)
        field = paper.drift()
        where = (points / self._unit).astype(np.int64) % (paper.TILE - 1)
        amount = wobble * self._unit * min(1.0, span / 240 / self._unit) * 1.3
        return points + field[where[:, 1], where[:, 0]] * amount

    def _clipped(self, mask: Mask) -> Mask:
        for other in self._clips:
            left, top = max(mask.left, other.left), max(mask.top, other.top)
            right = min(mask.left + mask.cover.shape[1], other.left + other.cover.shape[1])
            bottom = min(mask.top + mask.cover.shape[0], other.top + other.cover.shape[0])
            if right <= left or bottom <= top:
                return Mask(0, 0, np.zeros((0, 0), dtype=np.float32))
            mine = mask.cover[top - mask.top : bottom - mask.top, left - mask.left : right - mask.left]
            theirs = other.cover[top - other.top : bottom - other.top, left - other.left : right - other.left]
            mask = Mask(left, top, mine * theirs)
        return mask

    def _tones(self, form: str, mask: Mask, offset: tuple[int, int], depth: float, shine: float) -> tuple[Field, Field]:
        """How far each point lies in shade and in light, stippled by the paper's tooth."""
        height, width = mask.cover.shape
        dark, bright = relief(
            form,
            np.linspace(0, 1, width, dtype=np.float32)[None, :],
            np.linspace(0, 1, height, dtype=np.float32)[:, None],
        )
        grain = (paper.cut(paper.tooth(), mask.left, mask.top, width, height, offset) - np.float32(0.5)) * np.float32(
            0.62
        )
        darker = np.clip((dark - 0.5 + grain) * np.float32(2.6) + 0.5, 0, 1) * np.float32(min(depth, 1.6) * 0.92)
        lighter = np.clip((bright - 0.5 + grain) * np.float32(2.6) + 0.5, 0, 1) * np.float32(shine * 0.85)
        return darker, lighter

    def _fading(self, fade: str, height: int, width: int) -> Field:
        x = np.linspace(0, 1, width, dtype=np.float32)[None, :]
        y = np.linspace(0, 1, height, dtype=np.float32)[:, None]
        if fade == "right":
            return np.broadcast_to(1 - x, (height, width))
        if fade == "left":
            return np.broadcast_to(x, (height, width))
        if fade == "down":
            return np.broadcast_to(1 - y, (height, width))
        if fade == "up":
            return np.broadcast_to(y, (height, width))
        away: Field = np.hypot(x * 2 - 1, y * 2 - 1)
        return np.clip(1 - away, 0, 1)


def _mean_colour(part: Field) -> Field:
    """The colour that fills what nobody sees, so that edges stay clean when the piece is turned."""
    weight = max(float(part[..., 3].sum()), 1e-6)
    return np.asarray(part[..., :3].reshape(-1, 3).sum(axis=0) / weight, dtype=np.float32)


def _dense(points: Matrix, step: float) -> Matrix:
    """More points along long edges, so that they can wander."""
    following = np.roll(points, -1, axis=0)
    length = np.hypot(*(following - points).T)
    counts = np.maximum(np.ceil(length / step).astype(int), 1)
    if counts.max() == 1:
        return points
    index = np.repeat(np.arange(len(points)), counts)
    within = np.arange(len(index)) - np.repeat(np.cumsum(counts) - counts, counts)
    t = (within / counts[index])[:, None]
    out: Matrix = points[index] * (1 - t) + following[index] * t
    return out
