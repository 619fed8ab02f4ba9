"""Every kind of thing the demo can draw, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from halles.demo.art.kinds import (
    audio,
    bath,
    blades,
    food,
    heads,
    jars,
    kitchen,
    lights,
    linens,
    pottery,
    tops,
    toys,
    wear,
)

Stance = Literal["stand", "lie"]


@dataclass(frozen=True)
class Kind:
    """How to draw a thing: its painter, whether it stands or lies in its first two views, and how much to enlarge it there and in hands; worn ones come with a person."""

    draw: Callable[..., None]
    front: Stance = "stand"
    angle: Stance = "stand"
    size: float = 1.0
    held: float = 1.0
    is_worn: bool = False


def _worn(draw: Callable[..., None], size: float) -> Kind:
    return Kind(draw, "lie", "lie", size, is_worn=True)


def _lying(draw: Callable[..., None], size: float = 1.06, held: float = 1.0) -> Kind:
    return Kind(draw, "lie", "lie", size, held)


KINDS: dict[str, Kind] = {
    "top": _worn(tops.top, 1.12),
    "beanie": _worn(heads.beanie, 1.1),
    "cap": _worn(heads.cap, 1.12),
    "scarf": _worn(heads.scarf, 1.1),
    "socks": _lying(wear.socks, 1.18),
    "gloves": _lying(wear.gloves, 1.2),
    "apron": _worn(wear.apron, 1.1),
    "tote": _lying(wear.tote, 1.1),
    "bandana": _worn(heads.bandana, 1.12),
    "towel": Kind(linens.towel, size=1.12, held=1.1),
    "tenugui": _lying(linens.tenugui, 1.12),
    "jar": Kind(jars.jar, size=1.36, held=1.22),
    "bottle": Kind(jars.bottle, size=1.2, held=1.15),
    "cheese": Kind(food.cheese, size=1.18, held=1.16),
    "pouch": Kind(food.pouch, size=1.26, held=1.14),
    "caddy": Kind(jars.caddy, size=1.34, held=1.2),
    "loaf": Kind(food.loaf, size=1.1, held=1.12),
    "tablet": Kind(food.tablet, size=1.24, held=1.16),
    "cube": Kind(bath.cube, size=1.14, held=1.1),
    "bar": Kind(bath.bar, size=1.2, held=1.16),
    "candle": Kind(bath.candle, size=1.36, held=1.16),
    "brush_set": Kind(bath.brush_set, size=1.24, held=1.12),
    "dish": Kind(bath.dish, size=1.2, held=1.14),
    "mug": Kind(pottery.mug, size=1.34, held=1.14),
    "bowl": Kind(pottery.bowl, size=1.2, held=1.08),
    "plate": Kind(pottery.plate, size=1.1, held=1.16),
    "vase": Kind(pottery.vase, size=1.26, held=1.12),
    "teapot": Kind(pottery.teapot, size=1.1),
    "knife": _lying(blades.knife, 1.1),
    "scissors": _lying(blades.scissors, 1.12),
    "whetstone": Kind(blades.whetstone, size=1.16),
    "bike_light": Kind(lights.bike_light, size=1.2, held=1.06),
    "desk_lamp": Kind(lights.desk_lamp, size=1.12),
    "lantern": Kind(lights.lantern, size=1.16, held=1.06),
    "bell": Kind(lights.bell, size=1.2),
    "torch": _lying(lights.torch, 1.1),
    "radio": Kind(audio.radio, size=1.18, held=1.14),
    "speaker": Kind(audio.speaker, size=1.1),
    "headphones": Kind(audio.headphones, size=1.16, is_worn=True),
    "turntable": Kind(audio.turntable, size=1.14),
    "recorder": Kind(audio.recorder, size=1.1, held=1.14),
    "battery": Kind(audio.battery, size=1.2, held=1.2),
    "watch": _lying(audio.watch, 1.16, held=1.3),
    "spinning_top": Kind(toys.spinning_top, size=1.16, held=1.08),
    "boat": Kind(toys.boat, size=1.1),
    "car": Kind(toys.car, size=1.08),
    "skittles": Kind(toys.skittles, size=1.1),
    "kendama": Kind(toys.kendama, size=1.26),
    "music_box": Kind(toys.music_box, size=1.24, held=1.16),
    "rolling_pin": _lying(kitchen.rolling_pin, 1.12),
    "basket": Kind(kitchen.basket, size=1.14, held=1.04),
    "whisk": Kind(kitchen.whisk, size=1.14),
    "skillet": Kind(kitchen.skillet, size=1.04),
    "board": _lying(kitchen.board, 1.08),
}
