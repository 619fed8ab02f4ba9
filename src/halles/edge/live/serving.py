"""/live-media/: playlists, parts and segments out of memory, with blocking reload.

What is behind an address never changes, so any cache in front may keep it; a playlist that was waited for may be kept
as long as its address is asked for. An address that was answered early or not at all is not to be kept.
"""

from __future__ import annotations

import asyncio
import re

from aiohttp import web

from halles.edge import pages
from halles.edge.compression import wants_gzip
from halles.edge.live.show import Show
from halles.edge.live.shows import Shows
from halles.edge.live.window import Gone, Window
from halles.kit import clock
from halles.kit.signing import SignatureRefused, unsign

PATH = "/live-media/"
_FILE = re.compile(r"([0-9]{1,9})/(?:(init)\.mp4|([0-9]{1,9})(?:\.([0-9]{1,4}))?\.m4s)")
_NUMBER = re.compile(r"[0-9]{1,9}")
FOR_GOOD = "max-age=3600, immutable"
PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
_CORS = {"Access-Control-Allow-Origin": "*", "Timing-Allow-Origin": "*"}


class LiveMedia:
    """Everything under /live-media/."""

    def __init__(self, shows: Shows, key: bytes) -> None:
        self._shows = shows
        self._key = key

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        """The answer to a request for /live-media/<session>/…"""
        if request.method not in {"GET", "HEAD"}:
            return pages.page(request, "method")
        session_id, _, rest = request.path.removeprefix(PATH).partition("/")
        show = self._shows.find(session_id)
        if show is None or not show.window.has_media:
            return self._nothing(request)
        token = request.rel_url.query.get("t", "")
        if not (show.is_public or self._may_watch(session_id, token)):
            return self._nothing(request)
        try:
            if rest == "index.m3u8":
                return await self._playlist(request, show, token)
            return await self._media(show.window, rest, is_public=show.is_public)
        except Gone:
            return self._nothing(request)

    def _may_watch(self, session_id: str, token: str) -> bool:
        try:
            return unsign("live-media", token, key=self._key, now=clock.now()).get("session") == session_id
        except SignatureRefused:
            return False

    @staticmethod
    def _nothing(request: web.BaseRequest) -> web.Response:
        answer = pages.page(request, "not_found")
        answer.headers.update(_CORS)
        return answer

    async def _playlist(self, request: web.BaseRequest, show: Show, token: str) -> web.Response:
        window, query = show.window, request.rel_url.query
        told, part = query.get("_HLS_msn"), query.get("_HLS_part")
        is_waited_for = False
        if told is not None:
            if not _NUMBER.fullmatch(told) or (part is not None and not _NUMBER.fullmatch(part)):
                return pages.page(request, "bad_request")
            if window.is_absurd(int(told)) and not window.is_ended:
                return pages.page(request, "bad_request")
            is_waited_for = await self._wait(window, int(told), int(part) if part is not None else None)
        kept = f"max-age={window.target_seconds * 3}" if is_waited_for else "no-cache"
        if token and not show.is_public:
            body = re.sub(rb'(\.m4s|\.mp4)(?=["\n])', rb"\1?t=" + token.encode(), window.playlist())
            return _reply(body, PLAYLIST_TYPE, kept, is_public=False)
        is_small = wants_gzip(request)
        body = window.compressed_playlist() if is_small else window.playlist()
        answer = _reply(body, PLAYLIST_TYPE, kept, is_public=True)
        answer.headers["Vary"] = "Accept-Encoding"
        if is_small:
            answer.headers["Content-Encoding"] = "gzip"
        return answer

    @staticmethod
    async def _wait(window: Window, msn: int, part: int | None) -> bool:
        """Until the playlist names it, or nothing comes for three target durations; whether it does."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + window.target_seconds * 3
        while not window.has(msn, part):
            left = deadline - loop.time()
            if window.is_ended or not window.is_flowing or left <= 0 or not await window.wait_change(left):
                return False
        return True

    async def _media(self, window: Window, rest: str, *, is_public: bool) -> web.Response:
        found = _FILE.fullmatch(rest)
        if found is None:
            raise Gone
        take = int(found[1])
        if found[2]:
            return _reply(window.find_init(take), "video/mp4", FOR_GOOD, is_public=is_public)
        if found[4] is None:
            data = b"".join(window.find_segment(take, int(found[3])))
        else:
            data = await self._part(window, take, int(found[3]), int(found[4]))
        return _reply(data, "video/iso.segment", FOR_GOOD, is_public=is_public)

    @staticmethod
    async def _part(window: Window, take: int, msn: int, number: int) -> bytes:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + window.target_seconds * 3
        while (data := window.find_part(take, msn, number)) is None:
            left = deadline - loop.time()
            if left <= 0 or not await window.wait_change(left):
                raise Gone
        return data


def _reply(body: bytes, kind: str, kept: str, *, is_public: bool) -> web.Response:
    who = "public" if is_public else "private"
    headers = {**_CORS, "Content-Type": kind, "Cache-Control": kept if kept == "no-cache" else f"{who}, {kept}"}
    headers["X-Content-Type-Options"] = "nosniff"
    return web.Response(body=body, headers=headers)
