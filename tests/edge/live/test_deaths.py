"""kill -9, in the middle of a show."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from aiohttp import web

from halles.media.live.replay import read_takes, write_replay
from tests.edge.live.hall import Pusher, SmallWeb, free_port, open_hall, wait_until
from tests.edge.test_process import connect, start


def test_a_killed_show_process_loses_at_most_a_moment(tmp_path: Path) -> None:
    with open_hall(tmp_path) as hall:
        session, key = hall.web.add_show()
        with Pusher(hall.url(key)) as pusher:
            wait_until(lambda: b"/1.m4s" in hall.playlist(session).body)
            os.kill(hall.show(session).child_pid, signal.SIGKILL)
            wait_until(lambda: hall.web.events() == ["started", "lost"])
            assert hall.web.told[-1]["reason"] == "crashed"
            assert hall.playlist(session).status == 200
            assert pusher.process.wait(20) != 0  # an encoder notices, and comes again
        before = hall.show(session).window.next_msn
        with Pusher(hall.url(key)):
            wait_until(lambda: hall.web.events() == ["started", "lost", "back"])
            wait_until(lambda: hall.show(session).window.next_msn >= before + 1)
        folder = hall.show(session).folder
        takes = read_takes(folder)
        assert [take.number for take in takes] == [1, 2]
        numbers = [piece.msn for take in takes for piece in take.pieces]
        assert numbers == list(range(len(numbers)))
        length_ms, _ = write_replay(folder)
        assert length_ms >= 4_000


@contextmanager
def a_web(path: Path, small: SmallWeb) -> Iterator[None]:
    loop = asyncio.new_event_loop()

    over = asyncio.Event()

    async def run() -> None:
        runner = web.ServerRunner(web.Server(small.answer), shutdown_timeout=0.2)
        await runner.setup()
        await web.UnixSite(runner, path).start()
        await over.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(run(),), daemon=True)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join(10)
        loop.close()


@contextmanager
def an_edge(folder: Path, port: int, rtmp_port: int) -> Iterator[subprocess.Popen[bytes]]:
    with start(folder, port, rtmp_port=str(rtmp_port)) as process:
        try:
            connect(port).close()
            yield process
        finally:
            process.kill()


def test_a_killed_edge_takes_its_children_along_and_the_next_goes_on(tmp_path: Path) -> None:
    small, port, rtmp_port = SmallWeb(), free_port(), free_port()
    session, key = small.add_show()
    url = f"rtmp://127.0.0.1:{rtmp_port}/live/{key}"
    run = tmp_path / "data" / "run"
    run.mkdir(parents=True, mode=0o700)
    media = tmp_path / "data" / "media" / "live" / session
    with a_web(run / "web.sock", small):
        with an_edge(tmp_path, port, rtmp_port) as edge, Pusher(url):
            wait_until(lambda: len(recorded(media)) >= 2)
            (child,) = psutil.Process(edge.pid).children()
            edge.kill()
            child.wait(10)
        assert recorded(media) == list(range(len(recorded(media))))
        before = len(recorded(media))
        with an_edge(tmp_path, port, rtmp_port), Pusher(url):
            wait_until(lambda: small.events() == ["started", "lost", "back"])
            assert (small.told[1]["reason"], small.told[1]["take"]) == ("edge", 1)
            wait_until(lambda: len(recorded(media)) >= before + 1)
        numbers = recorded(media)
        assert numbers == list(range(len(numbers)))
        (folder,) = media.iterdir()
        assert [take.number for take in read_takes(folder)] == [1, 2]


def recorded(media: Path) -> list[int]:
    """The segments that the replay would have, in its order."""
    folders = list(media.iterdir()) if media.exists() else []
    return [piece.msn for folder in folders for take in read_takes(folder) for piece in take.pieces]


def test_a_stopped_edge_ends_the_shows_processes_and_says_nothing_false(tmp_path: Path) -> None:
    with open_hall(tmp_path) as hall:
        session, key = hall.web.add_show()
        with Pusher(hall.url(key)):
            wait_until(lambda: hall.playlist(session).status == 200)
            child = psutil.Process(hall.show(session).child_pid)
            small, began = hall.web, time.monotonic()
    assert time.monotonic() - began < 40
    assert not child.is_running()
    assert "ended" not in small.events()
