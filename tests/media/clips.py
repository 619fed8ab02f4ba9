"""Real video files, made by PyAV as small as a test needs them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

SAMPLE_RATE = 48_000
TIME_BASE = Fraction(1, 90_000)
PLACE = "+48.8625+002.3449/"

QUADRANTS = ((255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255))


def make_clip(path: Path, **changes: Any) -> Path:
    """A clip of four coloured quarters (red, green / blue, white) that brighten a little with time, and a tone.

    width, height, seconds, rate, times (list of seconds, for uneven frames), codec, rotation, pixel_aspect, tone
    (amplitude, None: no sound), metadata, black_until, silent_until (seconds), options (of the encoder), container
    (options of the muxer).
    """
    facts: dict[str, Any] = {
        "width": 160,
        "height": 284,
        "seconds": 1.0,
        "rate": 30,
        "times": None,
        "codec": "libx264",
        "pixel_format": "yuv420p",
        "rotation": 0,
        "pixel_aspect": None,
        "tone": 0.1,
        "metadata": {},
        "black_until": 0.0,
        "silent_until": 0.0,
        "options": {},
        "container": {},
    }
    assert changes.keys() <= facts.keys(), changes.keys() - facts.keys()
    facts |= changes
    with av.open(str(path), "w", container_options=facts["container"]) as out:
        out.metadata.update(facts["metadata"])
        video = _add_video(out, facts)
        audio = None
        if facts["tone"] is not None:
            audio = out.add_stream("libopus" if path.suffix == ".webm" else "aac", rate=SAMPLE_RATE)
            audio.codec_context.layout = "stereo"
        times = facts["times"] or [index / facts["rate"] for index in range(round(facts["seconds"] * facts["rate"]))]
        heard = 0
        for at in times:
            out.mux(video.encode(_frame(facts, at)))
            if audio is not None:
                while heard / SAMPLE_RATE < at + 1 / facts["rate"]:
                    out.mux(audio.encode(_tone(facts, heard)))
                    heard += 960
        out.mux(video.encode(None))
        if audio is not None:
            out.mux(audio.encode(None))
    return path


def _add_video(out: Any, facts: dict[str, Any]) -> Any:
    options = {"preset": "ultrafast"} if facts["codec"] == "libx264" else {}
    video = out.add_stream(facts["codec"], rate=facts["rate"], options=options | facts["options"])
    video.width, video.height, video.pix_fmt = facts["width"], facts["height"], facts["pixel_format"]
    video.codec_context.time_base = TIME_BASE
    if facts["pixel_aspect"] is not None:
        video.codec_context.sample_aspect_ratio = facts["pixel_aspect"]
    if facts["rotation"]:
        video.set_display_rotation(facts["rotation"])
    return video


def _frame(facts: dict[str, Any], at: float) -> av.VideoFrame:
    width, height = facts["width"], facts["height"]
    picture = np.zeros((height, width, 3), np.uint8)
    if at >= facts["black_until"]:
        for number, colour in enumerate(QUADRANTS):
            top, left = (number // 2) * height // 2, (number % 2) * width // 2
            picture[top : top + height - height // 2, left : left + width - width // 2] = colour
        picture = np.clip(picture.astype(np.int16) - 40 + round(at * 10) % 40, 0, 255).astype(np.uint8)
    frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format=facts["pixel_format"])
    frame.pts, frame.time_base = round(at / TIME_BASE), TIME_BASE
    return frame


def _tone(facts: dict[str, Any], begin: int) -> av.AudioFrame:
    at = np.arange(begin, begin + 960) / SAMPLE_RATE
    wave = (facts["tone"] * np.sin(2 * np.pi * 997 * at) * (at >= facts["silent_until"])).astype(np.float32)
    frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), format="fltp", layout="stereo")
    frame.sample_rate, frame.pts, frame.time_base = SAMPLE_RATE, begin, Fraction(1, SAMPLE_RATE)
    return frame


def corner_colours(path: Path) -> list[str]:
    """The colours in the corners of the first frame: top left, top right, bottom left, bottom right."""
    with av.open(str(path)) as clip:
        picture = next(clip.decode(video=0)).to_ndarray(format="rgb24").astype(int)
    height, width = picture.shape[:2]
    names = []
    for top in (height // 4, 3 * height // 4):
        for left in (width // 4, 3 * width // 4):
            red, green, blue = (bool(value > 110) for value in picture[top, left])
            names.append(
                {(1, 0, 0): "red", (0, 1, 0): "green", (0, 0, 1): "blue", (1, 1, 1): "white"}[red, green, blue]
            )
    return names


def loudness_of(path: Path) -> float:
    """Integrated loudness of the whole file in LUFS (EBU R 128)."""
    graph = av.filter.Graph()
    with av.open(str(path)) as clip:
        track = clip.streams.audio[0]
        source = graph.add_abuffer(template=track)
        meter, sink = graph.add("ebur128", "metadata=1"), graph.add("abuffersink")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure(auto_buffer=False)
        loudness = -70.0
        for frame in [*clip.decode(track), None]:
            graph.push(frame)
            while True:
                try:
                    loudness = float(graph.pull().metadata.get("lavfi.r128.I", loudness))
                except (av.error.BlockingIOError, av.error.EOFError):
                    break
    return loudness


def begins_of(path: Path) -> tuple[float, float]:
    """Seconds at which something is first seen, and first heard."""
    with av.open(str(path)) as clip:
        seen = next(frame.time for frame in clip.decode(video=0) if frame.to_ndarray(format="gray").mean() > 50)
    with av.open(str(path)) as clip:
        for frame in clip.decode(audio=0):
            loud = np.abs(frame.to_ndarray()).max(axis=0) > 0.05
            if loud.any():
                return float(seen), float(frame.time + np.argmax(loud) / frame.sample_rate)
    raise AssertionError("nothing is heard")


def boxes_of(path: Path) -> list[str]:
    """The names of an MP4's outermost boxes in order."""
    data, names, at = path.read_bytes(), [], 0
    while at + 8 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        names.append(data[at + 4 : at + 8].decode("latin-1"))
        at += size if size >= 8 else len(data)
    return names
