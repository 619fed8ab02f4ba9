"""The ladder of a short video: processor time of ours against the ffmpeg command doing the same, in turn.

    python -m bench.media_ladder [--quick] [--seconds 20] [--rounds 3] [--ffmpeg /path/to/ffmpeg]

All make 480, 720 and 1080 (x264 veryfast, crf 23, the same ceilings, AAC, −14 LUFS, faststart) and a poster from one
1080x1920 source of moving pattern and noise. The command runs in two ways: all rungs from one decode, which end
together, and as ours does it, the first rung alone before the others, so that the video can be published early: that
costs a second decode. Without an ffmpeg command on PATH only our own figures are printed, and no ratio.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from bench.report import tell
from halles.media.transcode.job import Job
from halles.media.transcode.ladder import BIT_RATES
from halles.media.transcode.rungs import CRF, PRESET
from halles.media.transcode.watch import default_threads, run_child

GOAL = 1.05


@dataclass(frozen=True)
class Run:
    """One making of the whole ladder."""

    cpu_s: float
    wall_s: float
    first_rung_s: float
    frames: tuple[int, ...]


def make_source(path: Path, width: int, height: int, seconds: float) -> None:
    """Hard content: a moving test pattern, softened, with sensor noise, at a phone's bit rate; a tone beside it."""
    graph = av.filter.Graph()
    nodes = [
        graph.add("testsrc2", f"size={width}x{height}:rate=30"),
        graph.add("gblur", "sigma=2"),
        graph.add("noise", "alls=12:allf=t"),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=30, options={"preset": "fast", "g": "30"})
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.bit_rate = 16_000_000 * width * height // (1080 * 1920)
        audio = out.add_stream("aac", rate=48_000)
        audio.codec_context.layout = "stereo"
        heard = 0
        for number in range(round(seconds * 30)):
            frame: Any = nodes[-1].pull()
            frame.pict_type = 0
            out.mux(video.encode(frame))
            while heard < (number + 1) * 1600:
                wave = (0.1 * np.sin(np.arange(heard, heard + 1024) * 2 * np.pi * 440 / 48_000)).astype(np.float32)
                sound = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
                sound.sample_rate, sound.pts, sound.time_base = 48_000, heard, Fraction(1, 48_000)
                out.mux(audio.encode(sound))
                heard += 1024
        out.mux(video.encode(None))
        out.mux(audio.encode(None))


def ours(source: Path, folder: Path, edges: list[int]) -> Run:
    """The product's own way: a child process with all its limits."""
    begun, cpu = time.monotonic(), spent()
    first: list[float] = []

    def hear(message: dict[str, Any]) -> None:
        if message["kind"] == "rung":
            first.append(time.monotonic() - begun)

    job = Job(source=source, out=folder, file_name=source.name, threads=default_threads())
    outcome = run_child(job, hear=hear, is_wanted=lambda: True)
    assert outcome.kind == "done", outcome
    return Run(spent() - cpu, time.monotonic() - begun, first[0], count_frames(folder, edges))


def command(ffmpeg: str, source: Path, folder: Path, passes: list[list[int]]) -> Run:
    """The ffmpeg command: for each pass one decode and one graph; the first makes the poster too."""
    begun, cpu = time.monotonic(), spent()
    first_s = 0.0
    for edges in passes:
        subprocess.run(line_for(ffmpeg, source, folder, edges, has_poster=not first_s), check=True)
        first_s = first_s or time.monotonic() - begun
    wall_s = time.monotonic() - begun
    return Run(spent() - cpu, wall_s, first_s, count_frames(folder, [edge for edges in passes for edge in edges]))


def line_for(ffmpeg: str, source: Path, folder: Path, edges: list[int], *, has_poster: bool) -> list[str]:
    """The command line of one pass."""
    labels = "".join(f"[s{edge}]" for edge in edges)
    sounds = "".join(f"[a{edge}]" for edge in edges)
    graph = [
        f"[0:v]fps=30,split={len(edges) + has_poster}{labels}{'[still]' if has_poster else ''}",
        *[f"[s{edge}]scale={edge}:-2[v{edge}]" for edge in edges],
        f"[0:a]loudnorm=I=-14:TP=-1.5,aresample=48000,aformat=channel_layouts=stereo,asplit={len(edges)}{sounds}",
    ]
    if has_poster:
        graph.append("[still]scale=720:-2,thumbnail=90[poster]")
    line = [ffmpeg, "-v", "error", "-nostdin", "-y", "-i", str(source), "-filter_complex", ";".join(graph)]
    for edge in edges:
        rate = next(rate for limit, rate in BIT_RATES.items() if edge <= limit)
        line += ["-map", f"[v{edge}]", "-map", f"[a{edge}]", "-c:v", "libx264", "-preset", PRESET, "-crf", CRF]
        line += ["-maxrate", str(rate), "-bufsize", str(2 * rate), "-g", "60", "-pix_fmt", "yuv420p"]
        line += ["-c:a", "aac", "-b:a", "128k", "-map_metadata", "-1", "-movflags", "+faststart"]
        line.append(str(folder / f"{edge}.mp4"))
    if has_poster:
        line += ["-map", "[poster]", "-frames:v", "1", "-update", "1", str(folder / "cover.jpg")]
    return line


