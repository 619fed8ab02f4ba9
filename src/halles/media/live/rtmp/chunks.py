"""RTMP's chunk stream (Adobe's specification, 5.3): messages cut into chunks, headers that leave out what repeats."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

STREAMS_MAX = 32
HELD_BYTES_MAX = 8 * 1024 * 1024  # of unfinished messages together
_HEADER_BYTES = (11, 7, 3, 0)
SET_CHUNK_SIZE, ABORT = 1, 2


class BrokenChunks(Exception):  # noqa: N818 - what the peer sends
    """The peer does not speak RTMP, or says too much of it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `time` in ms as the peer counts them."""

    kind: int
    stream: int
    time: int
    data: bytes


@dataclass(slots=True)
class _Stream:
    time: int = 0
    delta: int = 0
    size: int = 0
    kind: int = 0
    stream: int = 0
    is_extended: bool = False
    held: bytearray = field(default_factory=bytearray)


class ChunkReader:
    """Puts messages together. `message_bytes_max` may be raised once the peer is known."""

    def __init__(self, message_bytes_max: int) -> None:
        self.message_bytes_max = message_bytes_max
        self._buffer = bytearray()
        self._chunk_bytes = 128
        self._streams: dict[int, _Stream] = {}
        self._held_bytes = 0

    def feed(self, data: bytes) -> list[Message]:
        """The messages that `data` completes, in order; raises BrokenChunks."""
        self._buffer += data
        found: list[Message] = []
        at = 0
        while True:
            step = self._read_chunk(at, found)
            if not step:
                break
            at += step
        del self._buffer[:at]
        return found

    def _read_chunk(self, begin: int, found: list[Message]) -> int:
        """Reads one chunk at `begin`; its length, or 0 when it is not all here."""
        buffer = self._buffer
        if len(buffer) <= begin:
            return 0
        form, number = buffer[begin] >> 6, buffer[begin] & 63
        at = begin + 1
        if number < 2:
            wide = number + 1
            if len(buffer) < at + wide:
                return 0
            number = 64 + int.from_bytes(buffer[at : at + wide], "little")
            at += wide
        if len(buffer) < at + _HEADER_BYTES[form]:
            return 0
        stream = self._streams.get(number)
        if stream is None:
            if form != 0 or len(self._streams) >= STREAMS_MAX:
                raise BrokenChunks("a chunk stream that was never begun" if form else "too many chunk streams")
            stream = self._streams[number] = _Stream()
        return self._read_body(begin, at, form, stream, found)

    def _read_body(self, begin: int, at: int, form: int, stream: _Stream, found: list[Message]) -> int:
        buffer = self._buffer
        header = bytes(buffer[at : at + _HEADER_BYTES[form]])
        at += len(header)
        size = int.from_bytes(header[3:6], "big") if form < 2 else stream.size
        stamp = int.from_bytes(header[:3], "big") if form < 3 else 0
        is_extended = stamp == 0xFFFFFF if form < 3 else stream.is_extended
        if is_extended:
            if len(buffer) < at + 4:
                return 0
            extended = int.from_bytes(buffer[at : at + 4], "big")
            # Some peers repeat the long time stamp in every chunk of a message, as the standard says, some do not.
            if form < 3 or extended in {stream.time & 0xFFFFFFFF, stream.delta}:
                stamp = extended
                at += 4
        if size > self.message_bytes_max:
            raise BrokenChunks(f"a message of {size} bytes")
        take = min(self._chunk_bytes, size - len(stream.held) if form == 3 else size)
        if len(buffer) < at + take:
            return 0
        self._take_header(stream, form, header, stamp, is_extended)
        self._held_bytes += take
        if self._held_bytes > HELD_BYTES_MAX:
            raise BrokenChunks("too many unfinished messages")
        stream.held += buffer[at : at + take]
        if len(stream.held) >= stream.size:
            self._finish(stream, found)
        return at + take - begin

    def _take_header(self, stream: _Stream, form: int, header: bytes, stamp: int, is_extended: bool) -> None:
        if form < 3:
            self._drop(stream)  # a new header in the middle of a message gives that message up
        elif stream.held:
            return
        if form == 0:
            stream.time, stream.delta = stamp, 0
            stream.stream = int.from_bytes(header[7:11], "little")
        elif form < 3:
            stream.delta = stamp
            stream.time += stamp
        else:
            stream.time += stream.delta
        if form < 2:
            stream.size, stream.kind = int.from_bytes(header[3:6], "big"), header[6]
        if form < 3:
            stream.is_extended = is_extended

    def _drop(self, stream: _Stream) -> None:
        self._held_bytes -= len(stream.held)
        stream.held = bytearray()

    def _finish(self, stream: _Stream, found: list[Message]) -> None:
        message = Message(stream.kind, stream.stream, stream.time, bytes(stream.held))
        self._drop(stream)
        if message.kind == SET_CHUNK_SIZE:
            size = int.from_bytes(message.data[:4], "big")
            if len(message.data) < 4 or not 1 <= size <= 0x7FFFFFFF:
                raise BrokenChunks("a chunk size that is none")
            self._chunk_bytes = min(size, 0xFFFFFF)
        elif message.kind == ABORT:
            given_up = self._streams.get(int.from_bytes(message.data[:4], "big"))
            if given_up is not None:
                self._drop(given_up)
        else:
            found.append(message)


def write_message(kind: int, data: bytes, *, channel: int = 3, stream: int = 0, chunk_bytes: int = 128) -> bytes:
    """One message of ours as chunks."""
    head = struct.pack(">B3s3sB", channel, b"\0\0\0", len(data).to_bytes(3, "big"), kind) + stream.to_bytes(4, "little")
    out = [head, data[:chunk_bytes]]
    for at in range(chunk_bytes, len(data), chunk_bytes):
        out += [bytes((0xC0 | channel,)), data[at : at + chunk_bytes]]
    return b"".join(out)
