"""The edge as a process: sockets, certificate, open-file limit, a quiet end."""

from __future__ import annotations

import asyncio
import logging
import resource
import signal
import socket
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvloop
from aiohttp import web

import halles
from halles.edge.application import Application
from halles.edge.connections import IDLE_SECONDS_MAX, EdgeServer, Limits
from halles.edge.files import Built, Media
from halles.edge.keyless import KeylessAccessLogger
from halles.edge.listening import adopt_sockets, open_sockets
from halles.edge.live.opening import Live
from halles.edge.proxy.forward import Web
from halles.edge.rooms.database import Database
from halles.edge.rooms.rooms import Rooms
from halles.edge.uploads.announcing import Announcer
from halles.edge.uploads.holds import Holds
from halles.edge.uploads.protocol import Uploads
from halles.edge.uploads.store import Store
from halles.kit.environment import Environment, EnvironmentRefused

DRAIN_SECONDS = 8.0
FILES_BESIDES = 600  # connections to web, temporary files, logs
ACCESS_LINE = '%a "%r" %s %b %Tfs'


FindDatabase = Callable[[], str | None]


def serve(
    environment: Environment, *, sockets: list[int] | None = None, find_database: FindDatabase | None = None
) -> int:
    """Runs the edge until SIGTERM or SIGINT, on the listening `sockets` of a parent or on its own.

    `find_database` tells the address of PostgreSQL, None while there is none; without it only the settings do.
    """
    logging.basicConfig(level=environment.log_level, format="%(levelname)s %(name)s: %(message)s")
    certificate = load_certificate(environment)
    listening = adopt_sockets(sockets) if sockets else open_sockets(environment.host, environment.port)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_run(environment, listening, certificate, find_database))
    return 0


@dataclass(frozen=True)
class Edge:
    """A running edge."""

    application: Application
    server: EdgeServer


@asynccontextmanager
async def opened(
    environment: Environment,
    listening: list[socket.socket],
    certificate: ssl.SSLContext | None = None,
    find_database: FindDatabase | None = None,
) -> AsyncIterator[Edge]:
    """An edge that answers on `listening` within the block, and then lets what is under way end."""
    passage = Web(environment.web_socket)
    store = Store(environment.uploads_dir, environment.disk_free_bytes_min)
    holds = Holds(environment.uploads_per_address_max)
    announcer = Announcer(passage, store, base_url=environment.base_url, key=environment.signing_key)
    key, bytes_max = environment.signing_key, environment.upload_bytes_max
    live = Live(environment, passage)
    rooms = Rooms(
        Database(find_database or (lambda: environment.database_url)),
        key=key,
        hosts=environment.allowed_hosts,
        per_address_max=environment.connections_per_address_max,
    )
    application = Application(
        web=passage,
        built=Built(Path(halles.__file__).parent / "static_built"),
        media=Media(environment.media_dir),
        uploads=Uploads(store, holds, announcer, key=key, bytes_max=bytes_max),
        live=live,
        rooms=rooms,
        trusted_proxies=environment.trusted_proxies,
    )
    server = _server(environment, application)
    runner = web.ServerRunner(server, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    for each in listening:
        await web.SockSite(runner, each, ssl_context=certificate, backlog=1024).start()
    live.open()
    rooms.start()
    sweep = asyncio.create_task(announcer.keep_sweeping())
    try:
        yield Edge(application, server)
    finally:
        sweep.cancel()
        with suppress(asyncio.CancelledError):
            await sweep
        holds.close()
        await rooms.close()
        await live.close()
        await runner.cleanup()
        await passage.close()


def load_certificate(environment: Environment) -> ssl.SSLContext | None:
    """The certificate of the settings, None without one; raises EnvironmentRefused."""
    if environment.tls_cert is None or environment.tls_key is None:
        return None
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.set_alpn_protocols(["http/1.1"])
    try:
        context.load_cert_chain(environment.tls_cert, environment.tls_key)
    except (OSError, ssl.SSLError) as error:
        raise EnvironmentRefused({"HALLES_TLS_CERT": f"and HALLES_TLS_KEY do not work together: {error}."}) from error
    return context


async def _run(
    environment: Environment,
    listening: list[socket.socket],
    certificate: ssl.SSLContext | None,
    find_database: FindDatabase | None,
) -> None:
    ending = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, ending.set)
    async with opened(environment, listening, certificate, find_database):
        await ending.wait()


def _server(environment: Environment, application: Application) -> EdgeServer:
    files = _raise_open_file_limit()
    per_address = environment.connections_per_address_max
    limits = Limits(min(environment.connections_max, files - FILES_BESIDES), per_address, environment.trusted_proxies)
    access = logging.getLogger("halles.edge.access")
    access.setLevel(logging.INFO)
    return EdgeServer(
        application,
        limits,
        keepalive_timeout=IDLE_SECONDS_MAX,
        lingering_time=2.0,
        auto_decompress=False,  # a body is passed on as it came
        access_log=access if environment.access_log else None,
        access_log_class=KeylessAccessLogger,
        access_log_format=ACCESS_LINE,
        logger=logging.getLogger("halles.edge"),
    )


def _raise_open_file_limit() -> int:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return resource.getrlimit(resource.RLIMIT_NOFILE)[0]
