"""Files from a folder, with byte ranges.

aiohttp's FileResponse sends the bytes and answers the conditional headers. Three things it leaves open are settled here
before it sees the request: a symbolic link leads out of the folder, an If-Range with an ETag is taken for no condition,
and a Range it cannot read is a 416 where the standard says to send the whole.
"""

from __future__ import annotations

import asyncio
import re
import stat
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web
from aiohttp.abc import AbstractStreamWriter
from multidict import CIMultiDict

from halles.edge import compression

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_WHILE = "public, max-age=300"
_PART = re.compile(r"[A-Za-z0-9_@][A-Za-z0-9_@.+~-]*")  # no dot files, no "..", nothing that needs decoding twice
_RANGE = re.compile(r"bytes=(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})")
# What a browser may show in place. Everything else, HTML and SVG above all, is only ever saved.
_SHOWN = {
    ".mp4": "video/mp4", ".m4s": "video/iso.segment", ".m4a": "audio/mp4", ".webm": "video/webm",
    ".m3u8": "application/vnd.apple.mpegurl", ".vtt": "text/vtt; charset=utf-8",
    ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".webp": "image/webp", ".avif": "image/avif",
    ".gif": "image/gif",
}  # fmt: skip
_OURS = {
    **_SHOWN,
    ".js": "text/javascript; charset=utf-8", ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8", ".json": "application/json", ".map": "application/json",
    ".svg": "image/svg+xml", ".ico": "image/x-icon", ".woff2": "font/woff2", ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}  # fmt: skip


@dataclass
class Folder:
    """A folder that anyone may read from."""

    root: Path

    def find(self, relative: str) -> Path | None:
        """The regular file at `relative`, reached without a symbolic link and without leaving the folder, or None."""
        parts = relative.split("/")
        if not all(_PART.fullmatch(part) for part in parts):
            return None
        root = self.root.resolve()
        path = root.joinpath(*parts)
        try:
            is_file = stat.S_ISREG(path.lstat().st_mode) and path.resolve(strict=True) == path
        except OSError:
            return None
        return path if is_file else None


@dataclass
class Media(Folder):
    """Renditions, posters, photographs. A key is written once, so what was fetched may be kept for ever."""

    async def answer(self, request: web.BaseRequest, relative: str) -> web.StreamResponse | None:
        """The file or the part that was asked for; None when there is none."""
        path = self.find(relative)
        if path is None:
            return None
        headers = {
            "Cache-Control": FOR_EVER,
            "Content-Type": _SHOWN.get(path.suffix.lower(), "application/octet-stream"),
            "Content-Disposition": "inline" if path.suffix.lower() in _SHOWN else "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
        }
        return _send(request, path, headers)


@dataclass
class Built(Folder):
    """What the front end's build made. Names under assets/ carry a hash of their content."""

    # Compressed once, kept: the build is some megabytes, and compressing per request would be the edge's largest cost.
    kept: OrderedDict[str, tuple[str, bytes]] = field(default_factory=OrderedDict)
    kept_files_max: int = 200
    kept_bytes_max: int = 1_000_000

    async def answer(self, request: web.BaseRequest, relative: str) -> web.StreamResponse | None:
        """The file that was asked for, compressed when that helps; None when there is none."""
        path = self.find(relative)
        if path is None:
            return None
        kind = _OURS.get(path.suffix.lower(), "application/octet-stream")
        headers = {
            "Cache-Control": FOR_EVER if relative.startswith("assets/") else FOR_A_WHILE,
            "Content-Type": kind,
            "X-Content-Type-Options": "nosniff",
        }
        if not compression.is_text(kind):
            return _send(request, path, headers)
        headers["Vary"] = "Accept-Encoding"
        size = path.stat().st_size
        is_worth_it = compression.BYTES_MIN <= size <= self.kept_bytes_max and "Range" not in request.headers
        if is_worth_it and compression.wants_gzip(request):
            return await self._compressed(request, relative, path, headers)
        return _send(request, path, headers)

    async def _compressed(
        self, request: web.BaseRequest, relative: str, path: Path, headers: dict[str, str]
    ) -> web.Response:
        tag = f'W/"{etag(path)}"'
        if relative not in self.kept or self.kept[relative][0] != tag:
            body = await asyncio.get_running_loop().run_in_executor(
                None, lambda: compression.compress(path.read_bytes())
            )
            self.kept[relative] = (tag, body)
            if len(self.kept) > self.kept_files_max:
                self.kept.popitem(last=False)
        headers["ETag"] = tag
        if any(known.value in {etag(path), "*"} for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        headers["Content-Encoding"] = "gzip"
        return web.Response(body=self.kept[relative][1], headers=headers)


def etag(path: Path) -> str:
    """The ETag, without quotes, as FileResponse makes it."""
    found = path.stat()
    return f"{found.st_mtime_ns:x}-{found.st_size:x}"


class _File(web.FileResponse):
    """A file sent in answer to `request`, which may be another than the one that came in."""

    def __init__(self, request: web.BaseRequest, path: Path, headers: dict[str, str]) -> None:
        super().__init__(path, headers=headers, chunk_size=128 * 1024)
        self._asked = request

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        # aiohttp prepares once more what a handler has sent itself; of all responses only this one minds.
        return None if self.prepared else await super().prepare(self._asked)


def _send(request: web.BaseRequest, path: Path, headers: dict[str, str]) -> web.StreamResponse:
    wanted = request.headers.get("Range")
    if wanted is not None and not _is_range_meant(request, path, wanted):
        without: CIMultiDict[str] = CIMultiDict(request.headers)
        for name in ("Range", "If-Range"):
            without.popall(name, None)
        request = request.clone(headers=without)
    elif wanted is not None and re.fullmatch(r"bytes=-0+", wanted):  # read as "all of it" by FileResponse
        return web.Response(status=416, headers={"Content-Range": f"bytes */{path.stat().st_size}"})
    return _File(request, path, headers)


def _is_range_meant(request: web.BaseRequest, path: Path, wanted: str) -> bool:
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    if not _RANGE.fullmatch(wanted) or (first and last and int(last) < int(first)):
        return False  # unreadable, or several ranges at once: the standard lets us send the whole
    condition = request.headers.get("If-Range", "").strip()
    if condition.startswith(('"', "W/")):
        return condition == f'"{etag(path)}"'
    return True
