"""A viewer for tests: a WebSocket on a bare socket, written from RFC 6455 and not from the code under test."""

from __future__ import annotations

import base64
import json
import os
import socket
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

Told = dict[str, Any]


class Closed(Exception):  # noqa: N818
    def __init__(self, code: int, reason: str) -> None:
        self.code, self.reason = code, reason
        super().__init__(code, reason)


OPEN: list[Client] = []


class Client:
    def __init__(self, port: int, room: str, *, headers: dict[str, str] | None = None, receive_bytes: int = 0) -> None:
        OPEN.append(self)
        self.line = socket.socket()
        if receive_bytes:
            self.line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
        self.line.settimeout(15)
        self.line.connect(("127.0.0.1", port))
        self.buffer = b""
        self.told: list[Told] = []
        self.frames: list[tuple[int, bool, int]] = []  # opcode, deflated, size on the line
        self.number = 0
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {
            "Host": "localhost", "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key, **(headers or {}),
        }  # fmt: skip
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.line.sendall(f"GET /rooms/{room} HTTP/1.1\r\n{head}\r\n".encode())
        while b"\r\n\r\n" not in self.buffer:
            data = self.line.recv(65536)
            assert data, self.buffer
            self.buffer += data
        answer, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.answer = answer.decode()

    @property
    def status(self) -> int:
        return int(self.answer.split(" ")[1])

    def raw(self, data: bytes) -> None:
        self.line.sendall(data)

    def frame(self, opcode: int, payload: bytes, *, fin: bool = True, rsv1: bool = False) -> bytes:
        mask = os.urandom(4)
        first = (0x80 if fin else 0) | (0x40 if rsv1 else 0) | opcode
        size = len(payload)
        head = bytes([first, 0x80 | size]) if size < 126 else struct.pack("!BBH", first, 0x80 | 126, size)
        if size > 65535:
            head = struct.pack("!BBQ", first, 0x80 | 127, size)
        return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))

    def say(self, kind: str, /, **body: Any) -> int:
        """Sends a command and gives its number."""
        self.number += 1
        self.raw(self.frame(1, json.dumps({"t": kind, "n": self.number, **body}).encode()))
        return self.number

    def hello(self, token: str, **body: Any) -> Told:
        """Comes in, and gives what it was greeted with: the personal event, with the room's under "hello" if told."""
        self.raw(self.frame(1, json.dumps({"t": "hello", "token": token, **body}).encode()))
        you = self.wait(lambda event: event["k"] == "you" and "role" in event)
        if not you["back"]:
            you["hello"] = self.wait(lambda event: event["k"] == "hello")
        return you

    def ask(self, kind: str, /, **body: Any) -> Told:
        """Sends a command and waits for its answer."""
        number = self.say(kind, **body)
        return self.wait(lambda event: event["k"] == "you" and event.get("n") == number)

    def wait(self, fits: Callable[[Told], Any], seconds: float = 10.0) -> Told:
        """The first event that fits, of those told or still to come; what was before it stays in `told`."""
        seen = 0
        deadline = time.monotonic() + seconds
        while True:
            for event in self.told[seen:]:
                if fits(event):
                    self.told.remove(event)
                    return event
            seen = len(self.told)
            self.read(deadline)

    def read(self, deadline: float) -> None:
        """Reads one frame; raises Closed when it is the last."""
        opcode, payload = self._frame(deadline)
        if opcode == 9:
            self.raw(self.frame(10, payload))
        elif opcode == 8:
            code = struct.unpack("!H", payload[:2])[0] if payload else 1005
            raise Closed(code, payload[2:].decode())
        elif opcode == 1:
            self.told.extend(json.loads(payload))

    def drain(self, seconds: float) -> None:
        """Reads whatever comes within so long."""
        deadline = time.monotonic() + seconds
        with suppress(TimeoutError):
            while True:
                self.read(deadline)

    def wait_closed(self, seconds: float = 10.0) -> Closed:
        deadline = time.monotonic() + seconds
        try:
            while True:
                self.read(deadline)
        except Closed as closed:
            return closed

    def close(self) -> None:
        self.line.close()

    def _frame(self, deadline: float) -> tuple[int, bytes]:
        first, second = self._take(2, deadline)
        assert not second & 0x80, "a server does not mask"
        size = second & 0x7F
        if size == 126:
            size = struct.unpack("!H", self._take(2, deadline))[0]
        elif size == 127:
            size = struct.unpack("!Q", self._take(8, deadline))[0]
        payload = self._take(size, deadline)
        self.frames.append((first & 0x0F, bool(first & 0x40), size))
        if first & 0x40:
            payload = zlib.decompressobj(-15).decompress(payload + b"\x00\x00\xff\xff")
        return first & 0x0F, payload

    def _take(self, size: int, deadline: float) -> bytes:
        while len(self.buffer) < size:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            self.line.settimeout(left)
            data = self.line.recv(1 << 20)
            if not data:
                raise Closed(1006, "cut")
            self.buffer += data
        found, self.buffer = self.buffer[:size], self.buffer[size:]
        return found
