"""An encoder as a program: `python -m tests.edge.live.pusher URL [width=320] [height=180] [sound=1] [gop=30]`."""

from __future__ import annotations

import signal
import sys
import time

import av
import numpy as np


def push(url: str, *, width: int = 320, height: int = 180, sound: int = 1, gop: int = 30, seconds: int = 120) -> None:
    """Real time, 30 pictures a second; SIGTERM ends it with a goodbye."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda sign, _: stopped.append(sign))
    with av.open(url, "w", format="flv", options={"flvflags": "no_duration_filesize"}) as out:
        video = out.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"preset": "ultrafast", "tune": "zerolatency", "g": str(gop)}
        audio = out.add_stream("aac", rate=48000) if sound else None
        began, heard = time.monotonic(), 0
        for number in range(30 * seconds):
            time.sleep(max(0.0, began + number / 30 - time.monotonic()))
            if stopped:
                return
            picture = np.full((height, width, 3), number % 250, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts = number
            out.mux(video.encode(frame))
            while audio is not None and heard < number * 1600:
                wave = np.sin(np.arange(heard, heard + 1024) / 17, dtype=np.float32)[None].repeat(2, 0) * 0.2
                heard_frame = av.AudioFrame.from_ndarray(wave, format="fltp", layout="stereo")
                heard_frame.sample_rate, heard_frame.pts = 48000, heard
                out.mux(audio.encode(heard_frame))
                heard += 1024


if __name__ == "__main__":
    push(sys.argv[1], **{name: int(value) for name, value in (word.split("=") for word in sys.argv[2:])})
