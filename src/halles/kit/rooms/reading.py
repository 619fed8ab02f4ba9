"""What listeners send: masked WebSocket frames, put together to messages of a bounded size."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from halles.kit.rooms.frames import BINARY, CLOSE, CONTINUATION, CONTROL_BYTES_MAX, PING, PONG, TEXT

PROTOCOL_ERROR, NOT_TEXT, WRONG_BYTES, TOO_BIG = 1002, 1003, 1007, 1009
_KNOWN = frozenset({CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG})


class FrameRefused(Exception):  # noqa: N818 - an answer to the client
    """The bytes are no frame we take; the line is closed with `code`, and nothing more is read from it."""

    def __init__(self, code: int, reason: str) -> None:
        self.code = code
        self.reason = reason
        super().__init__(reason)


class Reader:
    """Takes bytes as they come, gives back whole messages as (opcode, payload); control frames in between."""

    __slots__ = ("_buffer", "_bytes_max", "_is_deflated", "_may_deflate", "_opcode", "_parts")

    def __init__(self, *, bytes_max: int, may_deflate: bool) -> None:
        self._bytes_max = bytes_max
        self._may_deflate = may_deflate
        self._buffer = b""
        self._parts = b""
        self._opcode = CONTINUATION  # of the message under way; none while it is CONTINUATION
        self._is_deflated = False

    def feed(self, data: bytes) -> Iterator[tuple[int, bytes]]:
        """The messages that `data` completes; raises FrameRefused. Keeps at most one message and one frame's head."""
        self._buffer = self._buffer + data if self._buffer else data
        while (taken := self._take()) is not None:
            message = self._add(*taken)
            if message is not None:
                yield message

    def _take(self) -> tuple[int, bool, bool, bytes] | None:
        """The next whole frame: opcode, whether it ends its message, whether it is deflated, the payload."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        first, second = buffer[0], buffer[1]
        opcode, size, start = first & 0x0F, second & 0x7F, 2
        self._check_head(first, second)
        if size == 126:
            start = 4
            if len(buffer) < start:
                return None
            (size,) = struct.unpack_from("!H", buffer, 2)
        elif size == 127:
            start = 10
            if len(buffer) < start:
                return None
            (size,) = struct.unpack_from("!Q", buffer, 2)
        if size > self._bytes_max or len(self._parts) + size > self._bytes_max:
            raise FrameRefused(TOO_BIG, "too_big")
        end = start + 4 + size
        if len(buffer) < end:
            return None
        self._buffer = buffer[end:]
        payload = _unmask(buffer[start + 4 : end], buffer[start : start + 4])
        return opcode, bool(first & 0x80), bool(first & 0x40), payload

    def _check_head(self, first: int, second: int) -> None:
        opcode, is_control = first & 0x0F, bool(first & 0x08)
        if opcode not in _KNOWN or not second & 0x80 or first & 0x30:
            raise FrameRefused(PROTOCOL_ERROR, "frame")
        if is_control and (not first & 0x80 or first & 0x40 or second & 0x7F > CONTROL_BYTES_MAX):
            raise FrameRefused(PROTOCOL_ERROR, "control")
        is_first = opcode in {TEXT, BINARY}
        if first & 0x40 and not (self._may_deflate and is_first):
            raise FrameRefused(PROTOCOL_ERROR, "deflate")
        if not is_control and is_first == (self._opcode != CONTINUATION):
            raise FrameRefused(PROTOCOL_ERROR, "order")

    def _add(self, opcode: int, is_last: bool, is_deflated: bool, payload: bytes) -> tuple[int, bytes] | None:
        if opcode in {CLOSE, PING, PONG}:
            return opcode, payload
        if opcode != CONTINUATION:
            self._opcode, self._is_deflated = opcode, is_deflated
        if not is_last:
            self._parts += payload
            return None
        opcode, whole = self._opcode, self._parts + payload
        self._opcode, self._parts = CONTINUATION, b""
        return opcode, self._inflate(whole) if self._is_deflated else whole

    def _inflate(self, payload: bytes) -> bytes:
        inflater = zlib.decompressobj(-15)
        try:
            found = inflater.decompress(payload + b"\x00\x00\xff\xff", self._bytes_max + 1)
        except zlib.error:
            raise FrameRefused(WRONG_BYTES, "deflate") from None
        if len(found) > self._bytes_max:
            raise FrameRefused(TOO_BIG, "too_big")
        return found


def _unmask(payload: bytes, mask: bytes) -> bytes:
    size = len(payload)
    whole = (mask * (size // 4 + 1))[:size]
    return (int.from_bytes(payload, "little") ^ int.from_bytes(whole, "little")).to_bytes(size, "little")
