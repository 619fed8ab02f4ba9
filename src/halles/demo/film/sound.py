"""Warm small music, made note by note: marimba, pluck, pad and soft wood, in the film's own key and tempo."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from halles.demo.film.script import FPS, Film, Tune, frames_in

RATE = 48_000
Wave = npt.NDArray[np.float32]
MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "yo": (0, 2, 5, 7, 9, 12, 14),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
CHORDS = ((0, 4, 5, 3), (0, 3, 4, 0), (0, 5, 3, 4), (0, 2, 3, 4))
FIGURES = (
    (0, 2, 4, 2, 7, 4, 2, 4),
    (0, 4, 7, 4, 2, 4, 7, 9),
    (4, 2, 0, 2, 4, -1, 7, 4),
    (0, -1, 4, 7, -1, 4, 9, 7),
    (7, 4, 2, 4, 0, 2, 4, -1),
)


def music(film: Film) -> Wave:
    """The film's music, stereo (2, samples), -1..1, exactly as long as the film."""
    tune = film.tune
    total = round(frames_in(film) / FPS * RATE)
    bars = sum(shot.bars for shot in film.shots)
    dry = np.zeros((2, total + RATE * 2), dtype=np.float32)
    beat = 60 / tune.bpm
    for bar in range(bars):
        chord = CHORDS[tune.pattern % len(CHORDS)][bar % 4] if bar < bars - 1 else 0
        _bar(dry, tune, bar, bars, bar * 4 * beat, beat, chord)
    wet = dry + 0.22 * _room(dry)
    out = wet[:, :total]
    fade = np.ones(total, dtype=np.float32)
    tail = int(RATE * 0.5)
    fade[-tail:] = np.linspace(1, 0, tail, dtype=np.float32) ** 1.5
    out = np.tanh(out * fade * 0.9)
    peak = float(np.abs(out).max()) or 1.0
    return np.asarray(out * (0.8 / peak), dtype=np.float32)


