"""Opus into AAC: Safari and older players know no Opus in MP4."""

from __future__ import annotations

from collections.abc import Callable

import av
from av.audio.codeccontext import AudioCodecContext
from av.error import FFmpegError

RATE = 48_000
FRAME = 1024
BIT_RATE = 128_000
TORN_SAMPLES = RATE * 6 // 100
TICKS_NUMERATOR, TICKS_DENOMINATOR = 15, 8  # 90 kHz ÷ 48 kHz
PACKET_BYTES_MAX = 4096


class Sound:
    """Takes Opus packets with their times, gives AAC frames with theirs, both in ticks of 1/90000 s."""

    def __init__(self, give: Callable[[int, bytes], None]) -> None:
        self._give = give
        self._decoder = av.CodecContext.create("opus", "r")
        assert isinstance(self._decoder, AudioCodecContext)
        self._decoder.sample_rate = RATE
        self._decoder.layout = "stereo"
        self._encoder = av.CodecContext.create("aac", "w")
        assert isinstance(self._encoder, AudioCodecContext)
        self._encoder.sample_rate = RATE
        self._encoder.layout = "stereo"
        self._encoder.format = "fltp"
        self._encoder.bit_rate = BIT_RATE
        self._encoder.open()
        self._resampler = av.AudioResampler("fltp", "stereo", RATE, frame_size=FRAME)
        self._decoded = 0  # samples that went in, gaps not counted
        self._anchor: tuple[int, int] | None = None  # a sample's number, and its time in samples

    @property
    def config(self) -> bytes:
        """The AudioSpecificConfig of what is given."""
        return bytes(self._encoder.extradata or b"")

    def add(self, ticks: int, packet: bytes) -> None:
        """One packet of Opus; what cannot be decoded is left out."""
        if not packet or len(packet) > PACKET_BYTES_MAX:
            return
        told = ticks * TICKS_DENOMINATOR // TICKS_NUMERATOR
        if self._anchor is None or abs(self._time_of(self._decoded) - told) > TORN_SAMPLES:
            self._anchor = (self._decoded, told)
        try:
            frames = self._decoder.decode(av.Packet(packet))
        except FFmpegError:
            return
        for frame in frames:
            frame.pts = self._decoded
            self._decoded += frame.samples
            for even in self._resampler.resample(frame):
                for coded in self._encoder.encode(even):
                    at = self._time_of(coded.pts or 0)
                    self._give(at * TICKS_NUMERATOR // TICKS_DENOMINATOR, bytes(coded))

    def _time_of(self, sample: int) -> int:
        assert self._anchor is not None
        return self._anchor[1] + sample - self._anchor[0]
