"""Writing rungs: every size of one pass comes from one decode and one filter graph; the sound is copied in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.audio.stream import AudioStream
from av.packet import Packet
from av.video.frame import VideoFrame

from halles.media.transcode.decode import Span, video_frames
from halles.media.transcode.job import Job
from halles.media.transcode.ladder import Rung
from halles.media.transcode.look import Look
from halles.media.transcode.picture import Frames, Shape
from halles.media.transcode.probe import open_source

KEY_FRAME_EVERY_S = 2
SHRUNK_BY = 1.5
# libavformat/avformat.h
AVFMT_FLAG_BITEXACT = 0x400
PRESET, CRF = "veryfast", "23"
Seen = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class RungFacts:
    """A finished file in the job's folder."""

    short_edge: int
    width: int
    height: int
    file: str
    size_bytes: int
    bitrate_bps: int
    duration_ms: int


class SoundTrack:
    """The finished sound, copied packet by packet in step with the picture."""

    def __init__(self, path: Path, into: av.container.OutputContainer, stack: ExitStack) -> None:
        made = stack.enter_context(av.open(str(path), mode="r"))
        track = made.streams.audio[0]
        self.out = into
        self.stream: AudioStream = into.add_stream_from_template(track)
        # Three minutes are three megabytes.
        self.packets: list[Packet[AudioStream]] = [packet for packet in made.demux(track) if packet.dts is not None]
        self.packets.reverse()

    def bring(self, until_s: float | None) -> None:
        """Write what sounds before `until_s`, or all that is left."""
        while self.packets:
            packet = self.packets[-1]
            if until_s is not None and float((packet.dts or 0) * packet.time_base) > until_s:
                return
            self.packets.pop()
            packet.stream = self.stream
            self.out.mux(packet)


class RungFile:
    """One MP4 under way: x264 for the picture, the finished sound beside it, the index in front at the end."""

    def __init__(self, job: Job, look: Look, rung: Rung, *, sound: Path | None, threads: int, stack: ExitStack) -> None:
        self.rung, self.frame_rate, self.frames = rung, look.frame_rate, 0
        self.path = job.out / f"{rung.short_edge}.mp4"
        # Under its own name only when it is whole.
        self.draft = self.path.with_suffix(".draft")
        self.out = stack.enter_context(
            av.open(str(self.draft), mode="w", format="mp4", container_options={"movflags": "+faststart"})
        )
        # No encoder name, no creation time: nothing of the source or of this machine is written down.
        self.out.flags |= AVFMT_FLAG_BITEXACT
        self.video = self.out.add_stream("libx264", rate=look.frame_rate, options=_x264_options(rung, look.frame_rate))
        context = self.video.codec_context
        context.width, context.height, context.pix_fmt = rung.width, rung.height, "yuv420p"
        context.thread_count = threads
        context.color_range = 1
        context.color_primaries, context.color_trc, context.colorspace = written_colours(look.shape)
        self.sound = SoundTrack(sound, self.out, stack) if sound is not None else None

    def write(self, frame: VideoFrame | None) -> None:
        """Encode a frame; None ends the file's picture and sound."""
        if frame is not None:
            self.frames += 1
        for packet in self.video.encode(frame):
            if self.sound is not None:
                self.sound.bring(float((packet.dts or 0) * packet.time_base))
            self.out.mux(packet)
        if frame is None and self.sound is not None:
            self.sound.bring(None)

    def settle(self) -> RungFacts:
        """Give the closed file its name; what came of it."""
        self.draft.rename(self.path)
        size_bytes = self.path.stat().st_size
        duration_ms = max(1, round(self.frames * 1000 / self.frame_rate))
        return RungFacts(
            self.rung.short_edge,
            self.rung.width,
            self.rung.height,
            self.path.name,
            size_bytes,
            size_bytes * 8000 // duration_ms,
            duration_ms,
        )


def make_rungs(job: Job, look: Look, rungs: Sequence[Rung], sound: Path | None, seen: Seen) -> list[RungFacts]:
    """Write `<short edge>.mp4` for each rung into the job's folder by one decode; `seen` hears seconds of the clip."""
    source = open_source(job)
    with ExitStack() as stack:
        stack.enter_context(source.container)
        source.video.thread_type = "AUTO"
        # Several encoders share the threads; each one more than needed costs some 4 % more processor time.
        threads = max(1, job.threads // len(rungs))
        source.video.codec_context.thread_count = threads
        if all(min(look.shape.upright) >= SHRUNK_BY * rung.short_edge for rung in rungs):
            # Frames nothing else is drawn from may stay unsmoothed: scaled down this far, nobody sees their blocks.
            source.video.codec_context.options = {"skip_loop_filter": "noref"}
        frames = Frames(look.shape, look.time_base, rungs, look.frame_rate)
        files = [RungFile(job, look, rung, sound=sound, threads=threads, stack=stack) for rung in rungs]
        for frame in video_frames(source, Span(job, source), job.limits):
            seen(frame.time)
            frames.push(frame)
            _drain(frames, files)
        frames.push(None)
        _drain(frames, files)
        for file in files:
            file.write(None)
    return [file.settle() for file in files]


def _drain(frames: Frames, files: Sequence[RungFile]) -> None:
    for index, file in enumerate(files):
        for ready in frames.ready(index):
            file.write(ready)


def _x264_options(rung: Rung, frame_rate: Fraction) -> dict[str, str]:
    rate = rung.bit_rate_max
    return {
        "preset": PRESET,
        "crf": CRF,
        "maxrate": str(rate),
        "bufsize": str(2 * rate),
        "g": str(round(KEY_FRAME_EVERY_S * frame_rate)),
        # Captions hidden in the source's frames would travel along.
        "a53cc": "0",
    }


def written_colours(shape: Shape) -> tuple[int, int, int]:
    """Primaries, transfer and matrix to write down (ITU-T H.273)."""
    return (1, 1, 1) if shape.is_wide else (shape.primaries, shape.transfer, shape.matrix)
