"""How things move: easings over 0..1."""

from __future__ import annotations

from math import cos, exp, pi, sin


def clamp(t: float) -> float:
    """0..1."""
    return 0.0 if t < 0 else 1.0 if t > 1 else t


def part(t: float, start: float, end: float) -> float:
    """How far t is between start and end, 0..1."""
    return clamp((t - start) / (end - start))


def out(t: float) -> float:
    """Fast, then settling."""
    return 1 - (1 - clamp(t)) ** 3


def both(t: float) -> float:
    """Slow, fast, slow."""
    x = clamp(t)
    return x * x * (3 - 2 * x)


def spring(t: float) -> float:
    """Arrives past its goal and comes back, once or twice."""
    x = clamp(t)
    if x >= 1:
        return 1.0
    return 1 - exp(-5.5 * x) * cos(2.4 * pi * x)


def wave(seconds: float, per_second: float, amount: float, phase: float = 0.0) -> float:
    """A swing to and fro."""
    return amount * sin(2 * pi * (seconds * per_second + phase))


def hash01(number: int, salt: int = 0) -> float:
    """A number 0..1 that looks random and is always the same."""
    x = (number * 2654435761 + salt * 40503 + 12345) & 0xFFFFFFFF
    x ^= x >> 15
    x = (x * 2246822519) & 0xFFFFFFFF
    x ^= x >> 13
    return (x & 0xFFFF) / 0xFFFF
