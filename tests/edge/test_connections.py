from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from halles.edge import connections
from tests.edge.stage import open_site, read_all
from tests.edge.test_proxy import mirror


async def hello(request: web.BaseRequest) -> web.StreamResponse:
    return web.Response(text=request.path)


def test_several_requests_share_a_connection(tmp_path: Path) -> None:
    with open_site(tmp_path, hello) as site, site.connect() as line:
        for name in ("a", "b"):
            line.sendall(f"GET /{name} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            assert line.recv(4096).endswith(f"\r\n\r\n/{name}".encode())


def test_pipelined_requests_are_answered_in_order(tmp_path: Path) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.2 if request.path == "/0" else 0)
        return web.Response(text=f"<{request.path}>")

    with open_site(tmp_path, answering) as site, site.connect() as line:
        body = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nGET "
        last = "GET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
        line.sendall(f"GET /0 HTTP/1.1\r\nHost: a\r\n\r\n{body}{last}".encode())
        got = read_all(line).decode()
    assert [part.split(">")[0] for part in got.split("</")[1:]] == ["0", "1", "2"]


def test_an_old_client_gets_its_answer_and_the_connection_ends(tmp_path: Path) -> None:
    with open_site(tmp_path, hello) as site, site.connect() as line:
        line.sendall(b"GET /old HTTP/1.0\r\nHost: a\r\n\r\n")
        assert read_all(line).endswith(b"/old")


@pytest.mark.parametrize(
    "sent",
    [
        b"hello\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX-Long: " + b"x" * 20000 + b"\r\n\r\n",
        b"GET /" + b"x" * 20000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(300)) + b"\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
    ],
)
def test_what_is_no_proper_request_is_answered_and_ended(tmp_path: Path, sent: bytes) -> None:
    with open_site(tmp_path) as site, site.connect() as line:
        line.sendall(sent)
        assert read_all(line).startswith(b"HTTP/1.0 400 ")


def test_who_sends_headers_byte_by_byte_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS_MAX", 0.4)
    with open_site(tmp_path, hello) as site, site.connect() as line, site.connect() as again:
        again.sendall(b"GET /first HTTP/1.1\r\nHost: a\r\n\r\n")
        assert again.recv(4096).endswith(b"/first")
        began = time.monotonic()
        for drip in (line, again):  # on a kept connection it is no better
            with pytest.raises(ConnectionError):
                _drip(drip, b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: " + b"x" * 100)
        assert time.monotonic() - began < 3


def test_who_stops_reading_is_let_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "STALL_SECONDS_MAX", 0.3)
    with open_site(tmp_path) as site:
        site.environment.media_dir.mkdir()
        (site.environment.media_dir / "film.mp4").write_bytes(bytes(40_000_000))
        with site.connect() as line:
            line.sendall(b"GET /media/film.mp4 HTTP/1.1\r\nHost: a\r\n\r\n")
            # Nobody is let go before they were let in.
            assert _eventually(lambda: site.server.open_count == 1)
            assert _eventually(lambda: site.server.open_count == 0)
            got = read_all(line)
    assert 0 < len(got) < 40_000_000


def test_one_address_has_a_limited_number_of_connections(tmp_path: Path) -> None:
    with open_site(tmp_path, hello, connections_per_address_max="3") as site:
        held = [site.connect() for _ in range(3)]
        assert _eventually(lambda: site.server.open_count == 3)
        with site.connect() as line:
            answer = read_all(line)
        assert answer.startswith(b"HTTP/1.1 503 ")
        assert b"Retry-After: 5\r\n" in answer
        assert answer.endswith(b"\r\n\r\nThe hall is full. Please try again in a while.\n")
        held.pop().close()
        assert _eventually(lambda: site.server.open_count == 2)
        assert site.get("/in").body == b"/in"
        for line in held:
            line.close()


def test_connections_of_a_trusted_proxy_are_not_counted(tmp_path: Path) -> None:
    settings = {"connections_per_address_max": "1", "trusted_proxies": "127.0.0.1"}
    with open_site(tmp_path, hello, **settings) as site, site.connect(), site.connect():
        assert site.get("/in").body == b"/in"


def test_the_edge_ends_only_after_what_is_under_way(tmp_path: Path) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        await asyncio.sleep(0.5)
        return await mirror(request)

    with socket.socket() as line:
        with open_site(tmp_path, answering) as site:
            line.connect(("127.0.0.1", site.port))
            line.sendall(b"POST /order HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nplace")
            time.sleep(0.2)
        head, _, body = read_all(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert json.loads(body)["body"] == "place"


def _drip(line: socket.socket, sent: bytes) -> None:
    for piece in sent:
        line.sendall(bytes([piece]))
        time.sleep(0.05)


def _eventually(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return False
