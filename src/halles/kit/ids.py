"""Identifiers: time-ordered UUIDs for rows, short codes for people."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

from halles.kit import clock

# Crockford's alphabet: no I, L, O, U, so that a code survives a telephone line.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): milliseconds, then 12 bits of the fraction of one (its method 3), then random.

    New rows land at the index's right edge, and those of one process in the order they were made. While the clock
    travels it tells the time that is shown, so that what is told about the past stands there in every list.
    """
    milliseconds, rest_ns = divmod(_next_ns(), 1_000_000)
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= (rest_ns * 4096 // 1_000_000) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


# One step of the 12 bits, so that two in a row always differ in time.
_STEP_NS = 245
_lock = threading.Lock()
_last_ns = 0
_told_count = 0


def _next_ns() -> int:
    global _last_ns, _told_count  # noqa: PLW0603 - the counters that keep the order within a process
    shown = clock.travelled_to()
    if shown is not None:
        _told_count += 1
        return int(shown.timestamp()) * 1_000_000_000 + shown.microsecond * 1000 + _told_count * _STEP_NS
    with _lock:
        _last_ns = max(time.time_ns(), _last_ns + _STEP_NS)
        return _last_ns


def short_code(prefix: str, length: int = 7) -> str:
    """A random code for people such as `H-7K3Q9XM`; the caller's unique constraint settles the rare twin."""
    drawn = secrets.randbits(5 * length)
    return f"{prefix}-" + "".join([ALPHABET[drawn >> 5 * place & 31] for place in range(length)])


def random_salt() -> bytes:
    """32 random bytes that make hashes of one thing differ from those of another."""
    return secrets.token_bytes(32)
