"""The sound of the clip, once for all rungs: −14 LUFS, AAC, 48 kHz stereo."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.error import BlockingIOError as NothingYet
from av.error import EOFError as NoMore
from av.filter import Graph

from halles.media.transcode.decode import Span, audio_frames
from halles.media.transcode.job import Job
from halles.media.transcode.probe import Source

LOUDNESS_LUFS = -14.0
CEILING_DB = -1.5
# A room that is nearly silent is not turned into hiss.
GAIN_MAX_DB = 30.0
GAIN_MIN_DB = -40.0
# ebur128 answers -70 when nothing was loud enough to be measured.
SILENCE_LUFS = -69.0
# The limiter takes loudness away; one correction brings speech and music back within half a unit.
CORRECTION_MAX_DB = 6.0
BIT_RATE = 128_000
SAMPLE_RATE = 48_000
FRAME_SAMPLES = 1024

Heard = Callable[[float], None]


def make_sound(job: Job, source: Source, target: Path, heard: Heard) -> bool:
    """Write the levelled sound to `target` (MP4 with AAC alone); False when the clip has none."""
    if source.audio is None:
        return False
    return _encode(job, source, target, choose_gain(job, source, heard), heard)


def choose_gain(job: Job, source: Source, heard: Heard) -> float:
    """Decibels that bring the clip to the target, its limiter counted in; 0 for silence."""
    loudness, peak_db = _measure(job, source, None, heard)
    if loudness < SILENCE_LUFS:
        return 0.0
    gain_db = min(max(LOUDNESS_LUFS - loudness, GAIN_MIN_DB), GAIN_MAX_DB)
    if peak_db + gain_db > CEILING_DB:
        after, _ = _measure(job, source, gain_db, heard)
        gain_db += min(max(LOUDNESS_LUFS - after, 0.0), CORRECTION_MAX_DB)
    return gain_db


def _measure(job: Job, source: Source, gain_db: float | None, heard: Heard) -> tuple[float, float]:
    """Integrated loudness in LUFS and the highest sample in dBFS, after the gain and its limiter if one is given."""
    loudness, peak = -70.0, 1e-5
    for frame in _filtered(job, source, gain_db, [("ebur128", "metadata=1:peak=sample")], heard):
        loudness = float(frame.metadata.get("lavfi.r128.I", loudness))
        for channel in (0, 1):
            peak = max(peak, float(frame.metadata.get(f"lavfi.r128.sample_peaks_ch{channel}", 0.0)))
    return loudness, 20 * math.log10(peak)


def _encode(job: Job, source: Source, target: Path, gain_db: float, heard: Heard) -> bool:
    has_sound = False
    with av.open(str(target), mode="w", format="mp4") as out:
        stream = out.add_stream("aac", rate=SAMPLE_RATE)
        stream.codec_context.layout = "stereo"
        stream.codec_context.bit_rate = BIT_RATE
        for frame in _filtered(job, source, gain_db, [], heard):
            has_sound = True
            out.mux(stream.encode(frame))
        if has_sound:
            out.mux(stream.encode(None))
    return has_sound


def _filtered(
    job: Job, source: Source, gain_db: float | None, ending: list[tuple[str, str]], heard: Heard
) -> Iterator[AudioFrame]:
    graph: Graph | None = None
    for frame in audio_frames(source, Span(job, source)):
        graph = graph or _build(frame, gain_db, _length_s(job), ending)
        heard(float(frame.time or 0))
        graph.push(frame)
        yield from _ready(graph)
    if graph is not None:
        graph.push(None)
        yield from _ready(graph)


def _length_s(job: Job) -> float | None:
    return None if job.trim_end_ms is None else (job.trim_end_ms - job.trim_start_ms) / 1000


def _ready(graph: Graph) -> Iterator[AudioFrame]:
    while True:
        try:
            frame = graph.pull()
        except (NothingYet, NoMore):
            return
        assert isinstance(frame, AudioFrame)
        yield frame


def _build(first: AudioFrame, gain_db: float | None, length_s: float | None, ending: list[tuple[str, str]]) -> Graph:
    graph = Graph()
    graph.threads = 1
    steps = [
        # async fills gaps and cuts overlaps, first_pts aligns the beginning with the picture's.
        ("aresample", f"{SAMPLE_RATE}:async=1000:first_pts=0"),
        ("aformat", "sample_fmts=fltp:channel_layouts=stereo"),
    ]
    if length_s is not None:
        steps.append(("atrim", f"start=0:end={length_s:.3f}"))
    if gain_db is not None:
        steps.append(("volume", f"{gain_db:.2f}dB"))
        # level=0: the limiter's own make-up gain would undo the measurement.
        steps.append(("alimiter", f"limit={10 ** (CEILING_DB / 20):.4f}:level=0:attack=5:release=50:latency=1"))
    steps += [*ending, ("asetnsamples", f"{FRAME_SAMPLES}:p=0"), ("abuffersink", "")]
    head = graph.add_abuffer(
        sample_rate=first.sample_rate, format=first.format.name, layout=first.layout, time_base=first.time_base
    )
    for name, arguments in steps:
        node = graph.add(name, arguments or None)
        head.link_to(node)
        head = node
    graph.configure(auto_buffer=False)
    return graph
