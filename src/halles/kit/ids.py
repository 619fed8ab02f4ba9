"""Identifiers: time-ordered UUIDs for rows, short codes for people."""

from __future__ import annotations

import secrets
import time
import uuid

# Crockford's alphabet: no I, L, O, U, so that a code survives a telephone line.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def uuid7() -> uuid.UUID:
    """A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random; new rows land at the index's right edge."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & ((1 << 48) - 1)) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def short_code(prefix: str, length: int = 7) -> str:
    """A random code for people such as `H-7K3Q9XM`; the caller's unique constraint settles the rare twin."""
    return f"{prefix}-" + "".join(secrets.choice(ALPHABET) for _ in range(length))
