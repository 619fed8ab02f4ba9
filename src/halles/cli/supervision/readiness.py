"""Asks the site itself whether it is ready, the way a visitor comes: through the edge."""

from __future__ import annotations

import asyncio
import socket
import ssl
from urllib.parse import urlsplit

from halles.kit.environment import Environment


async def ask(listening: socket.socket, environment: Environment, path: str) -> tuple[bool, str]:
    """Whether `path` answers 200 within five seconds, and the last line of what it said."""
    host, port = listening.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - the address we ask, not one we open
    try:
        async with asyncio.timeout(5):
            answer = await _get(host, port, environment, path)
    except (OSError, TimeoutError) as error:
        return False, str(error) or type(error).__name__
    head, _, body = answer.partition(b"\r\n\r\n")
    status = head.split(b" ", 2)[1:2]
    return status == [b"200"], body.decode(errors="replace").strip()[-200:]


async def _get(host: str, port: int, environment: Environment, path: str) -> bytes:
    reader, writer = await asyncio.open_connection(host, port, ssl=_own_certificate(environment))
    name = urlsplit(environment.base_url).netloc
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {name}\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode())
    try:
        return await reader.read(65536) + await reader.read(65536)
    finally:
        writer.close()


def _own_certificate(environment: Environment) -> ssl.SSLContext | None:
    if environment.tls_cert is None:
        return None
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # we speak to our own edge, by its address
    return context
