"""Where a body lies in shade and where in light: ramps over its box, for light from the upper left."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from halles.demo.art.paper import Field


def relief(form: str, x: Field, y: Field) -> tuple[Field, Field]:
    """Shade and light ramps 0..1 over a body's box, for light from the upper left."""
    dark, bright = _FORMS[form](x, y)
    return np.clip(dark, 0, 1) + 0 * x + 0 * y, np.clip(bright, 0, 1) + 0 * x + 0 * y


def _tube(x: Field, y: Field) -> tuple[Field, Field]:
    return np.clip((x - 0.56) / 0.44, 0, 1) ** 0.8, np.clip(1 - np.abs(x - 0.2) / 0.17, 0, 1) * np.float32(0.9)


def _round(x: Field, y: Field) -> tuple[Field, Field]:
    away = np.hypot((x - 0.36) / 0.62, (y - 0.32) / 0.66)
    return (away - 0.62) / 0.5, 1 - away / 0.34


def _slope(x: Field, y: Field) -> tuple[Field, Field]:
    along = x * np.float32(0.62) + y * np.float32(0.38)
    return (along - 0.52) / 0.48, np.clip(1 - along / 0.3, 0, 1) * np.float32(0.75)


_FORMS: dict[str, Callable[[Field, Field], tuple[Field, Field]]] = {
    "tube": _tube,
    "round": _round,
    "slope": _slope,
    "bowl": lambda x, y: ((x * 0.75 + y * 0.55 - 0.62) / 0.5, 1 - np.hypot((x - 0.22) / 0.16, (y - 0.3) / 0.4)),
    "edge": lambda x, y: ((x - 0.8) / 0.2, 1 - x / 0.12),
    "down": lambda x, y: ((y - 0.45) / 0.55, np.clip(1 - y / 0.25, 0, 1) * np.float32(0.8)),
    "inside": lambda x, y: (1 - (x * 0.8 + y * 0.6) / 0.75, (x + y - 1.35) / 0.5),
}
