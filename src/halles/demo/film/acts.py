"""Small living things over a picture: steam, bubbles, sparks, leaves, rain, sound, glints."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PIL import Image

from halles.demo.art.canvas import Canvas
from halles.demo.art.marks import mark
from halles.demo.art.shape import brush, ellipse, polygon, ring
from halles.demo.film.motion import both, hash01, part, wave
from halles.demo.film.script import HEIGHT, WIDTH
from halles.demo.film.sprites import Sprite, cut_out

Act = Callable[[Image.Image, float, float], None]


def act(name: str) -> Act:
    """The act of that name: it draws on a frame, given seconds since the shot began and the shot's progress 0..1."""
    return ACTS.get(name, dust)


@lru_cache(maxsize=32)
def piece(kind: str, colour: str, size: int) -> Sprite:
    """A small painted piece, about `size` pixels across."""
    c = Canvas(size + 16, size + 16, seed=size)
    middle = (size + 16) / 2
    with c.at(middle, middle, size / 100):
        if kind == "puff":
            for r, a in ((48, 0.16), (38, 0.22), (26, 0.3)):
                c.paint(ellipse(0, 0, r), colour, alpha=a, wobble=0)
        elif kind == "bubble":
            c.paint(ellipse(0, 0, 46), colour, "round", alpha=0.8, dark="sky")
            c.paint(ellipse(-16, -18, 9, 7), "milk")
        elif kind == "leaf":
            c.paint(mark("leaf"), colour, "slope")
        elif kind == "spark":
            c.paint(ellipse(0, 0, 44), colour, alpha=0.35, wobble=0)
            c.paint(ellipse(0, 0, 22), "butter", wobble=0)
        elif kind == "glint":
            c.paint(
                polygon([(0, -50), (8, -8), (50, 0), (8, 8), (0, 50), (-8, 8), (-50, 0), (-8, -8)]), colour, wobble=0
            )
        elif kind == "drop":
            c.paint(brush([(8, -46), (-8, 46)], 9), colour, alpha=0.85)
        elif kind == "note":
            c.paint(
                ellipse(-8, 28, 22, 17) + brush([(12, 28), (12, -40)], 7) + brush([(12, -40), (40, -20)], 9), colour
            )
        elif kind == "ring":
            c.paint(ring(0, 0, 48, 48, 6), colour, alpha=0.9)
        elif kind == "gull":
            c.paint(brush([(-44, -6), (-18, -14), (0, 8), (20, -16), (46, -4)], [3, 8, 9, 8, 3]), colour)
        else:
            c.paint(ellipse(0, 0, 40), colour, alpha=0.8)
    return cut_out(c, (middle, middle))


def rising(
    kind: str, colours: tuple[str, ...], sizes: tuple[int, ...], *, count: int, speed: float, spread: float, base: float
) -> Act:
    """Pieces that rise from `base` (pixels from the top), swaying, and fade."""

    def draw(frame: Image.Image, seconds: float, progress: float) -> None:
        for k in range(count):
            life = (seconds * speed + hash01(k)) % 1.0
            x = WIDTH / 2 + (hash01(k, 1) - 0.5) * spread + wave(seconds, 0.35, 16 + 20 * life, hash01(k, 2))
            y = base - life * 420
            sprite = piece(kind, colours[k % len(colours)], sizes[k % len(sizes)])
            sprite.draw(
                frame, x, y, alpha=min(1.0, 4 * life) * (1 - life) * 1.2 if kind == "puff" else min(1.0, 5 * (1 - life))
            )

    return draw


def falling(
    kind: str, colours: tuple[str, ...], sizes: tuple[int, ...], *, count: int, speed: float, turning: float
) -> Act:
    """Pieces that fall through the whole frame."""

    def draw(frame: Image.Image, seconds: float, progress: float) -> None:
        for k in range(count):
            life = (seconds * speed * (0.7 + 0.6 * hash01(k, 3)) + hash01(k)) % 1.0
            x = hash01(k, 1) * WIDTH + wave(seconds, 0.22, 46, hash01(k, 2)) - (90 * life if kind == "drop" else 0)
            sprite = piece(kind, colours[k % len(colours)], sizes[k % len(sizes)])
            sprite.draw(
                frame,
                x,
                -60 + life * (HEIGHT + 120),
                turn=turning * seconds * 60 * (hash01(k, 4) - 0.5) + 360 * hash01(k, 5) * (turning > 0),
            )

    return draw


