"""Decoding one stream between two instants, forgiving a bad packet and refusing a bad file."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from halles.media.transcode.job import Job, Limits
from halles.media.transcode.probe import DURATION_SLACK_MS, Source
from halles.media.transcode.refused import Refused

# A camera that lost power writes some broken packets; a file where every tenth is broken is not worth showing.
BAD_PACKETS_FREE = 5
BAD_PACKETS_SHARE = 10
# How much of the promised length must really be there, and how much may always be missing.
SHORTEST_SHARE = 0.9
SHORTFALL_FREE_MS = 500


class Span:
    """The part of the source that is kept, in milliseconds of the source's own clock."""

    def __init__(self, job: Job, source: Source) -> None:
        longest_ms = job.limits.duration_max_ms + DURATION_SLACK_MS
        end_ms = longest_ms if job.trim_end_ms is None else min(job.trim_end_ms, longest_ms)
        self.begin_ms = source.origin_ms + job.trim_start_ms
        self.end_ms = source.origin_ms + end_ms
        self.ends_by_wish = job.trim_end_ms is not None

    def begin_ticks(self, time_base: Fraction) -> int:
        """Where the span begins, in units of `time_base`."""
        return round(Fraction(self.begin_ms) / 1000 / time_base)


class VideoClock:
    """Puts frames on the span's own time line and notices a file whose clock or frame count goes wild."""

    def __init__(self, source: Source, span: Span, limits: Limits) -> None:
        stream = source.video
        assert stream.time_base is not None
        rate = stream.average_rate or stream.guessed_rate or Fraction(30)
        self.time_base = stream.time_base
        self.step = max(1, round(1 / rate / self.time_base)) if rate > 0 else 1
        self.begin = span.begin_ticks(self.time_base)
        self.end = round(Fraction(span.end_ms) / 1000 / self.time_base)
        self.span, self.limits = span, limits
        self.frames = 0
        self.last: int | None = None
        self.is_over = False

    def place(self, frame: VideoFrame) -> bool:
        """Move the frame's pts so that the span begins at 0; False when it is not part of the span."""
        self.frames += 1
        if self.frames > self.limits.frames_max:
            raise Refused("media.too_many_frames", frames=self.frames, frames_max=self.limits.frames_max)
        refuse_huge(frame, self.limits)
        pts = frame.pts if frame.pts is not None else (self.last or 0) + self.step
        # A clock that jumps back would make the graph fail; a time that repeats adds nothing.
        if self.last is not None and pts <= self.last:
            return False
        if pts >= self.end:
            if not self.span.ends_by_wish:
                # The header promised less: else the rate filter would fill hours of nothing with still frames.
                raise Refused(
                    "media.too_long",
                    duration_ms=round(pts * self.time_base * 1000 - Fraction(self.span.begin_ms)),
                    duration_max_ms=self.limits.duration_max_ms,
                )
            self.is_over = True
            return False
        self.last = pts
        if pts + self.step <= self.begin:
            return False
        frame.pts = max(0, pts - self.begin)
        frame.time_base = self.time_base
        return True


def refuse_huge(frame: VideoFrame, limits: Limits) -> None:
    """Refuse a picture over the limit: a stream may grow after its header was checked."""
    if frame.width * frame.height > limits.pixels_max:
        raise Refused("media.too_many_pixels", width=frame.width, height=frame.height, pixels_max=limits.pixels_max)


def video_frames(source: Source, span: Span, limits: Limits) -> Iterator[VideoFrame]:
    """Frames of the span in the order they are shown, pts beginning at 0; refuses a file that ends too early."""
    clock = VideoClock(source, span, limits)
    seek(source, source.video, span.begin_ms)
    for frame in decoded(source, source.video):
        assert isinstance(frame, VideoFrame)
        if clock.place(frame):
            yield frame
        if clock.is_over:
            return
    _refuse_truncated(source, span, clock)


def _refuse_truncated(source: Source, span: Span, clock: VideoClock) -> None:
    if clock.last is None:
        raise Refused("media.no_frames")
    if source.video_duration_ms is None:
        return
    promised_ms = min(source.origin_ms + source.video_duration_ms, span.end_ms)
    reached_ms = float((clock.last + clock.step) * clock.time_base * 1000)
    if reached_ms - source.origin_ms < (promised_ms - source.origin_ms) * SHORTEST_SHARE - SHORTFALL_FREE_MS:
        raise Refused("media.damaged", why="truncated", found_ms=round(reached_ms), promised_ms=round(promised_ms))


def audio_frames(source: Source, span: Span) -> Iterator[AudioFrame]:
    """Sound of the span, pts beginning at 0; the first frame may begin a little before, at a negative pts."""
    assert source.audio is not None
    seek(source, source.audio, span.begin_ms)
    for frame in decoded(source, source.audio):
        assert isinstance(frame, AudioFrame)
        if frame.pts is None or frame.time_base is None:
            continue
        at_ms = float(frame.pts * frame.time_base * 1000)
        if at_ms >= span.end_ms:
            return
        if at_ms + frame.samples * 1000 / frame.sample_rate <= span.begin_ms:
            continue
        frame.pts -= span.begin_ticks(frame.time_base)
        yield frame


def decoded(source: Source, stream: VideoStream | AudioStream) -> Iterator[VideoFrame | AudioFrame]:
    """Every frame from the container's present place on; `media.damaged` when too many packets are broken."""
    packets = bad = 0
    demuxed = source.container.demux(stream)
    while True:
        try:
            packet = next(demuxed)
            packets += 1
            frames = packet.decode()
        except StopIteration:
            return
        except MemoryError:
            raise
        except FFmpegError as broken:
            bad += 1
            if bad > BAD_PACKETS_FREE + packets // BAD_PACKETS_SHARE:
                raise Refused("media.damaged", why="packets", bad=bad, packets=packets) from broken
            continue
        for frame in frames:
            if isinstance(frame, VideoFrame | AudioFrame):
                yield frame


def seek(source: Source, stream: VideoStream | AudioStream, at_ms: float) -> None:
    """Go to the last key frame at or before `at_ms` of the source's clock, and forget what was half decoded."""
    assert stream.time_base is not None
    source.container.seek(int(Fraction(at_ms) / 1000 / stream.time_base), stream=stream, backward=True)
