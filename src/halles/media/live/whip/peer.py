"""One publisher by WebRTC: answers the offer, asks for key frames, feeds the packager."""

from __future__ import annotations

import asyncio
import logging
import struct
from collections.abc import Callable
from typing import Any

from aiortc import (
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError
from aiortc.sdp import MediaDescription, SessionDescription, candidate_from_sdp

from halles.media.live import avc
from halles.media.live.avc import BrokenStream
from halles.media.live.pace import Pace
from halles.media.live.packager import Packager
from halles.media.live.whip import seams
from halles.media.live.whip.lips import Lips
from halles.media.live.whip.sound import Sound

seams.install()
log = logging.getLogger("halles.media.live")
KEY_FRAME_SECONDS = 1.9
LOOK_SECONDS = 0.1
SECTIONS_MAX = 3
CANDIDATES_MAX = 64
GATHER_SECONDS_MAX = 8.0
Left = Callable[[Any, str], None]


class OfferRefused(Exception):  # noqa: N818 - an answer to the publisher
    """The offer cannot be answered; the message says why, for the log."""


class Peer:
    """Feeds the packager until the publisher leaves; then `left` hears why."""

    protocol = "whip"

    def __init__(self, packager: Packager, left: Left, ice_servers: tuple[str, ...]) -> None:
        self.resource = ""
        self._packager = packager
        self._left = left
        servers = [_ice_server(told) for told in ice_servers]
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_over = False
        self._lips = Lips()
        self._sound: Sound | None = None
        self._sets: dict[int, bytes] = {}
        self._key_at = 0.0
        self._candidates = 0
        self._pace: Pace | None = None

    async def accept(self, offer: str) -> str:
        """The answer to an offer of H.264 and Opus; raises OfferRefused."""
        try:
            read = read_offer(offer)
            async with asyncio.timeout(GATHER_SECONDS_MAX):
                return await self._accept(read)
        except OfferRefused:
            self.close()
            raise
        except Exception as broken:
            # Whatever a stranger's SDP makes the library stumble over is the stranger's fault.
            log.warning("an offer cannot be answered: %s: %s", type(broken).__name__, broken)
            self.close()
            raise OfferRefused("the offer is broken") from broken

    async def add_candidates(self, fragment: str) -> None:
        """Further addresses of the publisher (RFC 8840)."""
        for line in fragment.splitlines():
            if self._candidates >= CANDIDATES_MAX or not line.startswith("a=candidate:"):
                continue
            self._candidates += 1
            try:
                candidate = candidate_from_sdp(line.removeprefix("a=candidate:").strip())
                candidate.sdpMLineIndex = 0
                await self._connection.addIceCandidate(candidate)
            except Exception as broken:
                log.info("a candidate that is none: %s", broken)

    def close(self) -> None:
        """Ends the connection without a word to `left`."""
        if self._is_over:
            return
        self._is_over = True
        if self._pace is not None:
            self._pace.stop()
        here = asyncio.current_task()
        for task in self._tasks:
            if task is not here:
                task.cancel()
        closing = asyncio.create_task(self._connection.close())
        _closing.add(closing)
        closing.add_done_callback(_closing.discard)

    async def _accept(self, offer: str) -> str:
        connection = self._connection
        connection.on("connectionstatechange", self._on_state)
        await connection.setRemoteDescription(RTCSessionDescription(sdp=offer, type="offer"))
        for transceiver in connection.getTransceivers():
            transceiver.direction = "recvonly"
        await connection.setLocalDescription(await connection.createAnswer())
        self._pace = Pace(self._leave)
        for transceiver in connection.getTransceivers():
            receiver, kind = transceiver.receiver, transceiver.kind
            seams.watch_reports(receiver, self._reporter(kind, receiver))
            self._start(self._pump(kind, receiver))
            if kind == "video":
                self._start(self._keep_asking(receiver))
        return str(connection.localDescription.sdp)

    def _reporter(self, kind: str, receiver: RTCRtpReceiver) -> Callable[[float, int], None]:
        return lambda ntp_s, rtp: self._lips.report(kind, ntp_s, rtp, seams.origin_of(receiver))

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _on_state(self) -> None:
        if self._connection.connectionState in {"failed", "closed"}:
            self._leave("gone")

    async def _pump(self, kind: str, receiver: RTCRtpReceiver) -> None:
        track, loop = receiver.track, asyncio.get_running_loop()
        try:
            while not self._is_over:
                frame: Any = await track.recv()
                if self._pace is not None:
                    self._pace.count(len(frame.data))
                ticks = frame.timestamp if kind == "video" else frame.timestamp * 15 // 8
                self._lips.arrive(kind, ticks, loop.time())
                if kind == "video":
                    self._add_picture(ticks, frame.data, loop.time())
                else:
                    self._add_sound(ticks, frame.data)
        except MediaStreamError:
            self._leave("gone")
        except BrokenStream as broken:
            log.warning("broken WebRTC: %s", broken)
            self._leave("broken")
        except Exception:
            log.exception("the way from WebRTC to the parts failed")
            self._leave("broken")

    def _add_picture(self, ticks: int, stream: bytes, now: float) -> None:
        units = list(avc.units_of(stream))
        kinds = {unit[0] & 0x1F for unit in units}
        for unit in units:
            if unit[0] & 0x1F in {avc.SPS, avc.PPS}:
                self._sets[unit[0] & 0x1F] = unit
        if avc.IDR in kinds:
            self._key_at = now
            if len(self._sets) == 2:
                self._packager.set_video(avc.make_record(self._sets[avc.SPS], self._sets[avc.PPS]))
        coded = [unit for unit in units if 1 <= unit[0] & 0x1F <= avc.IDR]
        self._packager.add_video(ticks, 0, b"".join(struct.pack(">I", len(unit)) + unit for unit in coded))

    def _add_sound(self, ticks: int, packet: bytes) -> None:
        if self._sound is None:
            self._sound = Sound(self._give_sound)
            self._packager.set_audio(self._sound.config)
        if self._lips.is_settled:
            self._sound.add(ticks + self._lips.shift, packet)

    def _give_sound(self, ticks: int, data: bytes) -> None:
        self._packager.add_audio(ticks, data)

    async def _keep_asking(self, receiver: RTCRtpReceiver) -> None:
        loop = asyncio.get_running_loop()
        while True:
            if loop.time() - self._key_at >= KEY_FRAME_SECONDS:
                await seams.ask_key_frame(receiver)
            await asyncio.sleep(LOOK_SECONDS)

    def _leave(self, reason: str) -> None:
        if not self._is_over:
            self.close()
            self._left(self, reason)


_closing: set[asyncio.Task[None]] = set()


def read_offer(offer: str) -> str:
    """The offer with H.264 as its only picture; refuses what no camera sends, by OfferRefused."""
    try:
        told = SessionDescription.parse(offer)
    except Exception as broken:
        raise OfferRefused("the offer is not SDP") from broken
    kinds = [section.kind for section in told.media]
    if not 1 <= len(kinds) <= SECTIONS_MAX or kinds.count("video") != 1 or kinds.count("audio") > 1:
        raise OfferRefused("the offer is not of one picture and one sound")
    if sum(len(section.ice_candidates) for section in told.media) > CANDIDATES_MAX:
        raise OfferRefused("too many candidates")
    if any(section.dtls is None or not section.dtls.fingerprints for section in told.media):
        raise OfferRefused("the offer tells no fingerprint")
    _keep_h264(told.media[kinds.index("video")])
    try:
        return str(told)
    except Exception as broken:
        raise OfferRefused("the offer holds what cannot be said again") from broken


def _keep_h264(video: MediaDescription) -> None:
    """The library would take whichever codec comes first, and only H.264 is watched everywhere without transcoding."""
    pictures = [codec for codec in video.rtp.codecs if codec.mimeType.lower() == "video/h264"]
    if not pictures:
        raise OfferRefused("the picture is not H.264")
    numbers = {codec.payloadType for codec in pictures}
    repeats = [
        codec
        for codec in video.rtp.codecs
        if codec.mimeType.lower() == "video/rtx" and codec.parameters.get("apt") in numbers
    ]
    video.rtp.codecs = pictures + repeats
    video.fmt = [codec.payloadType for codec in video.rtp.codecs]


def _ice_server(told: str) -> RTCIceServer:
    url, username, password = told.split("\n")
    return RTCIceServer(urls=url, username=username or None, credential=password or None)
