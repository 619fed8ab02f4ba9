"""Two threads of web, dozens of phones on bad lines: pages still come at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.edge.small_site import EXPORT_BYTES
from tests.edge.stage import Site, open_site, read_all

ROOT = Path(__file__).resolve().parents[2]
PHONES = 30


@contextmanager
def granian(socket: Path, *, threads: int) -> Iterator[None]:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--uds", str(socket), "--workers", "1"]
    command += ["--blocking-threads", str(threads), "--no-ws", "--log-level", "error"]
    process = subprocess.Popen(
        [*command, "tests.edge.small_site:application"], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            # Bare granian waits for threads that slow phones hold: what the edge spares it is not this test's to cure.
            process.kill()
            process.wait(20)


@contextmanager
def open_real_site(folder: Path) -> Iterator[Site]:
    with open_site(folder, None) as site, granian(site.environment.web_socket, threads=2):
        assert site.get("/").status == 200  # the edge waits for web's socket
        yield site


def seconds_of_pages(site: Site, count: int) -> list[float]:
    found = []
    for _ in range(count):
        began = time.monotonic()
        assert site.get("/").body == b"page for 127.0.0.1"
        found.append(time.monotonic() - began)
    return sorted(found)


def test_phones_that_send_slowly_hold_no_thread(tmp_path: Path) -> None:
    with open_real_site(tmp_path) as site:
        lines = [site.connect() for _ in range(PHONES)]
        is_over = threading.Event()

        def drip() -> None:
            while not is_over.wait(0.1):
                for line in lines:
                    line.sendall(b"b")

        for line in lines:
            line.sendall(b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n")
        dripping = threading.Thread(target=drip)
        dripping.start()
        time.sleep(0.3)
        try:
            seconds = seconds_of_pages(site, 40)
        finally:
            is_over.set()
            dripping.join()
        for line in lines:
            line.close()
    assert seconds[len(seconds) // 2] < 0.5
    assert seconds[-1] < 4.0  # a held thread would be held for as long as the phones go on


def test_phones_that_read_slowly_hold_no_thread(tmp_path: Path) -> None:
    with open_real_site(tmp_path) as site:
        lines = [site.connect() for _ in range(PHONES)]
        for line in lines:
            line.sendall(b"GET /export HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            assert line.recv(500).startswith(b"HTTP/1.1 200 ")
        seconds = seconds_of_pages(site, 40)
        last = read_all(lines[-1])
        for line in lines:
            line.close()
    assert seconds[len(seconds) // 2] < 0.5
    assert seconds[-1] < 4.0  # a held thread would be held for as long as the phones go on
    assert last.count(b"x") >= EXPORT_BYTES - 500


def test_without_the_edge_they_would(tmp_path: Path) -> None:
    """The measure of the two above: the same phones at granian itself bring its pages to a stop."""
    import socket

    path = tmp_path / "web.sock"
    with granian(path, threads=2):

        def connect() -> socket.socket:
            line = socket.socket(socket.AF_UNIX)
            line.settimeout(1.5)
            line.connect(str(path))
            return line

        for _ in range(400):
            # The file is there a moment before anybody listens at it.
            with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
                probe.connect(str(path))
                break
            time.sleep(0.05)
        lines = [connect() for _ in range(4)]
        for line in lines:
            line.sendall(b"POST /form HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\nb")
        time.sleep(0.3)
        page = connect()
        page.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: a\r\n\r\n")
        try:
            answer = page.recv(100)
        except TimeoutError:
            answer = b"nothing"
        for line in (*lines, page):
            line.close()
    assert answer == b"nothing"
