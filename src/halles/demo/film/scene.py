"""What every kind of shot shares: a moment, words, grounds and things cut out to move."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from halles.demo.art import sets
from halles.demo.art.canvas import Canvas
from halles.demo.art.kinds import KINDS
from halles.demo.art.marks import mark
from halles.demo.art.paper import Field
from halles.demo.art.pictures import Subject, cast, foot, ground_of, painted, stance
from halles.demo.art.shape import ellipse, rect
from halles.demo.art.solids import View
from halles.demo.film.motion import out, part
from halles.demo.film.script import HEIGHT, WIDTH, Film, Shot
from halles.demo.film.sprites import Sprite, cut_out, fitting, lettering, revealed

UNIT = 0.75
# Pieces are painted a little beyond the frame, so that no cut edge shows when they sway.
BESIDE, BEYOND = 90, 60
# A phone is narrower than the film and its lower third carries names and buttons: what matters stays in between.
SAFE_WIDE = 556
LIFT = {"stand": 132.0, "lie": 204.0, "held": 140.0, "worn": 336.0}


@dataclass(frozen=True)
class Moment:
    """Where a shot is: its progress 0..1, seconds since it began, the length of a beat in seconds."""

    progress: float
    seconds: float
    beat: float


class Scene(ABC):
    """A shot made ready."""

    def __init__(self, film: Film, shot: Shot) -> None:
        self.film, self.shot = film, shot

    @abstractmethod
    def draw(self, now: Moment) -> Image.Image:
        """The frame at this moment."""

    def words(self, frame: Image.Image, now: Moment, y: float = 186, colour: str = "ink", largest: int = 104) -> None:
        """The shot's words, line by line, rising."""
        lines = self.shot.words.split("|") if self.shot.words else []
        if not lines:
            return
        size = min(fitting(line, SAFE_WIDE, largest) for line in lines)
        top = y - (len(lines) - 1) * size * 0.5
        for k, line in enumerate(lines):
            share = out(part(now.seconds, 0.08 + 0.16 * k, 0.5 + 0.16 * k))
            revealed(typeset(line, size, colour), frame, WIDTH / 2, top + k * size * 0.98, share)


@lru_cache(maxsize=64)
def typeset(text: str, size: int, colour: str) -> Sprite:
    """A line of type, made once."""
    return lettering(text, size, colour)


def posture(subject: Subject, view: View) -> str:
    """How it is shown: standing, lying, held in hands or worn by somebody."""
    if view == "use" and KINDS[subject.kind].is_worn:
        return "worn"
    return stance(subject, view)


def pivot_y(subject: Subject, view: View) -> float:
    """Where the thing's own zero is in the frame, in pixels from the top."""
    return LIFT[posture(subject, view)] + foot(subject, view) * UNIT


def tall_ground(subject: Subject, view: View, *, shadow: Field | None = None) -> Image.Image:
    """The subject's ground for this view, grown to the film's format, with the thing's shadow on it."""
    c = Canvas(WIDTH, HEIGHT, seed=subject.seed % 9973, unit=UNIT)
    with c.at(0, LIFT[posture(subject, view)] / UNIT):
        ground_of(subject, view)(c, subject.tint, subject.seed % 97)
    if shadow is not None:
        cast(c, shadow, stance(subject, view), subject.tint)
    return c.image()


def thing(subject: Subject, view: View, **changes: object) -> tuple[Sprite, Field]:
    """The subject alone as a sprite hanging from its own zero, and what it covers of the frame."""
    c = Canvas(WIDTH + 2 * BESIDE, HEIGHT + 2 * BEYOND, seed=subject.seed % 100_000, unit=UNIT)
    pivot = (WIDTH / 2 + BESIDE, pivot_y(subject, view) + BEYOND)
    altered = Subject(**{**vars(subject), "art": {**subject.art, **changes}}) if changes else subject
    painted(altered, view, on=c, origin=(pivot[0] / UNIT, pivot[1] / UNIT))
    cover = c.pixels[BEYOND : BEYOND + HEIGHT, BESIDE : BESIDE + WIDTH, 3]
    return cut_out(c, pivot), cover


def stamp(film: Film) -> Sprite:
    """The shop's sign on a disc."""
    c = Canvas(150, 150, seed=3)
    c.paint(ellipse(75, 75, 66), film.accent, "slope", depth=0.6)
    c.paint(ellipse(75, 75, 59).minus(ellipse(75, 75, 56)), "cream")
    with c.at(75, 75, 0.78):
        c.paint(mark(film.sign), "cream")
    return cut_out(c, (75, 75))


def label(film: Film) -> Sprite:
    """A strip of paper for words over a picture."""
    c = Canvas(WIDTH, 320, seed=11)
    c.paint(rect(64, 40, WIDTH - 128, 210, 24), "linen", "slope", depth=0.2, shine=0.2)
    c.paint(rect(64, 238, WIDTH - 128, 13, 6), film.accent)
    return cut_out(c, (WIDTH / 2, 160))


@lru_cache(maxsize=1)
def light_patch() -> Sprite:
    """The hall's window light, alone."""
    c = Canvas(520, 760, seed=1, unit=UNIT)
    c.ground("ink")
    sets.window_light(c, 260, 40, 1.4, 0.5)
    light = c.pixels[..., 0]
    c.pixels[..., 3] = np.clip((light - float(np.median(light))) * 1.2, 0, 1)
    c.pixels[..., :3] = c.pixels[..., 3:4]
    return cut_out(c, (260, 380))


def focus_of(cover: Field) -> tuple[float, float]:
    """The middle of what is painted, in frame pixels."""
    ys, xs = np.nonzero(cover[::8, ::8] > 0.5)
    if len(xs) == 0:
        return WIDTH / 2, HEIGHT * 0.6
    return float(xs.mean() * 8), float(ys.mean() * 8)
