"""Looking at a file before anything is decoded: what it holds, and whether the job's limits allow it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.stream import Disposition
from av.video.stream import VideoStream

from halles.media.transcode.job import Job
from halles.media.transcode.refused import Refused
from halles.media.transcode.sniff import DEMUXER, refuse_lies

# Names of codecs, then the names of the decoders that may be used for them.
VIDEO_CODECS = {"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "prores", "mjpeg", "h263"}
AUDIO_CODECS = {"aac", "mp3", "opus", "vorbis", "flac", "alac", "ac3", "eac3", "amr_nb", "amr_wb"}
DECODERS = (
    "h264,hevc,vp8,vp9,libdav1d,mpeg4,prores,mjpeg,h263,aac,mp3float,mp3,opus,libopus,vorbis,flac,alac,ac3,eac3,"
    "amrnb,amrwb,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_s32be,pcm_f32le,pcm_f32be"
)
STREAMS_MAX = 32
# A phone asked for three minutes stops some frames later.
DURATION_SLACK_MS = 1_000
AV_TIME_BASE = 1_000_000


@dataclass(frozen=True, slots=True)
class Source:
    """An opened file and what counts about it. Sizes are of the coded picture, before it is turned upright."""

    container: InputContainer
    video: VideoStream
    audio: AudioStream | None
    duration_ms: int | None
    video_duration_ms: int | None

    @property
    def origin_ms(self) -> float:
        """Where the file's own clock stands at its first sample."""
        return (self.container.start_time or 0) / 1000

    @property
    def pixel_aspect(self) -> Fraction:
        """Width of one sample over its height."""
        aspect = self.video.sample_aspect_ratio
        sane = aspect is not None and Fraction(1, 4) <= aspect <= 4
        return aspect if aspect is not None and sane else Fraction(1)


def open_source(job: Job) -> Source:
    """Open the job's file after refusing lies, or refuse it; the caller closes `container`."""
    size_bytes = job.source.stat().st_size
    if size_bytes > job.limits.size_max_bytes:
        raise Refused("media.too_large", size_bytes=size_bytes, size_max_bytes=job.limits.size_max_bytes)
    family = refuse_lies(job.source, job.file_name, job.declared_type)
    container = _open(job, family)
    try:
        return _inspect(job, container)
    except BaseException:
        container.close()
        raise


def _open(job: Job, family: str) -> InputContainer:
    options = {
        "protocol_whitelist": "file",
        "format_whitelist": DEMUXER[family],
        "codec_whitelist": DECODERS,
        "max_streams": str(STREAMS_MAX),
        "max_pixels": str(job.limits.pixels_max),
    }
    try:
        return av.open(
            str(job.source),
            mode="r",
            format=DEMUXER[family].partition(",")[0],
            container_options=options,
            metadata_errors="replace",
        )
    except MemoryError:
        raise
    except FFmpegError as broken:
        raise Refused("media.damaged", why="open") from broken


def _inspect(job: Job, container: InputContainer) -> Source:
    videos = [
        stream
        for stream in container.streams.video
        if not stream.disposition & (Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image)
    ]
    if not len(container.streams):
        # The box that lists them was cut off.
        raise Refused("media.damaged", why="no streams")
    if not videos:
        raise Refused("media.not_a_video", found="m4a" if container.streams.audio else "unknown")
    video = videos[0]
    _check_codec(video)
    _check_size(job, video)
    duration_ms, video_duration_ms = _durations_ms(container, video)
    if duration_ms is not None and duration_ms > job.limits.duration_max_ms + DURATION_SLACK_MS:
        raise Refused("media.too_long", duration_ms=duration_ms, duration_max_ms=job.limits.duration_max_ms)
    if video.frames > job.limits.frames_max:
        raise Refused("media.too_many_frames", frames=video.frames, frames_max=job.limits.frames_max)
    return Source(container, video, _choose_audio(container), duration_ms, video_duration_ms)


def _check_codec(video: VideoStream) -> None:
    context = video.codec_context
    # A track whose codec this build cannot decode has no context at all.
    if context is None or context.codec.canonical_name not in VIDEO_CODECS:
        raise Refused("media.unsupported", codec="unknown" if context is None else context.name)


def _check_size(job: Job, video: VideoStream) -> None:
    width, height = video.codec_context.width, video.codec_context.height
    if width <= 0 or height <= 0:
        raise Refused("media.no_frames")
    if width * height > job.limits.pixels_max:
        raise Refused("media.too_many_pixels", width=width, height=height, pixels_max=job.limits.pixels_max)


def _durations_ms(container: InputContainer, video: VideoStream) -> tuple[int | None, int | None]:
    """What the file and its picture claim to last; None when they claim nothing, as a browser's recorder does."""
    whole = container.duration * 1000 // AV_TIME_BASE if container.duration else None
    picture = round(video.duration * video.time_base * 1000) if video.duration and video.time_base else None
    longest = max((claim for claim in (whole, picture) if claim is not None), default=None)
    return longest, picture if picture is not None or container.streams.audio else whole


def _choose_audio(container: InputContainer) -> AudioStream | None:
    """The first sound we can read. iPhones put a spatial track nobody else reads beside a plain one."""
    readable = [
        stream
        for stream in container.streams.audio
        if stream.codec_context is not None
        and (stream.codec_context.name.startswith("pcm_") or stream.codec_context.codec.canonical_name in AUDIO_CODECS)
    ]
    if container.streams.audio and not readable:
        context = container.streams.audio[0].codec_context
        raise Refused("media.unsupported", codec=context.name if context is not None else "unknown")
    return readable[0] if readable else None
