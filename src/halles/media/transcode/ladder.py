"""Which sizes are made of a video, and how many bits each may spend."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

SHORT_EDGES = (480, 720, 1080)
# Nothing in a feed is longer and thinner than this; a wider strip is made smaller rather than a codec's limit met.
ASPECT_MAX = 3
EDGE_MIN = 16
FRAME_RATE_MAX = 30
# The first key is the short edge up to which it holds; the most bits a second a rung may ask of a connection.
BIT_RATES = {360: 800_000, 480: 1_200_000, 720: 2_500_000, 1080: 5_000_000}


@dataclass(frozen=True, slots=True)
class Rung:
    """One size of the video: even edges, square pixels, upright."""

    short_edge: int
    width: int
    height: int

    @property
    def bit_rate_max(self) -> int:
        """Bits per second that x264 may not pass over two seconds."""
        return next((rate for edge, rate in BIT_RATES.items() if self.short_edge <= edge), BIT_RATES[1080])


def choose_rungs(width: int, height: int) -> list[Rung]:
    """The rungs for an upright picture of this size, smallest first; never larger than the picture, at least one."""
    short = min(width, height)
    edges = [edge for edge in SHORT_EDGES if edge <= short] or [short]
    return [fit(width, height, edge) for edge in edges]


def fit(width: int, height: int, short_edge: int) -> Rung:
    """The picture scaled so that its short edge is `short_edge`, both edges even."""
    short, long = min(width, height), max(width, height)
    ratio = min(Fraction(long, short), Fraction(ASPECT_MAX))
    shorter = even(Fraction(min(short_edge, short)))
    longer = even(shorter * ratio)
    tall = height > width
    return Rung(shorter, shorter if tall else longer, longer if tall else shorter)


def even(length: Fraction) -> int:
    """The nearest even number: 4:2:0 has one colour sample for two lines."""
    return max(EDGE_MIN, 2 * round(length / 2))


def choose_frame_rate(average: Fraction | None, nominal: Fraction | None) -> Fraction:
    """Frames per second to make: what the source has, at most 30; a faster one is halved, an uneven one becomes 30."""
    if not average or average <= 0:
        return Fraction(FRAME_RATE_MAX)
    rate = nominal if nominal and abs(nominal - average) < average / 20 else average
    is_even = rate is nominal
    while rate > FRAME_RATE_MAX + Fraction(1, 10):
        rate /= 2
    if not is_even or rate < 10:
        return Fraction(FRAME_RATE_MAX)
    return rate.limit_denominator(1001)
