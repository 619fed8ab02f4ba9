"""An edge with a small web that knows shows, and publishers that push real H.264 and AAC."""

from __future__ import annotations

import datetime as dt
import json
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import web

from halles.kit import clock
from halles.kit.signing import sign
from tests.edge.stage import Answer, Site, open_site

PATIENCE_SECONDS = 40.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class SmallWeb:
    """What web would know; `told` is every media event in order."""

    keys: dict[str, str] = field(default_factory=dict)
    rehearsals: set[str] = field(default_factory=set)
    status: str = "live"
    is_public: bool = True
    refuse_events: int = 0
    pages: dict[str, str] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)
    asked: list[dict[str, Any]] = field(default_factory=list)

    def add_show(self, *, is_rehearsal: bool = False) -> tuple[str, str]:
        """A session's id and its stream key."""
        session = uuid.uuid4()
        key = f"live_{session.hex}_{uuid.uuid4().hex}"
        self.keys[key] = str(session)
        if is_rehearsal:
            self.rehearsals.add(str(session))
        return str(session), key

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if not request.path.startswith("/internal/"):
            return web.Response(text=self.pages.get(request.path, "<!doctype html>"), content_type="text/html")
        assert request.headers["X-Halles-Internal"]
        if request.path == "/internal/live/authorize":
            asked = json.loads(await request.read())
            self.asked.append(asked)
            session = self.keys.get(asked["key"])
            if session is None:
                return web.Response(status=403)
            if self.status == "ended":
                return web.Response(status=409)
            known = {"session_id": session, "is_rehearsal": session in self.rehearsals, "ends_by": None}
            return web.json_response(known)
        if request.path.endswith("/media"):
            if self.refuse_events:
                self.refuse_events -= 1
                return web.Response(status=503)
            told = json.loads(await request.read())
            self.told.append(told | {"session_id": request.path.split("/")[3]})
            return web.Response(status=204)
        return web.json_response({"status": self.status, "is_public": self.is_public, "ends_by": None})

    def events(self) -> list[str]:
        return [told["event"] for told in self.told]


@dataclass
class Hall:
    site: Site
    web: SmallWeb
    rtmp_port: int

    def playlist(self, session: str, query: str = "") -> Answer:
        return self.site.get(f"/live-media/{session}/index.m3u8{query}")

    def url(self, key: str) -> str:
        return f"rtmp://127.0.0.1:{self.rtmp_port}/live/{key}"

    def token(self, session: str) -> str:
        """Lets its holder watch what is not public."""
        until = clock.now() + dt.timedelta(hours=1)
        return sign("live-media", {"session": session}, key=self.site.environment.signing_key, expires_at=until)

    @property
    def media_dir(self) -> Path:
        return self.site.environment.media_dir

    def show(self, session: str) -> Any:
        return self.site.application.live.shows.find(session)


@contextmanager
def open_hall(folder: Path, **settings: str) -> Iterator[Hall]:
    small = SmallWeb()
    port = settings.pop("rtmp_port", str(free_port()))
    with open_site(folder, small.answer, rtmp_port=port, **settings) as site:
        yield Hall(site, small, int(port))


def wait_until(is_so: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    deadline = time.monotonic() + seconds
    while not (found := is_so()):
        assert time.monotonic() < deadline, "it did not come to be"
        time.sleep(0.05)
    return found


class Pusher:
    """Pushes moving pictures and a tone in real time until stopped; a process, as FFmpeg holds the interpreter."""

    def __init__(self, url: str, *options: str) -> None:
        self._command = [sys.executable, "-m", "tests.edge.live.pusher", url, *options]

    def __enter__(self) -> Self:
        self.process = subprocess.Popen(self._command, stderr=subprocess.PIPE)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def stop(self) -> None:
        """As an encoder whose button is pressed: with a goodbye."""
        self.process.terminate()
        self.process.wait(15)

    def wait_refused(self) -> str:
        """What it said when it was not let in."""
        _, said = self.process.communicate(timeout=30)
        assert self.process.returncode != 0
        return said.decode(errors="replace")
