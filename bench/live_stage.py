"""A hall for measurements of live media: the edge as a process, a small web behind it, encoders before it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from bench.edge_pages import free_port
from bench.time_mark import BARS

PAGE = """<!doctype html><meta charset="utf-8"><title>Measuring</title>
<link rel="icon" href="data:,"><script type="module" src="/static/{bundle}"></script><body>{body}</body>"""


@dataclass
class Stage:
    """A running edge and whom to ask."""

    port: int
    rtmp_port: int
    pid: int
    folder: Path
    sessions: dict[str, str]
    told: list[dict[str, Any]]

    def add_show(self) -> tuple[str, str]:
        """A session's id and its stream key."""
        session = uuid.uuid4()
        key = f"live_{session.hex}_{uuid.uuid4().hex}"
        self.sessions[key] = str(session)
        return str(session), key

    def playlist(self, session: str) -> str:
        """The playlist now, empty when there is none."""
        with suppress(OSError), urllib.request.urlopen(self.url(session), timeout=10) as answer:
            return str(answer.read().decode())
        return ""

    def url(self, session: str) -> str:
        """The playlist's address."""
        return f"http://127.0.0.1:{self.port}/live-media/{session}/index.m3u8"

    def wait_for(self, session: str, text: str, seconds: float = 40) -> str:
        """The playlist once it holds `text`."""
        deadline = time.monotonic() + seconds
        while text not in (found := self.playlist(session)):
            if time.monotonic() > deadline:
                raise SystemExit(f"no {text} in the playlist:\n{found}\n{self.told}")
            time.sleep(0.1)
        return found

    def children(self) -> list[int]:
        """The processes of the shows."""
        text = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii")
        return [int(word) for word in text.split()]


def processor_seconds(pid: int) -> float:
    """User and system time of a process so far."""
    words = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def open_stage(**settings: str) -> Iterator[Stage]:
    """The edge, until the block ends."""
    with tempfile.TemporaryDirectory(prefix="halles-bench-") as name:
        folder = Path(name)
        port, rtmp_port = free_port(), free_port()
        sessions: dict[str, str] = {}
        told: list[dict[str, Any]] = []
        (folder / "run").mkdir(mode=0o700, parents=True)
        over = _serve_web(folder / "run" / "web.sock", sessions, told)
        kept = {name: value for name, value in os.environ.items() if not name.startswith("HALLES_")}
        ours = {"HALLES_DATA_DIR": name, "HALLES_PORT": str(port), "HALLES_RTMP_PORT": str(rtmp_port)}
        edge = subprocess.Popen([sys.executable, "-m", "halles.cli", "edge"], env={**kept, **ours, **settings})
        try:
            _wait_open(port)
            yield Stage(port, rtmp_port, edge.pid, folder, sessions, told)
        finally:
            edge.terminate()
            edge.wait(20)
            over()


def _wait_open(port: int) -> None:
    for _ in range(200):
        with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
            return
        time.sleep(0.1)
    raise SystemExit("the edge did not open")


def _serve_web(path: Path, sessions: dict[str, str], told: list[dict[str, Any]]) -> Any:
    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/internal/live/authorize":
            session = sessions.get(json.loads(await request.read())["key"])
            if session is None:
                return web.Response(status=403)
            return web.json_response({"session_id": session, "is_rehearsal": False, "ends_by": None})
        if request.path.endswith("/media"):
            told.append(json.loads(await request.read()))
            return web.Response(status=204)
        if request.path.startswith("/internal/"):
            return web.json_response({"status": "live", "is_public": True})
        return web.Response(text=_page(request), content_type="text/html")

    loop = asyncio.new_event_loop()

    async def run() -> None:
        runner = web.ServerRunner(web.Server(answer))
        await runner.setup()
        await web.UnixSite(runner, path).start()

    def serve() -> None:
        loop.run_until_complete(run())
        loop.run_forever()

    threading.Thread(target=serve, daemon=True).start()
    return lambda: loop.call_soon_threadsafe(loop.stop)


def _page(request: web.BaseRequest) -> str:
    import halles

    built = Path(halles.__file__).parent / "static_built" / "manifest.json"
    manifest = json.loads(built.read_text(encoding="utf-8"))
    session = request.path.strip("/")
    body = f'<live-player src="/live-media/{session}/index.m3u8" data-live muted aria-label="Show"></live-player>'
    return PAGE.format(bundle=manifest["src/cockpit.ts"]["file"], body=body if session else "")


class Encoder:
    """An encoder as a process of its own, real time; the top row of each picture tells when it was drawn."""

    def __init__(self, url: str, *, width: int = 1280, height: int = 720, b_frames: int = 2) -> None:
        command = [sys.executable, "-m", "bench.live_stage", url, str(width), str(height), str(b_frames)]
        self.process = subprocess.Popen(command, stderr=subprocess.DEVNULL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait(10)


def push(url: str, width: int, height: int, b_frames: int) -> None:
    """H.264 as OBS makes it (two seconds to a key frame) and AAC, until killed."""
    import av
    import numpy as np

    noise = np.random.default_rng(1).integers(60, 190, (height // 8, width // 8), dtype=np.uint8)
    still = np.kron(noise, np.ones((8, 8), dtype=np.uint8))
    chroma = np.full((height // 2, width), 128, dtype=np.uint8)
    with av.open(url, "w", format="flv", options={"flvflags": "no_duration_filesize"}) as out:
        video = out.add_stream("libx264", rate=30)
        video.width, video.height, video.pix_fmt, video.bit_rate = width, height, "yuv420p", 3_000_000
        video.options = {"preset": "ultrafast", "bf": str(b_frames), "g": "60", "sc_threshold": "0"}
        video.options |= {"rc-lookahead": "0", "sync-lookahead": "0", "threads": "1"}
        audio = out.add_stream("aac", rate=48000)
        began, heard, number = time.monotonic(), 0, 0
        while True:
            time.sleep(max(0.0, began + number / 30 - time.monotonic()))
            luma = np.roll(still, number * 4, axis=1)
            draw_bars(luma, int(time.time() * 1000))
            frame = av.VideoFrame.from_ndarray(np.concatenate([luma, chroma]), format="yuv420p")
            frame.pts = number
            out.mux(video.encode(frame))
            number += 1
            while heard < number * 1600:
                wave = np.sin(np.arange(heard, heard + 1024) / 17, dtype=np.float32)[None].repeat(2, 0) * 0.2
                sound = av.AudioFrame.from_ndarray(wave, format="fltp", layout="stereo")
                sound.sample_rate, sound.pts = 48000, heard
                out.mux(audio.encode(sound))
                heard += 1024


def draw_bars(luma: Any, at_ms: int) -> None:
    """The last 24 bits of a time as white and black bars along the top."""
    width = luma.shape[1] // BARS
    for bit in range(BARS):
        luma[:48, bit * width : (bit + 1) * width] = 235 if at_ms >> (BARS - 1 - bit) & 1 else 16


if __name__ == "__main__":
    push(sys.argv[1], *(int(word) for word in sys.argv[2:5]))
