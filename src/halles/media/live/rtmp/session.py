"""One publisher's line: handshake, commands, sound and picture. No sockets: `feed` takes bytes, `take_output` gives.

Whatever was fed before the key was checked may be fed again to a fresh Session elsewhere: it comes to stand at the very
same place, which is how a line moves from the edge into the show's own process.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import Any

from halles.media.live.rtmp import amf
from halles.media.live.rtmp.chunks import BrokenChunks, ChunkReader, Message, write_message

APPLICATION = "live"
HANDSHAKE_BYTES = 1536
COMMAND_BYTES_MAX = 16 * 1024
MEDIA_BYTES_MAX = 4 * 1024 * 1024
WINDOW_BYTES = 2_500_000
CHUNK_BYTES = 4096
NAME_LENGTH_MAX = 256
COMMANDS_MAX = 64  # before the stream is published; OBS needs six
ACKNOWLEDGE, USER_CONTROL, WINDOW, BANDWIDTH = 3, 4, 5, 6
AUDIO, VIDEO, DATA, COMMAND = 8, 9, 18, 20
_CODES = {"BadName": "NetStream.Publish.BadName", "Rejected": "NetStream.Publish.Rejected"}


@dataclass(frozen=True, slots=True)
class Publish:
    """The peer wants to publish under this name; answer with `accept` or `refuse`."""

    name: str


@dataclass(frozen=True, slots=True)
class Unpublish:
    """The peer says goodbye."""


Event = Publish | Unpublish | Message


class Session:
    """The state of one line. After an exception the line is to be closed."""

    def __init__(self) -> None:
        self._chunks = ChunkReader(COMMAND_BYTES_MAX)
        self._greeting: bytearray | None = bytearray()
        self._is_greeted = False
        self._out: list[bytes] = []
        self._chunk_bytes = 128
        self._received = self._acknowledged = 0
        self._commands = 0
        self._stream = 0
        self.is_connected = False
        self.is_accepted = False

    def feed(self, data: bytes) -> list[Event]:
        """What the peer's bytes mean; raises BrokenChunks or BrokenAmf."""
        self._received += len(data)
        if self._greeting is not None:
            self._greeting += data
            rest = self._greet()
            if rest is None:
                return []
            data = rest
        events: list[Event] = []
        for message in self._chunks.feed(data):
            self._read(message, events)
        if self._received - self._acknowledged >= WINDOW_BYTES // 2:
            self._acknowledged = self._received
            self._say(ACKNOWLEDGE, struct.pack(">I", self._received & 0xFFFFFFFF), channel=2)
        return events

    def take_output(self) -> bytes:
        """What is to be sent to the peer now."""
        out, self._out = b"".join(self._out), []
        return out

    def accept(self) -> None:
        """The key is right: media may come."""
        self.is_accepted = True
        self._chunks.message_bytes_max = MEDIA_BYTES_MAX
        self._status("status", "NetStream.Publish.Start", "The show may begin.")

    def refuse(self, code: str, description: str) -> None:
        """Says why not; the line is closed after that. `code` is BadName or Rejected."""
        self._status("error", _CODES[code], description)

    def _greet(self) -> bytes | None:
        """Answers the handshake; the bytes behind it once it is over."""
        assert self._greeting is not None
        if self._greeting and self._greeting[0] != 3:
            raise BrokenChunks("not RTMP")
        if not self._is_greeted and len(self._greeting) >= 1 + HANDSHAKE_BYTES:
            theirs = bytes(self._greeting[1 : 1 + HANDSHAKE_BYTES])
            # Version 0.0.0.0 in S1 asks for the plain handshake: nobody wants Flash's signatures any more.
            self._out.append(b"\3" + bytes(8) + os.urandom(HANDSHAKE_BYTES - 8) + theirs)
            self._is_greeted = True
        if len(self._greeting) < 1 + 2 * HANDSHAKE_BYTES:
            return None
        rest = bytes(self._greeting[1 + 2 * HANDSHAKE_BYTES :])
        self._greeting = None
        return rest

    def _read(self, message: Message, events: list[Event]) -> None:
        if message.kind == COMMAND:
            self._command(message, events)
        elif message.kind == USER_CONTROL:
            if message.data[:2] == b"\0\6":
                self._say(USER_CONTROL, b"\0\7" + message.data[2:6], channel=2)
        elif message.kind in {AUDIO, VIDEO, DATA}:
            if not self.is_accepted and message.kind != DATA:
                raise BrokenChunks("media before a key")
            events.append(message)

    def _command(self, message: Message, events: list[Event]) -> None:
        self._commands += 1
        if self._commands > COMMANDS_MAX and not self.is_accepted:
            raise BrokenChunks("too many commands")
        values = amf.decode(message.data)
        if len(values) < 2 or not isinstance(values[0], str) or not isinstance(values[1], float):
            raise BrokenChunks("a command without name or number")
        name, number, rest = values[0], values[1], values[2:]
        if name == "connect":
            self._connect(number, rest)
        elif not self.is_connected:
            raise BrokenChunks("a command before connect")
        elif name == "createStream":
            self._stream = 1
            self._answer("_result", number, None, 1)
        elif name == "publish":
            self._publish(rest, events)
        elif name in {"FCUnpublish", "deleteStream", "closeStream"}:
            if self.is_accepted:
                events.append(Unpublish())
        elif name == "FCPublish":
            self._answer("onFCPublish", 0, None, {"code": "NetStream.Publish.Start", "description": ""})
        elif name in {"releaseStream", "getStreamLength", "_checkbw"}:
            if number:
                self._answer("_result", number, None, None)
        elif name == "play":
            raise BrokenChunks("watching is done by HLS")

    def _connect(self, number: float, rest: list[Any]) -> None:
        told = rest[0] if rest and isinstance(rest[0], dict) else {}
        application = str(told.get("app", "")).strip("/").partition("?")[0]
        if self.is_connected or application != APPLICATION:
            raise BrokenChunks("connected twice" if self.is_connected else "an application that is not here")
        self.is_connected = True
        self._say(WINDOW, struct.pack(">I", WINDOW_BYTES), channel=2)
        self._say(BANDWIDTH, struct.pack(">IB", WINDOW_BYTES, 2), channel=2)
        self._say(1, struct.pack(">I", CHUNK_BYTES), channel=2)
        self._chunk_bytes = CHUNK_BYTES
        properties = {"fmsVer": "FMS/3,0,1,123", "capabilities": 31}
        told = {"level": "status", "code": "NetConnection.Connect.Success", "description": "", "objectEncoding": 0}
        self._answer("_result", number, properties, told)

    def _publish(self, rest: list[Any], events: list[Event]) -> None:
        name = rest[1] if len(rest) > 1 else None
        if self.is_accepted or not self._stream or not isinstance(name, str) or not 1 <= len(name) <= NAME_LENGTH_MAX:
            raise BrokenChunks("a wrong publish")
        events.append(Publish(name.partition("?")[0]))

    def _status(self, level: str, code: str, description: str) -> None:
        told = {"level": level, "code": code, "description": description}
        self._say(COMMAND, amf.encode("onStatus", 0, None, told), channel=5, stream=1)

    def _answer(self, *values: Any) -> None:
        self._say(COMMAND, amf.encode(*values))

    def _say(self, kind: int, data: bytes, *, channel: int = 3, stream: int = 0) -> None:
        self._out.append(write_message(kind, data, channel=channel, stream=stream, chunk_bytes=self._chunk_bytes))
