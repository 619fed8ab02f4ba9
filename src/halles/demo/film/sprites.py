"""Painted pieces that move over a ground."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import cos, radians, sin

import numpy as np
from PIL import Image, ImageChops, ImageDraw

from halles.demo.art.canvas import Canvas
from halles.demo.art.colour import RGB, as_rgb
from halles.demo.art.letters import letters, width_of
from halles.demo.film.script import HEIGHT, WIDTH

# How finely a piece is turned (degrees) and sized; small ones coarsely, so that a flock of them shares its copies.
TURN_STEP, SIZE_STEP = 0.25, 0.004
SMALL_AREA, SMALL_TURN_STEP, SMALL_SIZE_STEP, SMALL_COPIES_MAX = 24_000, 7.5, 0.05, 96


@dataclass(frozen=True)
class Sprite:
    """A painted piece: its colour, its coverage, and the point (in its pixels) it hangs from."""

    colour: Image.Image
    cover: Image.Image
    pivot: tuple[float, float]
    # Turned copies: swaying by less than a step moves one without painting it anew.
    copies: dict[tuple[int, int, int], tuple[Image.Image, Image.Image, float, float]] = field(
        default_factory=dict, compare=False
    )

    def draw(
        self,
        frame: Image.Image,
        x: float,
        y: float,
        *,
        scale: float = 1.0,
        squash: float = 1.0,
        turn: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Put it on the frame with its pivot at (x, y), scaled, squashed sideways, turned (degrees), thinned."""
        if alpha <= 0.01 or scale <= 0.01 or abs(squash) <= 0.02:
            return
        colour, cover, left, top = self._copy(scale, squash, turn)
        if alpha < 0.995:
            cover = cover.point([int(v * alpha) for v in range(256)])
        frame.paste(colour, (round(x + left), round(y + top)), cover)

    def _copy(self, scale: float, squash: float, turn: float) -> tuple[Image.Image, Image.Image, float, float]:
        is_small = self.cover.width * self.cover.height < SMALL_AREA
        size_step, turn_step = (SMALL_SIZE_STEP, SMALL_TURN_STEP) if is_small else (SIZE_STEP, TURN_STEP)
        full = round(1 / size_step)
        key = (round(scale / size_step), round(squash / size_step), round(turn / turn_step))
        if key == (full, full, 0):
            return self.colour, self.cover, -self.pivot[0], -self.pivot[1]
        if key not in self.copies:
            if not is_small or len(self.copies) >= SMALL_COPIES_MAX:
                self.copies.clear()
            steps = max(key[0], 1) * size_step, (key[1] or 1) * size_step, key[2] * turn_step
            self.copies[key] = self._transformed(*steps)
        return self.copies[key]

    def resized(self, scale: float) -> Sprite:
        """The same piece at another size, made once instead of at every frame."""
        size = (max(round(self.cover.width * scale), 1), max(round(self.cover.height * scale), 1))
        box = Image.Resampling.BOX if scale < 0.5 else Image.Resampling.BILINEAR
        pivot = (self.pivot[0] * scale, self.pivot[1] * scale)
        return Sprite(self.colour.resize(size, box), self.cover.resize(size, box), pivot)

    def tinted(self, light: tuple[int, int, int]) -> Sprite:
        """The same piece under a light of this colour."""
        return Sprite(
            ImageChops.multiply(self.colour, Image.new("RGB", self.cover.size, light)), self.cover, self.pivot
        )

    def shadow(self) -> Sprite:
        """Its shadow on a cloth, to be drawn just before it."""
        thin = self.cover.point([int(v * 0.2) for v in range(256)])
        pivot = (self.pivot[0] - 12, self.pivot[1] - 15)
        return Sprite(Image.new("RGB", self.cover.size, (70, 48, 66)), thin, pivot)

    def _transformed(self, scale: float, squash: float, turn: float) -> tuple[Image.Image, Image.Image, float, float]:
        c, s = cos(radians(turn)), sin(radians(turn))
        forward = np.array([[scale * squash * c, -scale * s], [scale * squash * s, scale * c]])
        w, h = self.cover.size
        corners = (np.array([[0, 0], [w, 0], [0, h], [w, h]]) - self.pivot) @ forward.T
        left, top = np.floor(corners.min(axis=0))
        right, bottom = np.ceil(corners.max(axis=0))
        size = (max(int(right - left), 1), max(int(bottom - top), 1))
        back = np.linalg.inv(forward)
        shift = back @ np.array([left, top]) + self.pivot
        matrix = (back[0, 0], back[0, 1], shift[0], back[1, 0], back[1, 1], shift[1])
        affine, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
        colour = self.colour.transform(size, affine, matrix, bilinear)
        return colour, self.cover.transform(size, affine, matrix, bilinear), float(left), float(top)


def cut_out(canvas: Canvas, pivot: tuple[float, float]) -> Sprite:
    """What was painted on a canvas, cropped, hanging from a point of the canvas."""
    colour, cover, (left, top) = canvas.sprite()
    return Sprite(colour, cover, (pivot[0] - left, pivot[1] - top))


def lettering(text: str, size: int, colour: str | RGB, *, weight: int = 800, tracking: float = -0.01) -> Sprite:
    """One line of type, hanging from the middle of its base line."""
    mask = letters(text, size, weight, "heading", tracking)
    red, green, blue = (round(v * 255) for v in as_rgb(colour))
    return Sprite(Image.new("RGB", mask.size, (red, green, blue)), mask, (mask.width / 2, size))


def fitting(text: str, wide: float, largest: int, smallest: int = 40) -> int:
    """The largest size at which the line is no wider than `wide` pixels."""
    natural = width_of(text, 100, 800, "heading", -0.01)
    return int(max(smallest, min(largest, 100 * wide / max(natural, 1))))


def revealed(sprite: Sprite, frame: Image.Image, x: float, y: float, share: float) -> None:
    """A line of type rising out of its base line; share 0..1 of it is seen."""
    if share <= 0:
        return
    if share >= 1:
        sprite.draw(frame, x, y)
        return
    height = sprite.cover.height
    box = (0, 0, sprite.cover.width, max(int(height * share), 1))
    top = y - sprite.pivot[1] + height - box[3]
    frame.paste(sprite.colour.crop(box), (round(x - sprite.pivot[0]), round(top)), sprite.cover.crop(box))


def arch_mask(share: float) -> Image.Image:
    """The house's arch growing from the bottom of the frame until it covers it: share 0..1."""
    mask = Image.new("L", (WIDTH // 2, HEIGHT // 2), 0)
    if share <= 0:
        return mask.resize((WIDTH, HEIGHT))
    w, h = WIDTH / 2, HEIGHT / 2
    wide = w * (0.16 + 1.5 * share)
    radius = wide / 2
    crown = h * (1.06 - 1.42 * share) - radius * 0.25
    draw = ImageDraw.Draw(mask)
    draw.ellipse((w / 2 - radius, crown, w / 2 + radius, crown + wide), fill=255)
    draw.rectangle((w / 2 - radius, min(crown + radius, h), w / 2 + radius, h), fill=255)
    return mask.resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)
