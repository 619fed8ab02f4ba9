"""Single pictures from a clip, upright and in ordinary colours, without decoding more of it than needed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from halles.media.transcode.decode import Span, decoded, refuse_huge, seek
from halles.media.transcode.job import Job
from halles.media.transcode.ladder import fit
from halles.media.transcode.look import Look
from halles.media.transcode.picture import Frames
from halles.media.transcode.probe import Source
from halles.media.transcode.refused import Refused

# ITU-T H.273. Players take an HD picture without a word about its colours for BT.709; so do we.
UNSPECIFIED, BT709 = 2, 1
HD_SHORT_EDGE = 720


class Stills:
    """Takes pictures from an opened source; the graph is shared, since building one for HDR takes seconds."""

    def __init__(self, job: Job, look: Look, source: Source, short_edge: int) -> None:
        self.job, self.look, self.source = job, look, source
        self.frames = Frames(look.shape, look.time_base, [fit(*look.shape.upright, short_edge)], None)
        self.taken = 0

    def at(self, moments_ms: Sequence[float], *, near_ms: float) -> list[tuple[float, Image.Image]]:
        """A picture for each moment (ascending, ms of the cut clip) with its true time; `near_ms` earlier will do."""
        walk = Walk(self.job, self.source, near_ms)
        found: list[tuple[float, Image.Image]] = []
        last: VideoFrame | None = None
        for moment in moments_ms:
            frame = walk.frame_at(moment)
            picture = found[-1][1] if frame is last else self._picture(frame)
            found.append((_ms(frame) - walk.span.begin_ms, picture))
            last = frame
        return found

    def _picture(self, frame: VideoFrame) -> Image.Image:
        pts = frame.pts
        # The graph wants a clock that goes forward, and these frames jump about.
        frame.pts, self.taken = self.taken, self.taken + 1
        self.frames.push(frame)
        frame.pts = pts
        still = next(self.frames.ready(0))
        if still.colorspace == UNSPECIFIED and min(self.look.shape.upright) >= HD_SHORT_EDGE:
            still.colorspace = BT709
        picture = still.to_image()  # type: ignore[no-untyped-call]
        assert isinstance(picture, Image.Image)
        return picture


class Walk:
    """Goes forward through a clip: from key frame to key frame where they are dense, else by decoding on."""

    def __init__(self, job: Job, source: Source, near_ms: float) -> None:
        self.job, self.source, self.near_ms = job, source, near_ms
        self.span = Span(job, source)
        self.keys_ms = _key_times(source.video)
        self.has_dense_keys = len(self.keys_ms) > 1 and all(b - a <= near_ms for a, b in pairwise(self.keys_ms))
        self.frames: Iterator[VideoFrame] | None = None
        self.latest: VideoFrame | None = None

    def frame_at(self, moment_ms: float) -> VideoFrame:
        """The frame shown at the moment, or one at most `near_ms` before; the last one past the end."""
        at_ms = self.span.begin_ms + moment_ms
        enough_ms = max(at_ms - self.near_ms, self.span.begin_ms)
        if self.latest is not None and _ms(self.latest) >= enough_ms:
            return self.latest
        if self.has_dense_keys and (key := self._key_frame(at_ms)) is not None and _ms(key) >= enough_ms:
            self.latest = key
            return key
        if self.frames is None or self._has_key_ahead(at_ms):
            seek(self.source, self.source.video, at_ms)
            self.frames = (frame for frame in decoded(self.source, self.source.video) if isinstance(frame, VideoFrame))
        for frame in self.frames:
            refuse_huge(frame, self.job.limits)
            self.latest = frame
            if _ms(frame) >= enough_ms:
                break
        if self.latest is None:
            raise Refused("media.no_frames")
        return self.latest

    def _key_frame(self, at_ms: float) -> VideoFrame | None:
        """The key frame before `at_ms` alone: flushing the decoder gives it up without the frames that follow."""
        self.frames = None
        stream = self.source.video
        seek(self.source, stream, at_ms)
        try:
            for packet in self.source.container.demux(stream):
                frames = packet.decode() or stream.decode(None)
                if frames:
                    refuse_huge(frames[0], self.job.limits)
                    frames[0].time_base = stream.time_base
                    return frames[0]
        except MemoryError:
            raise
        except FFmpegError:
            pass
        return None

    def _has_key_ahead(self, at_ms: float) -> bool:
        """Whether a seek would land beyond the frames decoded already; without an index it is tried."""
        if not self.keys_ms or self.latest is None:
            return True
        return any(_ms(self.latest) < key_ms <= at_ms for key_ms in self.keys_ms)


def _key_times(stream: VideoStream) -> list[float]:
    assert stream.time_base is not None
    return [float(entry.timestamp * stream.time_base * 1000) for entry in stream.index_entries if entry.is_keyframe]


def _ms(frame: VideoFrame) -> float:
    return (frame.time or 0.0) * 1000
