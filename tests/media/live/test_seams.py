"""The private names of aiortc that WHIP stands on: a new version that moves one fails here, not in a show."""

from __future__ import annotations

import asyncio
import inspect

import aioice.ice
import aiortc.rtcrtpreceiver
from aiortc import RTCPeerConnection, RTCRtpReceiver

from halles.media.live.whip import peer, seams
from halles.media.live.whip.lips import Lips


def test_the_decoder_is_asked_for_by_the_name_that_was_replaced() -> None:
    assert peer.seams is seams  # importing it installs the seams
    source = inspect.getsource(aiortc.rtcrtpreceiver.decoder_worker)
    assert "decoder = get_decoder(codec)" in source
    assert "frames = decoder.decode(encoded_frame)" in source
    assert isinstance(aiortc.rtcrtpreceiver.get_decoder(None), seams.PassThrough)
    assert "get_host_addresses(" in inspect.getsource(aioice.ice.Connection)


def test_a_receiver_has_what_is_read_from_it() -> None:
    async def look() -> None:
        line = RTCPeerConnection()
        receiver = line.addTransceiver("video", direction="recvonly").receiver
        assert seams.origin_of(receiver) is None
        assert seams.sources_of(receiver) == []
        heard: list[tuple[float, int]] = []
        seams.watch_reports(receiver, lambda ntp, rtp: heard.append((ntp, rtp)))
        info = aiortc.rtp.RtcpSenderInfo(ntp_timestamp=5 << 32, rtp_timestamp=90_000, packet_count=1, octet_count=1)
        await receiver._handle_rtcp_packet(aiortc.rtp.RtcpSrPacket(ssrc=1, sender_info=info))
        assert heard == [(5.0, 90_000)]
        await line.close()

    asyncio.run(look())
    assert "self._handle_rtcp_packet" not in inspect.getsource(RTCRtpReceiver)  # called from outside, by attribute
    assert "._handle_rtcp_packet(" in inspect.getsource(aiortc.rtcdtlstransport)


def test_sound_meets_the_picture_by_arrival_then_by_reports() -> None:
    lips = Lips()
    lips.arrive("video", 0, 10.033)
    assert lips.shift == 0
    lips.arrive("audio", 0, 10.580)
    assert lips.shift == 45_000
    lips.report("video", 100.0, 1_000, 1_000)
    lips.report("audio", 100.2, 48_000 + 5, 5)
    assert lips.shift == 45_000 - 117_000 or lips.shift == -72_000  # one second of sound had passed at its report
    lips.report("audio", 4_000.0, 5, 5)
    assert lips.shift == 45_000  # reports that contradict the arrivals by minutes are not believed
