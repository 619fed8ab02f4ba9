"""Bodies of RTMP's sound and picture messages (FLV tags) on their way into the packager."""

from __future__ import annotations

from halles.media.live.avc import BrokenStream
from halles.media.live.boxes import VIDEO_SCALE
from halles.media.live.packager import Packager
from halles.media.live.rtmp.chunks import Message
from halles.media.live.rtmp.session import AUDIO, VIDEO

TICKS_PER_MS = VIDEO_SCALE // 1000
H264, AAC = 7, 10
WRONG_CODEC = "codec"
WITHOUT_PICTURE = "no_picture"


class WrongCodec(BrokenStream):
    """The publisher's programme is set to something that cannot be shown without decoding it."""


def put(message: Message, packager: Packager) -> None:
    """Hands one message on; raises BrokenStream for what cannot be shown."""
    data = message.data
    if message.kind == VIDEO and data:
        _put_video(message.time, data, packager)
    elif message.kind == AUDIO and data:
        _put_audio(message.time, data, packager)


def _put_video(time: int, data: bytes, packager: Packager) -> None:
    if data[0] & 0x80 or data[0] & 15 != H264:
        raise WrongCodec("the picture is not H.264")
    if data[0] >> 4 == 5 or len(data) < 5:
        return  # a note about seeking
    if data[1] == 0:
        packager.set_video(data[5:])
    elif data[1] == 1:
        shift = int.from_bytes(data[2:5], "big", signed=True)
        packager.add_video(time * TICKS_PER_MS, shift * TICKS_PER_MS, data[5:])


def _put_audio(time: int, data: bytes, packager: Packager) -> None:
    if data[0] >> 4 != AAC:
        raise WrongCodec("the sound is not AAC")
    if len(data) < 2:
        return
    if data[1] == 0:
        packager.set_audio(data[2:])
    else:
        packager.add_audio(time * TICKS_PER_MS, data[2:])
