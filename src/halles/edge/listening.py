"""The listening sockets. `halles up` opens them and hands them to the edge, so a restart of the edge refuses nobody."""

from __future__ import annotations

import errno
import socket

BACKLOG = 1024
_NOT_HERE = {errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT}


class PortRefused(Exception):  # noqa: N818 - the message is a sentence for the operator
    """The address cannot be listened on; the message says why and what to do."""


def open_sockets(host: str, port: int) -> list[socket.socket]:
    """Listening sockets for every address `host` has; raises PortRefused."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror:
        raise PortRefused(f"HALLES_HOST: this machine does not know the address “{host}”.") from None
    opened: list[socket.socket] = []
    refusals: list[OSError] = []
    for family, _, _, _, address in dict.fromkeys(found):
        try:
            opened.append(_open(family, address))
        except OSError as error:
            refusals.append(error)
    # A name may have addresses this machine cannot use (::1 where IPv6 is off); one that works is enough for those.
    serious = [error for error in refusals if not opened or error.errno not in _NOT_HERE]
    if serious:
        for each in opened:
            each.close()
        raise PortRefused(_sentence(serious[0], host, port)) from serious[0]
    return opened


def adopt_sockets(numbers: list[int]) -> list[socket.socket]:
    """The listening sockets behind file descriptors that a parent opened."""
    return [socket.socket(fileno=number) for number in numbers]


def _open(family: int, address: object) -> socket.socket:
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # or a restart waits out old connections
        if family == socket.AF_INET6:
            listening.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listening.bind(address)  # type: ignore[arg-type]
        listening.listen(BACKLOG)
        listening.setblocking(False)  # noqa: FBT003 - the name of the method says it
    except OSError:
        listening.close()
        raise
    return listening


def _sentence(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} on {host} is taken by another program, perhaps another Halles. "
            f"Stop it, or choose another port: HALLES_PORT={port + 1 if port < 65535 else port - 1}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is open to root only. Choose one from 1024 on, for example HALLES_PORT=8000."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"HALLES_HOST: {host} is not an address of this machine."
    return f"Cannot listen on {host}, port {port}: {error.strerror}."
