"""Real clips for journeys: what a phone might send, made on the spot."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np


def film(path: Path, *, seconds: float = 4, width: int = 540, height: int = 960, rate: int = 25) -> Path:
    """An MP4 with a moving square and a tone."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"preset": "ultrafast"}
        audio = container.add_stream("aac", rate=48_000, layout="mono")
        ground = np.linspace(40, 200, height, dtype=np.uint8)[:, None, None].repeat(width, 1).repeat(3, 2)
        for number in range(int(seconds * rate)):
            picture = ground.copy()
            left = int((width - 120) * number / (seconds * rate))
            picture[height // 2 : height // 2 + 120, left : left + 120] = (185, 44, 26)
            for packet in video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")):
                container.mux(packet)
        for packet in video.encode():
            container.mux(packet)
        total = int(seconds * 48_000)
        tone = (0.2 * np.sin(np.arange(total) * 2 * np.pi * 440 / 48_000)).astype(np.float32)
        for start in range(0, total - 1024, 1024):
            frame = av.AudioFrame.from_ndarray(tone[None, start : start + 1024], format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 48_000, start
            for packet in audio.encode(frame):
                container.mux(packet)
        for packet in audio.encode():
            container.mux(packet)
    return path