def glints(frame: Image.Image, seconds: float, progress: float) -> None:
    """Four-pointed lights that open and close."""
    for k in range(7):
        life = (seconds * 0.9 + hash01(k)) % 1.0
        size = both(part(life, 0, 0.35)) * (1 - both(part(life, 0.35, 0.7)))
        x, y = WIDTH * (0.16 + 0.68 * hash01(k, 1)), HEIGHT * (0.4 + 0.36 * hash01(k, 2))
        piece("glint", "milk", 90).draw(frame, x, y, scale=size * (0.5 + 0.5 * hash01(k, 3)), turn=40 * life)


def rings(frame: Image.Image, seconds: float, progress: float) -> None:
    """Sound going out in rings, with notes."""
    for k in range(3):
        life = (seconds * 0.8 + k / 3) % 1.0
        piece("ring", "milk", 560).draw(
            frame, WIDTH * 0.46, HEIGHT * 0.62, scale=0.2 + 1.1 * life, alpha=0.5 * (1 - life)
        )
    notes(frame, seconds, progress)


def gulls(frame: Image.Image, seconds: float, progress: float) -> None:
    """Gulls that beat their wings and cross."""
    for k in range(4):
        life = (seconds * 0.1 + hash01(k)) % 1.0
        x = -80 + life * (WIDTH + 160)
        y = HEIGHT * (0.3 + 0.12 * hash01(k, 1)) + wave(seconds, 0.4, 14, hash01(k, 2))
        piece("gull", "milk", 74).draw(
            frame, x, y, scale=0.7 + 0.4 * hash01(k, 3), turn=wave(seconds, 1.1, 9, hash01(k, 4))
        )


steam = rising("puff", ("milk",), (90, 120, 70), count=9, speed=0.34, spread=150, base=HEIGHT * 0.56)
smoke = rising("puff", ("milk", "mist"), (110, 80), count=8, speed=0.26, spread=60, base=HEIGHT * 0.4)
bubbles = rising("bubble", ("milk",), (36, 58, 24, 46), count=14, speed=0.24, spread=520, base=HEIGHT * 0.66)
sparks = rising(
    "spark", ("tomato", "saffron", "apricot"), (18, 26, 14), count=22, speed=0.6, spread=360, base=HEIGHT * 0.66
)
notes = rising("note", ("tomato", "indigo", "basil"), (60, 46), count=5, speed=0.3, spread=560, base=HEIGHT * 0.62)
leaves = falling("leaf", ("basil", "leaf", "matcha"), (44, 58, 36), count=11, speed=0.2, turning=2.0)
petals = falling("leaf", ("rose", "blush", "coral"), (30, 38, 24), count=13, speed=0.17, turning=2.4)
wool = falling("leaf", ("milk", "cream", "flax"), (22, 30, 16), count=12, speed=0.1, turning=1.6)
rain = falling("drop", ("sky", "milk"), (52, 64), count=34, speed=1.1, turning=0.0)
flour = falling("spark", ("milk",), (10, 14, 8), count=26, speed=0.16, turning=0.0)
dust = rising("spark", ("butter", "milk"), (9, 13, 7), count=13, speed=0.1, spread=660, base=HEIGHT * 0.82)

ACTS: dict[str, Act] = {
    "steam": steam,
    "smoke": smoke,
    "bubbles": bubbles,
    "sparks": sparks,
    "notes": notes,
    "leaves": leaves,
    "petals": petals,
    "wool": wool,
    "rain": rain,
    "flour": flour,
    "dust": dust,
    "glints": glints,
    "sound": rings,
    "gulls": gulls,
}
