"""One request to web, one answer back.

The body is here before web hears of the request, and the answer is taken from web as fast as web gives it, however
slowly the visitor reads: a thread of web is busy for as long as Django works, and not a moment longer.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from pathlib import Path

import aiohttp
from aiohttp import web
from multidict import CIMultiDict
from yarl import URL

from halles.edge import compression, pages
from halles.edge.keyless import keyless
from halles.edge.proxy import headers as travel
from halles.edge.proxy.body import Body, BodyRefused, Budget, read_body
from halles.edge.proxy.spool import Spool, SpoolFull
from halles.edge.visitors import Visitor, line_of

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
WHOLE_BYTES_MAX = 256 * 1024  # answers up to here are sent in one piece, with their length
DISK_BYTES_MAX = 256 * 1024 * 1024
CONNECTIONS_MAX = 200
WAITING_MAX = 1000
BODIES_BYTES_MAX = 1024 * 1024 * 1024  # of all visitors together
BODIES_PER_LINE_BYTES_MAX = 128 * 1024 * 1024
OPENING_SECONDS_MAX = 5.0  # how long a restart of web is waited out before the visitor hears of it
CONNECT_SECONDS_MAX = 30.0
ANSWER_SECONDS_MAX = 65.0

log = logging.getLogger("halles.edge")


class Web:
    """Web, behind its Unix socket."""

    def __init__(self, socket: Path) -> None:
        self._client = aiohttp.ClientSession(
            connector=aiohttp.UnixConnector(str(socket), limit=CONNECTIONS_MAX, keepalive_timeout=15),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=CONNECT_SECONDS_MAX, sock_read=ANSWER_SECONDS_MAX),
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
            max_line_size=32768,
            max_field_size=32768,
        )
        self._waiting = 0
        self._budget = Budget(BODIES_BYTES_MAX, BODIES_PER_LINE_BYTES_MAX)

    async def close(self) -> None:
        """Ends every connection to web."""
        await self._client.close()

    async def forward(self, request: web.BaseRequest, visitor: Visitor) -> web.StreamResponse:
        """Web's answer to `request`, sent; or a page of ours that says why there is none."""
        if request.method not in METHODS:
            return pages.page(request, "method")
        try:
            sent = travel.to_web(request, visitor)
            body = await read_body(request, self._budget, line_of(visitor.address))
        except BodyRefused as refused:
            return _closing(pages.page(request, refused.name))
        except travel.HeadersRefused:
            return _closing(pages.page(request, "bad_request"))
        try:
            if self._waiting >= WAITING_MAX:
                return pages.page(request, "full")
            self._waiting += 1
            try:
                return await self._exchange(request, sent, body)
            finally:
                self._waiting -= 1
        finally:
            if body is not None:
                body.close()

    async def _exchange(
        self, request: web.BaseRequest, sent: CIMultiDict[str], body: Body | None
    ) -> web.StreamResponse:
        try:
            if body is not None:
                sent["Content-Length"] = str(body.size)
            answer = await self.ask(request.method, _target(request), sent, body.chunks if body else None)
        except aiohttp.ClientConnectorError:
            return pages.page(request, "opening")
        except TimeoutError:
            return pages.page(request, "late")
        except aiohttp.ClientError as failure:
            log.warning("web broke off %s %s: %s", request.method, keyless(request.path), failure)
            return pages.page(request, "broken")
        try:
            return await _pass_on(request, answer)
        finally:
            answer.release()

    async def ask(
        self,
        method: str,
        target: str,
        headers: CIMultiDict[str],
        body: Callable[[], AsyncIterator[bytes]] | bytes | None,
    ) -> aiohttp.ClientResponse:
        """The beginning of web's answer; raises aiohttp's errors, ClientConnectorError when web is not there."""
        deadline = asyncio.get_running_loop().time() + OPENING_SECONDS_MAX
        while True:
            try:
                return await self._client.request(
                    method,
                    URL(f"http://web{target}", encoded=True),
                    headers=headers,
                    data=body() if callable(body) else body,
                    allow_redirects=False,
                )
            except aiohttp.ClientConnectorError:  # nothing was sent, so any method may be tried again
                if asyncio.get_running_loop().time() > deadline:
                    raise
                await asyncio.sleep(0.1)


def _target(request: web.BaseRequest) -> str:
    return request.rel_url.raw_path_qs if not request.raw_path.startswith("/") else request.raw_path


def _closing(answer: web.Response) -> web.Response:
    """For answers given before the body was read: the rest of it must not be taken for the next request."""
    answer.force_close()
    return answer


async def _pass_on(request: web.BaseRequest, answer: aiohttp.ClientResponse) -> web.StreamResponse:
    headers = travel.from_web(answer.headers)
    first = b""
    try:
        async for chunk in answer.content.iter_any():
            first += chunk
            if len(first) > WHOLE_BYTES_MAX:
                return await _stream(request, answer, headers, first)
    except (aiohttp.ClientError, TimeoutError) as failure:
        log.warning("web broke off its answer to %s %s: %s", request.method, keyless(request.path), failure)
        return pages.page(request, "broken")
    return await _send_whole(request, answer, headers, first)


async def _send_whole(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, headers: CIMultiDict[str], body: bytes
) -> web.Response:
    if compression.may_compress(answer.status, headers):
        compression.vary_on_encoding(headers)
        if len(body) >= compression.BYTES_MIN and compression.wants_gzip(request):
            body = compression.compress(body)
            compression.mark_compressed(headers)
    if request.method == "HEAD" and "Content-Length" in answer.headers:
        headers["Content-Length"] = answer.headers["Content-Length"]
    return web.Response(status=answer.status, reason=answer.reason, headers=headers, body=body)


async def _stream(
    request: web.BaseRequest, answer: aiohttp.ClientResponse, headers: CIMultiDict[str], first: bytes
) -> web.StreamResponse:
    out = web.StreamResponse(status=answer.status, reason=answer.reason, headers=headers)
    if compression.may_compress(answer.status, headers):
        compression.vary_on_encoding(out.headers)
        if compression.wants_gzip(request):
            compression.mark_compressed(out.headers)
            del out.headers["Content-Encoding"]  # the next line says it
            out.enable_compression(web.ContentCoding.gzip)
    if not out.compression and "Content-Length" in answer.headers:
        out.content_length = int(answer.headers["Content-Length"])
    spool = Spool(memory_bytes_max=1024 * 1024, disk_bytes_max=DISK_BYTES_MAX)
    spool.write(first)
    pump = asyncio.create_task(_pump(answer.content.iter_any(), spool))
    try:
        await out.prepare(request)
        async for chunk in spool.chunks():
            await out.write(chunk)
        await out.write_eof()
    except (aiohttp.ClientPayloadError, SpoolFull, TimeoutError) as failure:
        log.warning("gave up the answer to %s %s: %s", request.method, keyless(request.path), type(failure).__name__)
        if request.transport is not None:
            request.transport.abort()  # a cut connection tells the visitor that this is not all
    finally:
        pump.cancel()
        with suppress(asyncio.CancelledError):
            await pump
        spool.close()
        if not answer.content.at_eof():
            answer.close()
    return out


async def _pump(chunks: AsyncIterator[bytes], spool: Spool) -> None:
    try:
        async for chunk in chunks:
            spool.write(chunk)
    except (aiohttp.ClientError, SpoolFull, TimeoutError) as failure:
        spool.finish(failure)
    else:
        spool.finish()
