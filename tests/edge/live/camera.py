"""A browser's camera as a program: `python -m tests.edge.live.camera URL KEY`; tells the status and the Location."""

from __future__ import annotations

import asyncio
import sys
from fractions import Fraction

import aiohttp
import av
import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack


class Camera(VideoStreamTrack):
    """A picture that changes."""

    number = 0

    async def recv(self) -> av.VideoFrame:
        """The next picture, when it is due."""
        pts, base = await self.next_timestamp()
        Camera.number += 1
        frame = av.VideoFrame.from_ndarray(np.full((240, 320, 3), Camera.number % 250, np.uint8), format="rgb24")
        frame.pts, frame.time_base = pts, Fraction(base)
        return frame


async def publish(url: str, key: str) -> None:
    """Until killed."""
    line = RTCPeerConnection()
    codecs = [
        one for one in RTCRtpSender.getCapabilities("video").codecs if one.mimeType in {"video/H264", "video/rtx"}
    ]
    line.addTransceiver(Camera(), direction="sendonly").setCodecPreferences(codecs)
    line.addTransceiver(AudioStreamTrack(), direction="sendonly")
    await line.setLocalDescription(await line.createOffer())
    headers = {"Content-Type": "application/sdp", "Authorization": f"Bearer {key}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=line.localDescription.sdp, headers=headers) as answer,
    ):
        sys.stdout.write(f"{answer.status} {answer.headers.get('Location', '-')}\n")
        sys.stdout.flush()
        if answer.status == 201:
            await line.setRemoteDescription(RTCSessionDescription(await answer.text(), "answer"))
    await asyncio.sleep(120)


if __name__ == "__main__":
    asyncio.run(publish(*sys.argv[1:3]))
