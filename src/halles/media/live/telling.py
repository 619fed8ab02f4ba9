"""The child's ends of the two pairs: orders come in, with sockets beside them; parts and words go out."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import struct
from collections import deque
from collections.abc import Callable
from typing import Any

from halles.media.live.frames import ORDER_BYTES_MAX, BrokenFrame, pack

WAITING_BYTES_MAX = 48 * 1024 * 1024
_LENGTH = struct.Struct(">I")

Hear = Callable[[dict[str, Any], socket.socket | None], None]


class Orders:
    """Reads the edge's orders; `gone` is called once when the edge has closed its end."""

    def __init__(self, line: socket.socket, hear: Hear, gone: Callable[[], None]) -> None:
        self._line = line
        self._hear = hear
        self._gone = gone
        self._buffer = bytearray()
        self._sockets: deque[int] = deque()
        line.setblocking(False)  # noqa: FBT003 - the name of the method says it
        asyncio.get_running_loop().add_reader(line.fileno(), self._read)

    def _read(self) -> None:
        try:
            data, handles, _, _ = socket.recv_fds(self._line, 64 * 1024, 4)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data, handles = b"", []
        self._sockets.extend(handles)
        if not data:
            asyncio.get_running_loop().remove_reader(self._line.fileno())
            self._gone()
            return
        self._buffer += data
        while len(self._buffer) >= _LENGTH.size:
            (size,) = _LENGTH.unpack_from(self._buffer)
            if size > ORDER_BYTES_MAX:
                raise BrokenFrame("an order is too large")
            if len(self._buffer) < _LENGTH.size + size:
                return
            order = json.loads(self._buffer[_LENGTH.size : _LENGTH.size + size])
            del self._buffer[: _LENGTH.size + size]
            taken = socket.socket(fileno=self._sockets.popleft()) if order.get("has_socket") else None
            self._hear(order, taken)


def pack_order(order: dict[str, Any]) -> bytes:
    """One order as the edge sends it."""
    text = json.dumps(order, separators=(",", ":")).encode()
    if len(text) > ORDER_BYTES_MAX:
        raise BrokenFrame("an order is too large")
    return _LENGTH.pack(len(text)) + text


class Teller(asyncio.Protocol):
    """Tells the edge. An edge that does not listen ends the process: what it holds back would only grow."""

    def __init__(self) -> None:
        self._transport: asyncio.WriteTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def tell(self, facts: dict[str, Any], blob: bytes = b"") -> None:
        """Queues one message."""
        transport = self._transport
        if transport is None or transport.is_closing():
            return
        transport.write(pack(facts, blob))
        if transport.get_write_buffer_size() > WAITING_BYTES_MAX:
            os._exit(3)

    def close(self) -> None:
        """Sends what is queued, then closes."""
        if self._transport is not None:
            self._transport.close()