def _bar(dry: Wave, tune: Tune, bar: int, bars: int, at: float, beat: float, chord: int) -> None:
    lead = INSTRUMENTS[tune.lead]
    figure = FIGURES[(tune.pattern + (bar // 2) * 2) % len(FIGURES)]
    for step in range(8):
        degree = figure[step]
        if degree < 0 or (bar == bars - 1 and step > 4):
            continue
        swing = 0.06 * beat if step % 2 else 0.0
        loud = 0.34 if step % 4 == 0 else 0.24
        _put(
            dry,
            lead(_pitch(tune, chord + degree) + 12, beat * 1.6),
            at + step * beat / 2 + swing,
            loud,
            0.35 - 0.1 * (step % 3),
        )
    for k, degree in enumerate((0, 2, 4)):
        _put(dry, pad(_pitch(tune, chord + degree), beat * 4.6), at - 0.05, 0.085, 0.3 + 0.2 * k)
    for step, degree in ((0, 0), (3, 0), (4, 4), (6, 2)):
        _put(dry, bass(_pitch(tune, chord + degree) - 24, beat * 0.95), at + step * beat / 2, 0.32, 0.5)
    for step in range(8):
        if step in (0, 4):
            _put(dry, thump(), at + step * beat / 2, 0.5, 0.5)
        if step % 2:
            _put(dry, wood(step % 4 == 3), at + step * beat / 2, 0.09, 0.68)
    if bar == bars - 1:
        for k, degree in enumerate((0, 4, 7, 9)):
            _put(dry, lead(_pitch(tune, degree) + 12, 1.8), at + (2 + k * 0.12) * beat, 0.26, 0.3 + 0.1 * k)


def _pitch(tune: Tune, degree: int) -> float:
    scale = MODES[tune.mode]
    octave, step = divmod(degree, 7)
    return tune.key + scale[step] + 12 * octave


def _put(dry: Wave, note: Wave, at: float, loud: float, side: float) -> None:
    start = max(int(at * RATE), 0)
    end = min(start + len(note), dry.shape[1])
    if end <= start:
        return
    dry[0, start:end] += note[: end - start] * np.float32(loud * np.cos(side * np.pi / 2))
    dry[1, start:end] += note[: end - start] * np.float32(loud * np.sin(side * np.pi / 2))


def _time(seconds: float) -> Wave:
    return np.arange(int(seconds * RATE), dtype=np.float32) / np.float32(RATE)


def _hertz(note: float) -> float:
    return float(440 * 2 ** ((note - 69) / 12))


@lru_cache(maxsize=256)
def marimba(note: float, seconds: float) -> Wave:
    """A wooden bar: a tone, its fourth partial dying fast, a soft knock."""
    t, f = _time(seconds), _hertz(note)
    tone = np.sin(2 * np.pi * f * t) * np.exp(-4.2 * t)
    upper = np.sin(2 * np.pi * f * 3.93 * t) * np.exp(-16 * t) * 0.28
    knock = np.sin(2 * np.pi * f * 9.1 * t) * np.exp(-60 * t) * 0.12
    return _soft((tone + upper + knock).astype(np.float32), 0.003)


@lru_cache(maxsize=256)
def pluck(note: float, seconds: float) -> Wave:
    """A nylon string."""
    t, f = _time(seconds), _hertz(note)
    out = np.zeros_like(t)
    for k in range(1, 9):
        out += np.sin(2 * np.pi * f * k * (1 + 0.0004 * k * k) * t) * np.exp(-(2.2 + 1.5 * k) * t) / k**1.25
    return _soft(out.astype(np.float32) * np.float32(0.7), 0.002)


@lru_cache(maxsize=256)
def bell(note: float, seconds: float) -> Wave:
    """A music box's comb."""
    t, f = _time(seconds), _hertz(note + 12)
    out = np.sin(2 * np.pi * f * t) * np.exp(-3.4 * t) * 0.7 + np.sin(2 * np.pi * f * 2.76 * t) * np.exp(-8 * t) * 0.22
    return _soft(out.astype(np.float32), 0.002)


@lru_cache(maxsize=256)
def koto(note: float, seconds: float) -> Wave:
    """A plucked silk string with a small fall of pitch."""
    t, f = _time(seconds), _hertz(note)
    bend = f * (t + 0.0016 * (1 - np.exp(-22 * t)))
    out = np.zeros_like(t)
    for k in range(1, 11):
        out += np.sin(2 * np.pi * k * bend) * np.exp(-(2.6 + 1.1 * k) * t) * abs(np.sin(k * 0.9)) / k
    return _soft(np.asarray(out * np.float32(0.95), dtype=np.float32), 0.0015)


@lru_cache(maxsize=256)
def pad(note: float, seconds: float) -> Wave:
    """Three voices a little apart, swelling and leaving."""
    t, f = _time(seconds), _hertz(note)
    out = np.zeros_like(t)
    for k, off in enumerate((-0.18, 0.0, 0.21)):
        fk = f * 2 ** (off / 12)
        out += (
            np.sin(2 * np.pi * fk * t + k) + 0.3 * np.sin(4 * np.pi * fk * t + 2 * k) + 0.1 * np.sin(6 * np.pi * fk * t)
        )
    swell = np.minimum(1, t / 0.5) * np.minimum(1, (seconds - t) / 0.7)
    return np.asarray(out / 3 * np.clip(swell, 0, 1), dtype=np.float32)


@lru_cache(maxsize=256)
def bass(note: float, seconds: float) -> Wave:
    """A round low note."""
    t, f = _time(seconds), _hertz(note)
    out = (
        (np.sin(2 * np.pi * f * t) + 0.25 * np.sin(4 * np.pi * f * t))
        * np.exp(-2.4 * t)
        * np.minimum(1, (seconds - t) / 0.06)
    )
    return _soft(out.astype(np.float32), 0.006)


@lru_cache(maxsize=1)
def thump() -> Wave:
    """A soft drum: a falling sine."""
    t = _time(0.32)
    return _soft(
        (np.sin(2 * np.pi * (52 * t + 6.5 * (1 - np.exp(-24 * t)))) * np.exp(-11 * t)).astype(np.float32), 0.003
    )


@lru_cache(maxsize=2)
def wood(high: bool) -> Wave:
    """A wood block, tapped."""
    t = _time(0.12)
    f = 1180 if high else 880
    return _soft(
        (np.sin(2 * np.pi * f * t) * np.exp(-55 * t) + 0.4 * np.sin(2 * np.pi * f * 1.52 * t) * np.exp(-80 * t)).astype(
            np.float32
        ),
        0.001,
    )


def _soft(note: Wave, attack: float) -> Wave:
    count = max(int(attack * RATE), 1)
    note[:count] *= np.linspace(0, 1, count, dtype=np.float32)
    tail = min(int(0.02 * RATE), len(note))
    note[-tail:] *= np.linspace(1, 0, tail, dtype=np.float32)
    return note


@lru_cache(maxsize=1)
def _hall() -> Wave:
    """The echo of an iron and glass hall: a second of sparse, softening reflections, different on each side."""
    rng = np.random.default_rng(5)
    length = int(RATE * 1.0)
    t = np.arange(length, dtype=np.float32) / RATE
    out = np.zeros((2, length), dtype=np.float32)
    for side in range(2):
        spots = rng.integers(int(0.012 * RATE), length, 900)
        out[side, spots] = rng.choice([-1.0, 1.0], 900).astype(np.float32)
        out[side] *= np.exp(-5.0 * t)
        out[side] = np.convolve(out[side], np.hanning(25).astype(np.float32) / 12, mode="same")
    return out / np.float32(np.sqrt((out**2).sum(axis=1).mean()))


def _room(dry: Wave) -> Wave:
    echo = _hall()
    size = 1 << int(np.ceil(np.log2(dry.shape[1] + echo.shape[1])))
    spectrum = np.fft.rfft(dry, size) * np.fft.rfft(echo, size)
    return np.asarray(np.fft.irfft(spectrum, size)[:, : dry.shape[1]], dtype=np.float32)


INSTRUMENTS: dict[str, Callable[[float, float], Wave]] = {
    "marimba": marimba,
    "pluck": pluck,
    "bell": bell,
    "koto": koto,
}
