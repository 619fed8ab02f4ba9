"""A film as a list of shots cut on the bar lines of its own music."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Literal

from halles.demo.art.people import Look
from halles.demo.art.pictures import Subject

WIDTH, HEIGHT, FPS = 720, 1280, 24
ShotKind = Literal["title", "place", "face", "proof", "use", "turn", "range"]


@dataclass(frozen=True)
class Tune:
    """The music: tempo, key (MIDI note of the tonic), mode, lead instrument, pattern number."""

    bpm: int = 96
    key: int = 57
    mode: str = "major"
    lead: str = "marimba"
    pattern: int = 0


@dataclass(frozen=True)
class Shot:
    """One picture of the film. `words` are drawn (Latin letters only), `line` is the caption cue in the film's language."""

    kind: ShotKind
    bars: int = 1
    words: str = ""
    line: str = ""
    goods: tuple[Subject, ...] = ()
    act: str = ""


@dataclass(frozen=True)
class Film:
    """Everything a film is rendered from."""

    key: str
    tint: str
    accent: str
    place: str
    sign: str
    look: Look
    shots: tuple[Shot, ...]
    tune: Tune = field(default_factory=Tune)

    @property
    def bar_ms(self) -> float:
        """One bar of four beats in milliseconds."""
        return 240_000 / self.tune.bpm

    @property
    def duration_ms(self) -> int:
        """The whole film, rounded to the frame."""
        return round(frames_in(self) * 1000 / FPS)


@dataclass(frozen=True)
class Span:
    """When a shot is seen."""

    shot: Shot
    start_ms: int
    end_ms: int


def frames_in(film: Film) -> int:
    """Frames of the whole film."""
    return round(sum(shot.bars for shot in film.shots) * film.bar_ms * FPS / 1000)


def spans(film: Film) -> list[Span]:
    """Each shot with its time, in order, without gaps, to the last frame."""
    bars = list(accumulate((shot.bars for shot in film.shots), initial=0))
    times = [round(bar * film.bar_ms) for bar in bars[:-1]] + [film.duration_ms]
    return [Span(shot, start, end) for shot, (start, end) in zip(film.shots, pairwise(times), strict=True)]


def showings(film: Film) -> list[tuple[str, int, int]]:
    """(product key, from ms, to ms) for every product in its order of appearance: its longest unbroken showing."""
    found: dict[str, list[tuple[int, int]]] = {}
    for span in spans(film):
        for subject in span.shot.goods:
            runs = found.setdefault(subject.key, [])
            if runs and runs[-1][1] == span.start_ms:
                runs[-1] = (runs[-1][0], span.end_ms)
            else:
                runs.append((span.start_ms, span.end_ms))
    best = {key: max(runs, key=lambda run: run[1] - run[0]) for key, runs in found.items()}
    return [(key, start, end) for key, (start, end) in best.items()]


def captions(film: Film) -> str:
    """The film's lines as WebVTT, one cue a shot."""
    cues = [
        f"{_stamp(span.start_ms + 120)} --> {_stamp(span.end_ms - 80)}\n{span.shot.line}"
        for span in spans(film)
        if span.shot.line
    ]
    return "\n\n".join(["WEBVTT", *cues]) + "\n"


def _stamp(ms: int) -> str:
    minutes, rest = divmod(ms, 60_000)
    return f"00:{minutes:02d}:{rest // 1000:02d}.{rest % 1000:03d}"
