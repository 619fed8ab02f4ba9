"""The picture of a show on its way to the ingest: loops drawn when they are missing, sent by a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

from halles.demo.shows import reel
from halles.demo.shows.script import ShowScript
from halles.demo.world.kinds import World

DRAW_SECONDS_MAX = 600


class Reels:
    """The loops of one show in the data folder; drawn in the background, the first ones first."""

    def __init__(self, world: World, script: ShowScript, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        goods = dict.fromkeys(step.good for step in script.steps)
        self.shop = script.shop
        self.paths = {good: reel.reel_path(folder, reel.film_named(world, script.shop, good)) for good in ["", *goods]}

    def draw_opening(self) -> Path:
        """The first loop, drawn now when it is not there."""
        self._draw("")
        return self.paths[""]

    def draw_rest(self) -> None:
        """All others, one after the other, beside what the caller does."""
        threading.Thread(target=self._draw_all, daemon=True).start()

    def find(self, good: str) -> Path | None:
        """The loop of a good; None while it is being drawn."""
        path = self.paths.get(good)
        return path if path is not None and path.is_file() else None

    def _draw_all(self) -> None:
        for good in self.paths:
            self._draw(good)

    def _draw(self, good: str) -> None:
        path = self.paths[good]
        if path.is_file():
            return
        command = [sys.executable, "-m", "halles.demo.shows.reel", self.shop, good, str(path), str(os.getpid())]
        subprocess.run(command, check=True, timeout=DRAW_SECONDS_MAX)  # noqa: S603 - our own module


class Ingest:
    """A connection that is opened again when it breaks, with the loop that plays now."""

    def __init__(self, address: str, first: Path) -> None:
        self.address = address
        self.path = first
        self.process: subprocess.Popen[str] | None = None

    def keep(self) -> None:
        """Send, if nothing is being sent."""
        if self.process is not None and self.process.poll() is None:
            return
        command = [sys.executable, "-m", "halles.demo.shows.push", str(os.getpid())]
        self.process = subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._tell(self.address)
        self._tell(str(self.path))

    def show(self, path: Path) -> None:
        """Play this loop from the next key frame on."""
        if path != self.path:
            self.path = path
            self._tell(str(path))

    def stop(self) -> None:
        """Hang up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def _tell(self, line: str) -> None:
        assert self.process is not None, "kept before"
        assert self.process.stdin is not None, "opened with a pipe"
        try:
            self.process.stdin.write(f"{line}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return  # it has ended; keep() starts the next one with the path of now
