"""An edge on a loopback port, with a web behind it that a test makes up; real sockets on both sides."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvloop
from aiohttp import web

from halles.edge.application import Application
from halles.edge.connections import EdgeServer
from halles.edge.listening import open_sockets
from halles.edge.process import opened
from halles.kit.environment import Environment

Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes


@dataclass
class Site:
    """What a test speaks to; `environment` is the edge's."""

    port: int
    environment: Environment
    application: Application
    server: EdgeServer
    loop: asyncio.AbstractEventLoop

    def ask(self, method: str, target: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
        """One request on a connection of its own; the target goes out exactly as given."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.putrequest(method, target, skip_host="Host" in (headers or {}), skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                line.putheader(name, value)
            if body is not None and "Transfer-Encoding" not in (headers or {}):
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            answer = line.getresponse()
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            line.close()

    def get(self, target: str, **headers: str) -> Answer:
        """GET, header names with underscores for dashes."""
        return self.ask("GET", target, {name.replace("_", "-"): value for name, value in headers.items()})

    def connect(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)


async def no_web(_: web.BaseRequest) -> web.StreamResponse:
    raise AssertionError("web was not to be asked")


def make_environment(folder: Path, **settings: str) -> Environment:
    names = {f"HALLES_{name.upper()}": value for name, value in settings.items()}
    quiet = {"HALLES_DATA_DIR": str(folder / "data"), "HALLES_DISK_FREE_BYTES_MIN": "0", "HALLES_RTMP_PORT": "0"}
    return Environment.load({**quiet, **names})


@contextmanager
def open_site(folder: Path, answering: Answering | None = no_web, **settings: str) -> Iterator[Site]:
    """A running edge; web answers by `answering`, or is not there at all when that is None."""
    environment = make_environment(folder, **settings)
    listening = open_sockets("127.0.0.1", 0)
    started = threading.Event()
    found: list[Site] = []
    ending: list[Callable[[], None]] = []

    async def run() -> None:
        over = asyncio.Event()
        loop = asyncio.get_running_loop()
        ending.append(lambda: loop.call_soon_threadsafe(over.set))
        stub = web.ServerRunner(web.Server(answering or no_web, auto_decompress=False), shutdown_timeout=0.2)
        await stub.setup()
        if answering is not None:
            await web.UnixSite(stub, environment.web_socket).start()
        async with opened(environment, listening) as edge:
            port = listening[0].getsockname()[1]
            found.append(Site(port, environment, edge.application, edge.server, loop))
            started.set()
            await over.wait()
        await stub.cleanup()

    def serve() -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(run())
        finally:
            started.set()

    thread = threading.Thread(target=serve)
    thread.start()
    started.wait(20)
    try:
        yield found[0]
    finally:
        for end in ending:
            with suppress(RuntimeError):
                end()
        thread.join(20)
    assert not thread.is_alive()


def read_all(line: socket.socket) -> bytes:
    """Everything until the other side closes."""
    found = b""
    with suppress(ConnectionResetError):
        while data := line.recv(65536):
            found += data
    return found
