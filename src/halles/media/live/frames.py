"""What edge and child say to each other.

The edge sends orders over a SEQPACKET pair: JSON, for a taken-over RTMP line with its socket beside it. The child tells
over a stream pair: two lengths, JSON, bytes.
"""

from __future__ import annotations

import json
import struct
from typing import Any

HEAD = struct.Struct(">II")
FACTS_BYTES_MAX = 64 * 1024
BLOB_BYTES_MAX = 64 * 1024 * 1024
ORDER_BYTES_MAX = 180 * 1024  # below what Linux lets one packet of a Unix socket hold


class BrokenFrame(Exception):  # noqa: N818 - what the other side sends
    """The other side does not speak as agreed."""


def pack(facts: dict[str, Any], blob: bytes = b"") -> bytes:
    """One message of the child."""
    text = json.dumps(facts, separators=(",", ":")).encode()
    return HEAD.pack(len(text), len(blob)) + text + blob


def measure(head: bytes) -> tuple[int, int]:
    """The two lengths; raises BrokenFrame for absurd ones."""
    facts, blob = HEAD.unpack(head)
    if facts > FACTS_BYTES_MAX or blob > BLOB_BYTES_MAX:
        raise BrokenFrame("a message is too large")
    return facts, blob
