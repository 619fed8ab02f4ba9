"""The arithmetic of chain and draw, and nothing else: standard library only, so that anybody may run it elsewhere.

Chain: hash_n = SHA-256(hash_(n-1) as 64 hexadecimal digits, then text_n), both UTF-8; before the first, 64 zeros.
List: the lines "pseudonym nonce" in ascending order, joined by newlines; its hash is SHA-256 of that text.
Draw: for c = 0, 1, … the block HMAC-SHA-256(key = seed, message = list hash (32 bytes), then c as 4 bytes, big-endian)
gives a number by its first 8 bytes, big-endian. With n lines left, a number of 2^64 - (2^64 mod n) or more is thrown
away, so that every line is equally likely; else the line at (number mod n) wins and is taken off.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence

ZEROS = "0" * 64
_WHOLE = 1 << 64


def link(before: str, text: str) -> str:
    """The hash of a record after the hash `before`."""
    return hashlib.sha256((before + text).encode()).hexdigest()


def list_text(entries: Sequence[tuple[str, str]]) -> str:
    """The list of (pseudonym, nonce) as it is hashed."""
    return "\n".join(sorted(f"{pseudonym} {nonce}" for pseudonym, nonce in entries))


def hash_of(text: str) -> str:
    """SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def seed_hash(seed: str) -> str:
    """What is published of a seed (64 hexadecimal digits) before the first entry."""
    return hashlib.sha256(bytes.fromhex(seed)).hexdigest()


def draw(seed: str, list_hash: str, size: int, winner_count: int) -> list[int]:
    """The places of the winners in the list, the first one first, none twice."""
    winners: list[int] = []
    left, counter = list(range(size)), 0
    while left and len(winners) < winner_count:
        message = bytes.fromhex(list_hash) + counter.to_bytes(4, "big")
        number = int.from_bytes(hmac.digest(bytes.fromhex(seed), message, "sha256")[:8], "big")
        counter += 1
        if number < _WHOLE - _WHOLE % len(left):
            winners.append(left.pop(number % len(left)))
    return winners
