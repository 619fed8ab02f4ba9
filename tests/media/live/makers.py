"""Real H.264 and AAC, as the messages an encoder sends by RTMP."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import lru_cache

import av
import numpy as np

from halles.media.live.packager import Init, Packager, Part
from halles.media.live.rtmp import flv
from halles.media.live.rtmp.chunks import Message


@lru_cache
def make_messages(
    *,
    seconds: int = 6,
    width: int = 320,
    height: int = 180,
    rate: int = 30,
    gop: int = 30,
    sound: bool = True,
    b: int = 0,
) -> tuple[Message, ...]:
    """What an encoder sends in so many seconds."""
    file = io.BytesIO()
    with av.open(file, "w", format="flv") as out:
        video = out.add_stream("libx264", rate=rate)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        video.options = {"preset": "veryfast", "g": str(gop), "bf": str(b), "sc_threshold": "0"}
        audio = out.add_stream("aac", rate=44100) if sound else None
        heard = 0
        for number in range(rate * seconds):
            frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), number % 250, np.uint8), format="rgb24")
            frame.pts = number
            out.mux(video.encode(frame))
            while audio is not None and heard < (number + 1) * 44100 // rate:
                wave = np.sin(np.arange(heard, heard + 1024) / 17, dtype=np.float32)[None].repeat(2, 0) * 0.2
                tone = av.AudioFrame.from_ndarray(wave, format="fltp", layout="stereo")
                tone.sample_rate, tone.pts = 44100, heard
                out.mux(audio.encode(tone))
                heard += 1024
        out.mux(video.encode(None))
        if audio is not None:
            out.mux(audio.encode(None))
    return tuple(_read_tags(file.getvalue()))


def _read_tags(data: bytes) -> Iterator[Message]:
    at = 13
    while at < len(data):
        size = int.from_bytes(data[at + 1 : at + 4], "big")
        time = int.from_bytes(data[at + 4 : at + 7], "big") | data[at + 7] << 24
        yield Message(data[at], 1, time, data[at + 11 : at + 11 + size])
        at += 15 + size


def package(*runs: tuple[Message, ...]) -> list[Init | Part]:
    """What the packager makes of it, each run a take."""
    found: list[Init | Part] = []
    packager = Packager(found.append, lambda: 1_800_000_000_000.0)
    for run in runs:
        for message in run:
            flv.put(message, packager)
        packager.end_take()
    return found


def count_frames(data: bytes) -> tuple[int, int]:
    """Pictures and sounds that FFmpeg decodes."""
    pictures = sounds = 0
    with av.open(io.BytesIO(data)) as opened:
        for packet in opened.demux():
            for frame in packet.decode():
                pictures += isinstance(frame, av.VideoFrame)
                sounds += isinstance(frame, av.AudioFrame)
    return pictures, sounds
