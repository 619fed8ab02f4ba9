"""WebSocket frames of a server (RFC 6455): built once for everybody, plain and deflated (RFC 7692).

A message is deflated by itself (no context is carried over), so that the same bytes serve every listener who negotiated
permessage-deflate, however long they have been there.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
DEFLATE_BYTES_MIN = 256  # below, the deflated form is hardly smaller
CONTROL_BYTES_MAX = 125
_FIN, _RSV1 = 0x80, 0x40
_TAIL = b"\x00\x00\xff\xff"  # of every sync flush; it does not travel


def frame(opcode: int, payload: bytes, *, is_deflated: bool = False) -> bytes:
    """One whole, unmasked frame."""
    first = _FIN | opcode | (_RSV1 if is_deflated else 0)
    size = len(payload)
    if size < 126:
        return bytes((first, size)) + payload
    if size < 65536:
        return struct.pack("!BBH", first, 126, size) + payload
    return struct.pack("!BBQ", first, 127, size) + payload


def deflate(payload: bytes) -> bytes:
    """`payload` as permessage-deflate sends it, without anything of earlier messages."""
    deflater = zlib.compressobj(6, zlib.DEFLATED, -15, 8)
    return (deflater.compress(payload) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)


@dataclass(frozen=True, slots=True)
class Frame:
    """One text message, ready to be written to any number of listeners."""

    plain: bytes
    deflated: bytes

    @classmethod
    def of(cls, payload: bytes) -> Frame:
        """The frame of a UTF-8 text."""
        plain = frame(TEXT, payload)
        if len(payload) < DEFLATE_BYTES_MIN:
            return cls(plain, plain)
        return cls(plain, frame(TEXT, deflate(payload), is_deflated=True))

    def __add__(self, other: Frame) -> Frame:
        return Frame(self.plain + other.plain, self.deflated + other.deflated)


def closing(code: int, reason: str) -> bytes:
    """The frame that ends a line; the reason is a short word for programs."""
    return frame(CLOSE, struct.pack("!H", code) + reason.encode()[: CONTROL_BYTES_MAX - 2])


def accepts_deflate(offers: str) -> bool:
    """Whether a client's Sec-WebSocket-Extensions offers a permessage-deflate that our frames fit into.

    They are made with a window of 32 KiB: an offer that wants a smaller one of us is passed over.
    """
    for offer in offers[:1000].split(","):
        name, *parameters = (part.strip().lower() for part in offer.split(";"))
        known = {"server_no_context_takeover", "client_no_context_takeover", "client_max_window_bits"}
        named = [parameter.partition("=")[0].strip() for parameter in parameters]
        fits = all(
            word in known or (word == "server_max_window_bits" and parameter.endswith("15"))
            for word, parameter in zip(named, parameters, strict=True)
        )
        if name == "permessage-deflate" and fits and len(named) == len(set(named)):
            return True
    return False


# Both sides forget after every message: no listener costs a window of memory.
DEFLATE_ANSWER = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
