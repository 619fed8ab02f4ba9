"""Frames and sound into a file such as a phone records."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from halles.demo.film.script import FPS, HEIGHT, WIDTH
from halles.demo.film.sound import RATE, Wave


def write_recording(path: Path, frames: Iterable[Image.Image], sound: Wave) -> None:
    """H.264 and AAC in MP4 at `path`; written beside it first, so that a half-made file never stands there."""
    half = path.with_suffix(".part")
    with av.open(str(half), "w", format="mp4", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=FPS, options={"preset": "ultrafast", "crf": "23", "threads": "1"})
        video.width, video.height, video.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        video.time_base = Fraction(1, FPS)
        audio = container.add_stream("aac", rate=RATE, layout="stereo")
        audio.bit_rate = 160_000
        for number, picture in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FPS)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for start in range(0, sound.shape[1], 1024):
            block = np.ascontiguousarray(sound[:, start : start + 1024])
            part = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
            part.sample_rate, part.pts, part.time_base = RATE, start, Fraction(1, RATE)
            container.mux(audio.encode(part))
        container.mux(audio.encode(None))
    half.replace(path)
