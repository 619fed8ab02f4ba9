"""/live-media/<session>/proof…: the stretches of a recording that a signed token names, and not a frame more.

`proof.m3u8?t=` is the playlist, `proof/<take>/init.mp4?t=` and `proof/<take>/<msn>.m4s?t=` what it names. The bytes are
read out of the takes where they lie, whether the replay is public or hidden; nothing is copied.
"""

from __future__ import annotations

import asyncio
import math
import re
from collections import OrderedDict
from pathlib import Path
from typing import Any

from aiohttp import web

from halles.edge import pages
from halles.kit import clock
from halles.kit.signing import SignatureRefused, unsign
from halles.media.live.recording import INDEX
from halles.media.live.replay import Piece, Take, iso, read_takes

PATH = re.compile(r"/live-media/([0-9a-f-]{36})/proof(?:\.m3u8|/([0-9]{1,9})/(?:(init)\.mp4|([0-9]{1,9})\.m4s))")
PURPOSE = "live-proof"
RECORDINGS_KEPT = 8
STRETCHES_MAX = 6
_HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Disposition": "inline",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}

Stretch = list[Any]


class Proofs:
    """Reads recordings under the public and the private media folder."""

    def __init__(self, media_dir: Path, private_dir: Path, key: bytes) -> None:
        self._places = (private_dir / "live", media_dir / "live")
        self._key = key
        self._read: OrderedDict[Path, tuple[int, list[Take]]] = OrderedDict()

    def takes(self, path: str) -> bool:
        """Whether the address is one of a proof."""
        return PATH.fullmatch(path) is not None

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to a request for such an address; without a good token there is nothing."""
        if request.method not in {"GET", "HEAD"}:
            return pages.page(request, "method")
        named = PATH.fullmatch(request.path)
        token = request.rel_url.query.get("t", "")
        stretches = self._stretches(named[1], token) if named else []
        if named is None or not stretches:
            return pages.page(request, "not_found")
        try:
            found = await asyncio.get_running_loop().run_in_executor(None, self._find, named, stretches, token)
        except FileNotFoundError:  # moved or removed meanwhile
            found = None
        if found is None:
            return pages.page(request, "not_found")
        body, kind = found
        return web.Response(body=body, headers={**_HEADERS, "Content-Type": kind})

    def _stretches(self, session_id: str, token: str) -> list[Stretch]:
        try:
            payload = unsign(PURPOSE, token, key=self._key, now=clock.now())
        except SignatureRefused:
            return []
        stretches: list[Stretch] = payload["stretches"]
        return stretches[:STRETCHES_MAX] if payload["session"] == session_id else []

    def _find(self, named: re.Match[str], stretches: list[Stretch], token: str) -> tuple[bytes, str] | None:
        folder = self._folder(named[1])
        if folder is None:
            return None
        takes = self._takes(folder)
        chosen = [(take, pieces) for stretch in stretches for take, pieces in _within(takes, stretch)]
        if named[2] is None:
            return (_playlist(chosen, token), "application/vnd.apple.mpegurl") if chosen else None
        for take, pieces in chosen:
            if take.number != int(named[2]):
                continue
            if named[3]:
                return _bytes(folder / take.file_name, *take.init), "video/mp4"
            for piece in pieces:
                if piece.msn == int(named[4]):
                    return _bytes(folder / take.file_name, piece.offset, piece.size), "video/iso.segment"
        return None

    def _folder(self, session_id: str) -> Path | None:
        private, public = (place / session_id for place in self._places)
        inside = sorted(public.iterdir()) if public.is_dir() else []
        return next((folder for folder in (private, *inside) if (folder / INDEX).is_file()), None)

    def _takes(self, folder: Path) -> list[Take]:
        stamp = (folder / INDEX).stat().st_size
        kept = self._read.get(folder)
        if kept is None or kept[0] != stamp:
            kept = (stamp, read_takes(folder))
        self._read[folder] = kept
        while len(self._read) > RECORDINGS_KEPT:
            self._read.popitem(last=False)
        return kept[1]


def _within(takes: list[Take], stretch: Stretch) -> list[tuple[Take, list[Piece]]]:
    """The pieces of each take that show something of the stretch; from a key frame on."""
    from_ms, to_ms = stretch
    found = []
    for take in takes:
        shown = [one for one in take.pieces if one.begins_ms < to_ms and from_ms < one.begins_ms + one.duration_ms]
        while shown and not shown[0].is_independent and shown[0] is not take.pieces[0]:
            shown.insert(0, take.pieces[take.pieces.index(shown[0]) - 1])
        if shown:
            found.append((take, shown))
    return found


def _playlist(chosen: list[tuple[Take, list[Piece]]], token: str) -> bytes:
    longest = max(piece.duration_ms for _, pieces in chosen for piece in pieces)
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{max(1, math.floor(longest / 1000 + 0.5))}"]
    lines += ["#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-MEDIA-SEQUENCE:0"]
    for number, (take, pieces) in enumerate(chosen):
        if number:
            lines.append("#EXT-X-DISCONTINUITY")
        lines.append(f'#EXT-X-MAP:URI="proof/{take.number}/init.mp4?t={token}"')
        lines.append(f"#EXT-X-PROGRAM-DATE-TIME:{iso(pieces[0].begins_ms)}")
        for piece in pieces:
            lines += [f"#EXTINF:{piece.duration_ms / 1000:.3f},", f"proof/{take.number}/{piece.msn}.m4s?t={token}"]
    return "\n".join([*lines, "#EXT-X-ENDLIST", ""]).encode()


def _bytes(path: Path, offset: int, size: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read(size)
