"""From a film's script to a recording."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from halles.demo.film.encode import write_recording
from halles.demo.film.motion import both
from halles.demo.film.scene import Moment, Scene
from halles.demo.film.script import FPS, HEIGHT, WIDTH, Film, frames_in, spans
from halles.demo.film.shots import SCENES
from halles.demo.film.sound import music
from halles.demo.film.sprites import arch_mask

CUT_FRAMES = 9


def record(film: Film, path: Path) -> None:
    """Render the film into an MP4 at `path`, as a phone would have recorded it."""
    write_recording(path, frames(film), music(film))


def frames(film: Film) -> Iterator[Image.Image]:
    """Every frame of the film, 720 x 1280 RGB."""
    timed = spans(film)
    beat = 60 / film.tune.bpm
    starts = [round(span.start_ms * FPS / 1000) for span in timed] + [frames_in(film)]
    before: Scene | None = None
    for number, span in enumerate(timed):
        scene = SCENES[span.shot.kind](film, span.shot)
        first, last = starts[number], starts[number + 1]
        for frame in range(first, last):
            picture = scene.draw(_moment(frame - first, last - first, beat))
            if before is not None and frame - first < CUT_FRAMES:
                length = first - starts[number - 1]
                old = before.draw(_moment(length + frame - first, length, beat))
                picture = _cut(old, picture, (frame - first + 1) / (CUT_FRAMES + 1), number)
            yield picture
        before = scene


def still(film: Film, at_ms: int) -> Image.Image:
    """The film at a time, between cuts: for looking at it without rendering it all."""
    span = next((span for span in reversed(spans(film)) if span.start_ms <= at_ms), spans(film)[0])
    first, last = (round(ms * FPS / 1000) for ms in (span.start_ms, span.end_ms))
    now = _moment(round(at_ms * FPS / 1000) - first, last - first, 60 / film.tune.bpm)
    return SCENES[span.shot.kind](film, span.shot).draw(now)


def _moment(frame: int, length: int, beat: float) -> Moment:
    return Moment(min(frame / max(length - 1, 1), 1.0), frame / FPS, beat)


def _cut(old: Image.Image, new: Image.Image, share: float, number: int) -> Image.Image:
    """From one shot to the next: through a growing arch, or pushed aside."""
    if number % 2 == 1:
        return Image.composite(new, old, arch_mask(both(share)))
    shift = round(WIDTH * both(share))
    frame = Image.new("RGB", (WIDTH, HEIGHT))
    frame.paste(old, (-shift, 0))
    frame.paste(new, (WIDTH - shift, 0))
    return frame