def spent() -> float:
    """Processor seconds of all children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def count_frames(folder: Path, edges: list[int]) -> tuple[int, ...]:
    """Frames in each finished rung: a fast run that loses frames is a failure."""
    counts = []
    for edge in edges:
        with av.open(str(folder / f"{edge}.mp4")) as made:
            counts.append(sum(1 for packet in made.demux(video=0) if packet.size))
    return tuple(counts)


def spread(values: list[float]) -> str:
    """Smallest, middle and largest."""
    return f"{min(values):6.2f} {statistics.median(values):6.2f} {max(values):6.2f}"


def report(name: str, runs: list[Run], seconds: float) -> None:
    cpu = spread([run.cpu_s / seconds for run in runs])
    first, wall = (
        statistics.median(values) for values in zip(*[(r.first_rung_s, r.wall_s) for r in runs], strict=True)
    )
    print(f"{name:<26}{cpu:>22}   {first:>13.1f}   {wall:>8.1f}")


def main() -> int:
    """Measure and print; 1 when a rung lost frames."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="tiny and once: that it works, not how fast")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--ffmpeg", default=shutil.which("ffmpeg"))
    asked = parser.parse_args()
    width, height, seconds, rounds = (
        (1080, 1920, asked.seconds, asked.rounds) if not asked.quick else (480, 854, 1.0, 1)
    )
    edges = [edge for edge in (480, 720, 1080) if edge <= width]
    ways = {"one decode": [edges], "first rung first": [edges[:1], *([edges[1:]] if edges[1:] else [])]}
    theirs: dict[str, list[Run]] = {way: [] for way in ways} if asked.ffmpeg else {}
    mine: list[Run] = []
    with tempfile.TemporaryDirectory(prefix="halles-ladder-") as root:
        source = Path(root) / "source.mp4"
        make_source(source, width, height, seconds)
        for _ in range(rounds):
            for way, runs in theirs.items():
                runs.append(command(asked.ffmpeg, source, fresh(root), ways[way]))
            mine.append(ours(source, fresh(root), edges))
    print(f"ladder {edges} from {width}x{height}, {seconds:g} s, {rounds} rounds in turn")
    print(f"{'':<26}{'CPU s per media s':>22}   {'first rung, s':>13}   {'all, s':>8}")
    print(f"{'':<26}{'min median max':>22}")
    for way, runs in theirs.items():
        report(f"ffmpeg, {way}", runs, seconds)
    report("halles", mine, seconds)
    for way, runs in theirs.items():
        ratios = [own.cpu_s / other.cpu_s for own, other in zip(mine, runs, strict=True)]
        print(f"{'ratio to ' + way:<26}{spread(ratios):>22}   goal <= {GOAL}")
    if not theirs:
        print("no ffmpeg command on PATH: no ratio; name one with --ffmpeg")
    if theirs and not asked.quick:
        ratio = statistics.median(
            own.cpu_s / other.cpu_s for own, other in zip(mine, theirs["one decode"], strict=True)
        )
        tell(
            f"Ladder {'/'.join(map(str, edges))} of a short video: CPU against one ffmpeg command with one decode",
            goal=f"≤ {GOAL}",
            measured=f"{statistics.median(run.cpu_s for run in mine) / seconds:.2f} CPU s per second of video",
            ratio=" / ".join(
                f"{way} {spread([own.cpu_s / other.cpu_s for own, other in zip(mine, runs, strict=True)])}"
                for way, runs in theirs.items()
            ),
            is_met=ratio <= GOAL,
            command="make bench NAME=media_ladder",
        )
    whole = round(seconds * 30)
    lost = [
        run
        for run in [*mine, *(run for runs in theirs.values() for run in runs)]
        if any(abs(count - whole) > 1 for count in run.frames)
    ]
    print(f"frames: {'all there' if not lost else f'LOST: {lost}'}")
    return 1 if lost else 0


def fresh(root: str) -> Path:
    return Path(tempfile.mkdtemp(dir=root))


if __name__ == "__main__":
    sys.exit(main())
