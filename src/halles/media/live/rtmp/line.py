"""An RTMP line whose key was checked: it goes on in the show's own process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from halles.media.live.avc import BrokenStream
from halles.media.live.pace import Pace
from halles.media.live.packager import Packager
from halles.media.live.rtmp import flv
from halles.media.live.rtmp.amf import BrokenAmf
from halles.media.live.rtmp.chunks import BrokenChunks, Message
from halles.media.live.rtmp.session import Publish, Session, Unpublish

log = logging.getLogger("halles.media.live")
Left = Callable[[Any, str], None]


class RtmpLine(asyncio.Protocol):
    """Feeds the packager until the publisher leaves; then `left` hears why: stopped, gone, silent, codec, broken, …"""

    protocol = "rtmp"

    def __init__(self, packager: Packager, transcript: bytes, left: Left) -> None:
        self._packager = packager
        self._left = left
        self._transport: asyncio.Transport | None = None
        self._pace: Pace | None = None
        self._is_over = False
        self._session = Session()
        events = self._session.feed(transcript)
        assert any(isinstance(event, Publish) for event in events), "the edge hands over only who may publish"
        self._session.take_output()  # all said already, by the edge
        self._session.accept()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]
        if self._is_over:
            transport.close()
            return
        self._pace = Pace(self._leave)
        self._send()

    def data_received(self, data: bytes) -> None:
        if self._is_over:
            return
        try:
            for event in self._session.feed(data):
                if isinstance(event, Message):
                    self._count(len(event.data))
                    flv.put(event, self._packager)
                elif isinstance(event, Unpublish):
                    self._leave("stopped")
                    return
        except flv.WrongCodec as wrong:
            self._session.refuse("Rejected", f"{str(wrong).capitalize()}. Set the encoder to H.264 and AAC.")
            self._send()
            self._leave("codec")
        except (BrokenStream, BrokenChunks, BrokenAmf) as broken:
            log.warning("broken RTMP: %s", broken)
            self._leave("broken")
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._leave("gone")

    def close(self) -> None:
        """Ends the line without a word to `left`."""
        self._is_over = True
        if self._pace is not None:
            self._pace.stop()
        if self._transport is not None:
            self._transport.close()

    def _leave(self, reason: str) -> None:
        if not self._is_over:
            self.close()
            self._left(self, reason)

    def _count(self, size: int) -> None:
        if self._pace is not None:
            self._pace.count(size)

    def _send(self) -> None:
        out = self._session.take_output()
        if out and self._transport is not None:
            self._transport.write(out)
