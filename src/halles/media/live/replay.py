"""A recorded show for players: its index read, and the playlist that makes a replay of it. No decoding, no copying."""

from __future__ import annotations

import datetime as dt
import json
import math
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from halles.media.live.recording import INDEX

REPLAY = "replay.m3u8"
LINES_MAX = 2_000_000  # four days of parts


@dataclass(slots=True)
class Piece:
    """One segment in the file of its take: bytes `offset` to `offset + size`, begun at `begins_ms` (UTC)."""

    msn: int
    offset: int
    size: int
    duration_ms: int
    begins_ms: int
    is_independent: bool = True


@dataclass(slots=True)
class Take:
    """One unbroken recording; `init` is the place (offset, bytes) of its beginning in `file_name`."""

    number: int
    init: tuple[int, int]
    codecs: str
    width: int
    height: int
    begins_ms: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def file_name(self) -> str:
        return f"take-{self.number}.mp4"

    @property
    def duration_ms(self) -> int:
        return sum(piece.duration_ms for piece in self.pieces)


def read_takes(folder: Path) -> list[Take]:
    """The takes of the show recorded in `folder`, in order, without those that have no picture; [] without an index."""
    takes: dict[int, Take] = {}
    try:
        with (folder / INDEX).open("rb") as lines:
            for _, line in zip(range(LINES_MAX), lines, strict=False):
                if not line.endswith(b"\n"):
                    break  # being written, or its writer was killed
                _read_line(takes, json.loads(line))
    except FileNotFoundError:
        return []
    return [take for take in takes.values() if take.pieces]


def _read_line(takes: dict[int, Take], line: dict[str, Any]) -> None:
    number, begins_ms = int(line["take"]), int(line["begins"])
    if "init" in line:
        init = (int(line["init"][0]), int(line["init"][1]))
        takes[number] = Take(number, init, str(line["codecs"]), int(line["width"]), int(line["height"]), begins_ms)
        return
    pieces = takes[number].pieces
    offset, size = (int(told) for told in line["at"])
    msn, duration_ms = int(line["msn"]), int(line["ms"])
    if not pieces or pieces[-1].msn != msn:
        pieces.append(Piece(msn, offset, size, duration_ms, begins_ms, bool(line["key"])))
        return
    pieces[-1].size += size
    pieces[-1].duration_ms += duration_ms


def write_replay(folder: Path) -> tuple[int, int]:
    """Writes the playlist of the whole show into `folder`; returns its length in ms and its bytes.

    A show of which nothing was recorded leaves no playlist, and (0, 0).
    """
    takes = read_takes(folder)
    if not takes:
        return 0, 0
    draft = folder / f"{REPLAY}.draft"
    draft.write_text(make_playlist(takes))
    os.replace(draft, folder / REPLAY)
    size = sum(take.init[1] + sum(piece.size for piece in take.pieces) for take in takes)
    return sum(take.duration_ms for take in takes), size


def make_playlist(takes: list[Take]) -> str:
    """HLS of ranges in the files of the takes, complete (VOD)."""
    longest = max(piece.duration_ms for take in takes for piece in take.pieces)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{max(1, math.floor(longest / 1000 + 0.5))}"]
    lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    if all(piece.is_independent for take in takes for piece in take.pieces):
        lines.append("#EXT-X-INDEPENDENT-SEGMENTS")
    for number, take in enumerate(takes):
        if number:
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="{take.file_name}",BYTERANGE="{take.init[1]}@{take.init[0]}"')
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(take.pieces[0].begins_ms)}")
        for piece in take.pieces:
            lines.append(f"#EXTINF:{piece.duration_ms / 1000:.3f},")
            lines.append(f"#EXT-X-BYTERANGE:{piece.size}@{piece.offset}")
            lines.append(take.file_name)
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""])


def iso(at_ms: int) -> str:
    """A moment as HLS writes it."""
    return dt.datetime.fromtimestamp(at_ms / 1000, dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
