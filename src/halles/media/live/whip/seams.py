"""Where aiortc is bent: the picture is not decoded, and a machine without a network still hears itself.

Private names of aiortc and aioice; tests/media/live/test_seams.py fails when one of them moves.
"""

from __future__ import annotations

from typing import Any

import aioice.ice
import aiortc.rtcrtpreceiver
from aiortc import RTCRtpReceiver


class PassThrough:
    """In the place of a decoder: gives the coded frame itself."""

    def decode(self, frame: Any) -> list[Any]:
        """The frame as it came."""
        return [frame]


def install() -> None:
    """Bends both libraries, for this process."""
    aiortc.rtcrtpreceiver.get_decoder = lambda _codec: PassThrough()  # type: ignore[assignment,attr-defined,return-value]
    told = aioice.ice.get_host_addresses

    def addresses(use_ipv4: bool, use_ipv6: bool) -> list[str]:
        return told(use_ipv4, use_ipv6) or ["127.0.0.1"]

    aioice.ice.get_host_addresses = addresses


def origin_of(receiver: RTCRtpReceiver) -> int | None:
    """The RTP time stamp that the receiver maps to 0."""
    origin: int | None = receiver._RTCRtpReceiver__timestamp_mapper._origin  # type: ignore[attr-defined]  # noqa: SLF001
    return origin


def sources_of(receiver: RTCRtpReceiver) -> list[int]:
    """The SSRCs that carry media, without those that only repeat lost packets."""
    repeating = receiver._RTCRtpReceiver__rtx_ssrc  # type: ignore[attr-defined]  # noqa: SLF001
    return [found.source for found in receiver.getSynchronizationSources() if found.source not in repeating]


async def ask_key_frame(receiver: RTCRtpReceiver) -> None:
    """Asks the sender for a key frame (PLI): browsers send none of themselves."""
    for source in sources_of(receiver):
        await receiver._send_rtcp_pli(source)  # noqa: SLF001


def watch_reports(receiver: RTCRtpReceiver, hear: Any) -> None:
    """Calls `hear(ntp seconds, RTP time stamp)` for every sender report."""
    told = receiver._handle_rtcp_packet  # noqa: SLF001

    async def handle(packet: Any) -> None:
        info = getattr(packet, "sender_info", None)
        if info is not None:
            hear(info.ntp_timestamp / 2**32, info.rtp_timestamp)
        await told(packet)

    receiver._handle_rtcp_packet = handle  # type: ignore[method-assign]  # noqa: SLF001
