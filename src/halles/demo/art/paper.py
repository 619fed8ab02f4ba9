"""Paper tooth and pigment: the noise that makes flat colour look painted by hand. Same on every machine."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from PIL import Image

Field = npt.NDArray[np.floating]
TILE = 1792
SLACK = 384


def cut(tile: Field, left: int, top: int, width: int, height: int, offset: tuple[int, int]) -> Field:
    """A window of a tile: the same place of the picture and the same offset give the same grain."""
    x, y = (left + offset[0]) % SLACK, (top + offset[1]) % SLACK
    return tile[y : y + height, x : x + width]


@lru_cache(maxsize=1)
def tooth() -> Field:
    """Fine paper grain, evenly spread over 0..1: what a dry brush skips over."""
    rng = np.random.default_rng(11)
    fine = rng.standard_normal((TILE, TILE), dtype=np.float32)
    soft = _blur(fine, 0.85)
    return _level(fine * np.float32(0.45) + soft / np.float32(soft.std()))


@lru_cache(maxsize=1)
def pigment() -> Field:
    """How much pigment lies where: clouds, brush streaks and a little grain, about -1..1."""
    rng = np.random.default_rng(23)
    clouds = _grown(rng, TILE // 90) * 0.9 + _grown(rng, TILE // 28) * 0.45
    streaks = rng.standard_normal((TILE // 7, TILE // 80), dtype=np.float32)
    streaks = _resize(streaks, TILE, TILE)
    streaks = streaks / streaks.std()
    fine = rng.standard_normal((TILE, TILE), dtype=np.float32)
    out: Field = clouds * 0.6 + streaks * 0.15 + _blur(fine, 0.7) * 0.6
    return out / np.float32(out.std() * 1.6)


@lru_cache(maxsize=1)
def drift() -> Field:
    """A soft field in two layers by which cut edges wander, about -1..1."""
    rng = np.random.default_rng(37)
    layers = [_grown(rng, TILE // 60) + 0.25 * _grown(rng, TILE // 12) for _ in range(2)]
    return np.stack(layers, axis=-1)


def _grown(rng: np.random.Generator, cells: int) -> Field:
    small = rng.standard_normal((cells, cells), dtype=np.float32)
    big = _resize(small, TILE, TILE)
    return big / np.float32(big.std() * 1.5)


def _resize(field: Field, width: int, height: int) -> Field:
    return np.asarray(Image.fromarray(field).resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def _blur(field: Field, sigma: float) -> Field:
    radius = max(1, int(3 * sigma))
    taps = np.exp(-0.5 * (np.arange(-radius, radius + 1) / sigma) ** 2).astype(np.float32)
    taps /= taps.sum()
    out: Field = field
    for axis in (0, 1):
        out = sum((np.roll(out, k - radius, axis) * taps[k] for k in range(2 * radius + 1)), np.zeros_like(out))
    return out


def _level(field: Field) -> Field:
    """A bell of values spread evenly over 0..1: tanh follows its integral closely."""
    return np.asarray((np.tanh(field * np.float32(0.8 / field.std())) + 1) / 2, dtype=np.float32)
