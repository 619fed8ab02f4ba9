"""AMF0, as far as RTMP's commands use it."""

from __future__ import annotations

import struct
from typing import Any

DEPTH_MAX = 6
ITEMS_MAX = 256


class BrokenAmf(Exception):  # noqa: N818 - what the peer sends
    """The bytes are not AMF0, or more of it than anybody needs."""


def decode(data: bytes) -> list[Any]:
    """All values in `data`: numbers, booleans, strings, dicts, lists, None. Raises BrokenAmf."""
    reader = _Reader(data)
    found = []
    while reader.at < len(data):
        found.append(reader.value(0))
    return found


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0
        self.items = 0

    def take(self, count: int) -> bytes:
        found = self.data[self.at : self.at + count]
        if len(found) < count:
            raise BrokenAmf("it ends too early")
        self.at += count
        return found

    def text(self, width: int) -> str:
        return self.take(int.from_bytes(self.take(width), "big")).decode(errors="replace")

    def value(self, depth: int) -> Any:
        self.items += 1
        if depth > DEPTH_MAX or self.items > ITEMS_MAX:
            raise BrokenAmf("it holds too much")
        mark = self.take(1)[0]
        found: Any = None
        if mark in {0, 11}:
            found = struct.unpack(">d", self.take(8))[0]
            self.take(2 if mark == 11 else 0)  # a date's time zone, which is always nought
        elif mark == 1:
            found = self.take(1) != b"\0"
        elif mark in {2, 12}:
            found = self.text(2 if mark == 2 else 4)
        elif mark in {3, 8}:
            found = self._object(depth, mark)
        elif mark == 10:
            found = self._array(depth)
        elif mark not in {5, 6}:
            raise BrokenAmf(f"a value of kind {mark}")
        return found

    def _object(self, depth: int, mark: int) -> dict[str, Any]:
        if mark == 8:
            self.take(4)  # how many there are, told and not kept to
        found: dict[str, Any] = {}
        while True:
            name = self.text(2)
            if not name and self.data[self.at : self.at + 1] == b"\t":
                self.at += 1
                return found
            found[name] = self.value(depth + 1)

    def _array(self, depth: int) -> list[Any]:
        count = int.from_bytes(self.take(4), "big")
        if count > ITEMS_MAX:
            raise BrokenAmf("it holds too much")
        return [self.value(depth + 1) for _ in range(count)]


def encode(*values: Any) -> bytes:
    """The values one after another; strings up to 65,535 bytes."""
    return b"".join(_one(value) for value in values)


def _one(value: Any) -> bytes:
    if value is None:
        return b"\5"
    if isinstance(value, bool):
        return b"\1\1" if value else b"\1\0"
    if isinstance(value, int | float):
        return struct.pack(">Bd", 0, value)
    if isinstance(value, str):
        return b"\2" + _name(value)
    return b"\3" + b"".join(_name(key) + _one(each) for key, each in value.items()) + b"\0\0\t"


def _name(text: str) -> bytes:
    data = text.encode()
    return struct.pack(">H", len(data)) + data
