"""Sound and picture of one publisher brought onto one clock.

Each comes with a clock of its own that begins anywhere. Sender reports tie both to the publisher's wall clock;
until the first of both have come, their arrival has to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field

VIDEO_RATE, AUDIO_RATE = 90_000, 48_000
# aiortc gives a picture once the next begins, and holds four packets of sound.
VIDEO_HELD_S, AUDIO_HELD_S = 0.033, 0.080
WORTH_A_JUMP_TICKS = VIDEO_RATE * 4 // 100


BELIEVED_TICKS = VIDEO_RATE * 2  # reports that say otherwise than the arrivals by more are nonsense


@dataclass
class Lips:
    """`shift` is what is added to the sound's times, in ticks of 1/90000 s from its own 0, to meet the picture's."""

    shift: int = 0
    _arrived: dict[str, float] = field(default_factory=dict)
    _reports: dict[str, float] = field(default_factory=dict)

    def arrive(self, kind: str, ticks: int, at_s: float) -> None:
        """A first frame: its time from 0, and when it came."""
        if kind not in self._arrived:
            held = VIDEO_HELD_S if kind == "video" else AUDIO_HELD_S
            self._arrived[kind] = at_s - held - ticks / VIDEO_RATE
            self._settle()

    def report(self, kind: str, ntp_s: float, rtp: int, origin: int | None) -> None:
        """A sender report; `origin` is the RTP time stamp that is the track's 0."""
        if origin is None:
            return
        since = (rtp - origin) & 0xFFFFFFFF
        since -= (since & 0x80000000) << 1
        self._reports[kind] = ntp_s - since / (VIDEO_RATE if kind == "video" else AUDIO_RATE)
        self._settle()

    @property
    def is_settled(self) -> bool:
        """Whether both have been heard of."""
        return len(self._arrived) == 2

    def _settle(self) -> None:
        if len(self._arrived) < 2:
            return
        shift = _between(self._arrived)
        if len(self._reports) == 2 and abs(_between(self._reports) - shift) <= BELIEVED_TICKS:
            shift = _between(self._reports)
        if abs(shift - self.shift) > WORTH_A_JUMP_TICKS:
            self.shift = shift


def _between(zeros: dict[str, float]) -> int:
    return round((zeros["audio"] - zeros["video"]) * VIDEO_RATE)
