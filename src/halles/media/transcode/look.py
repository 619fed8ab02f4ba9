"""The first look: what the clip is, from its headers and one decoded frame, before any work is spent on it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from halles.media.transcode.decode import Span, video_frames
from halles.media.transcode.job import Job
from halles.media.transcode.ladder import Rung, choose_frame_rate, choose_rungs
from halles.media.transcode.picture import Shape, shape_of
from halles.media.transcode.probe import DURATION_SLACK_MS, Source
from halles.media.transcode.refused import Refused

DURATION_MIN_MS = 500


@dataclass(frozen=True, slots=True)
class Look:
    """What the later stages build on."""

    shape: Shape
    rungs: list[Rung]
    frame_rate: Fraction
    time_base: Fraction
    has_audio: bool
    source_duration_ms: int
    duration_ms: int

    @property
    def is_hdr(self) -> bool:
        """Whether tones and colours are mapped to an ordinary screen's."""
        return self.shape.is_wide


def take_look(job: Job, source: Source) -> Look:
    """Look at the job's source, or refuse it."""
    whole_ms = source.duration_ms or _walk_ms(source)
    if whole_ms > job.limits.duration_max_ms + DURATION_SLACK_MS:
        raise Refused("media.too_long", duration_ms=whole_ms, duration_max_ms=job.limits.duration_max_ms)
    kept_ms = _kept_ms(job, whole_ms)
    first = next(video_frames(source, Span(job, source), job.limits), None)
    if first is None:
        raise Refused("media.no_frames")
    shape = shape_of(first, source.pixel_aspect)
    return Look(
        shape=shape,
        rungs=choose_rungs(*shape.upright),
        frame_rate=choose_frame_rate(source.video.average_rate, source.video.guessed_rate),
        time_base=source.video.time_base or Fraction(1, 1000),
        has_audio=source.audio is not None,
        source_duration_ms=whole_ms,
        duration_ms=kept_ms,
    )


def _walk_ms(source: Source) -> int:
    """The length of a file that does not tell it (a browser's recorder): its packets are walked, not decoded."""
    end_ms = source.origin_ms
    source.container.seek(0)
    for packet in source.container.demux(source.video):
        if packet.pts is not None:
            end_ms = max(end_ms, float((packet.pts + (packet.duration or 0)) * packet.time_base * 1000))
    return round(end_ms - source.origin_ms)


def _kept_ms(job: Job, whole_ms: int) -> int:
    end_ms = whole_ms if job.trim_end_ms is None else min(job.trim_end_ms, whole_ms)
    kept_ms = end_ms - job.trim_start_ms
    if kept_ms < DURATION_MIN_MS:
        raise Refused("media.too_short", duration_ms=max(0, kept_ms), duration_min_ms=DURATION_MIN_MS)
    return kept_ms
