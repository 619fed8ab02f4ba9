"""A stretch of a recorded take as a file of its own: its segments as they are, their clocks begun anew."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

from halles.media.live.replay import Piece, Take

Place = tuple[int, int]  # of a box's content: from, to


def write_clip(target: Path, source: Path, take: Take, pieces: Sequence[Piece]) -> None:
    """Writes `pieces` of a take, whose file is `source`, as a fragmented MP4 that begins at zero. Nothing is decoded.

    The first of them has to be independent. Boxes are those that our own packager writes.
    """
    with source.open("rb") as recorded, target.open("wb") as clip:
        recorded.seek(take.init[0])
        init = recorded.read(take.init[1])
        clip.write(init)
        scales = _scales(init)
        origin: Fraction | None = None
        for piece in pieces:
            recorded.seek(piece.offset)
            segment = bytearray(recorded.read(piece.size))
            times = list(_times(segment))
            if origin is None:
                origin = min(Fraction(_read(segment, at), scales[track]) for track, at in times)
            for track, at in times:
                struct.pack_into(">Q", segment, at, max(0, _read(segment, at) - int(origin * scales[track])))
            clip.write(segment)


def _times(segment: bytearray) -> Iterator[tuple[int, int]]:
    """Of each fragment's tracks: the track, and where its decoding time stands."""
    for moof in _find(segment, (0, len(segment)), b"moof"):
        for traf in _find(segment, moof, b"traf"):
            (head,), (time,) = _find(segment, traf, b"tfhd"), _find(segment, traf, b"tfdt")
            yield int.from_bytes(segment[head[0] + 4 : head[0] + 8], "big"), time[0] + 4


def _scales(init: bytes) -> dict[int, int]:
    """Ticks a second by track."""
    scales = {}
    for moov in _find(init, (0, len(init)), b"moov"):
        for trak in _find(init, moov, b"trak"):
            (head,), (media,) = _find(init, trak, b"tkhd"), _find(init, trak, b"mdia")
            (clock,) = _find(init, media, b"mdhd")
            scales[_at(init, head, 12)] = _at(init, clock, 12)
    return scales


def _at(data: bytes, box: Place, offset: int) -> int:
    """A number behind version, flags and the two times of the box; they are twice as long in version 1."""
    place = box[0] + offset + (8 if data[box[0]] == 1 else 0)
    return int.from_bytes(data[place : place + 4], "big")


def _read(segment: bytearray, at: int) -> int:
    return int.from_bytes(segment[at : at + 8], "big")


def _find(data: bytes | bytearray, within: Place, kind: bytes) -> list[Place]:
    found, at = [], within[0]
    while at + 8 <= within[1]:
        size = int.from_bytes(data[at : at + 4], "big")
        if size < 8:
            break
        if data[at + 4 : at + 8] == kind:
            found.append((at + 8, at + size))
        at += size
    return found
