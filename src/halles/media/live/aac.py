"""What has to be known of an AAC stream: its AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1)."""

from __future__ import annotations

from halles.media.live.avc import BrokenStream
from halles.media.live.boxes import Audio

FRAME = 1024
_RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
_CHANNELS = (0, 1, 2, 3, 4, 5, 6, 8)


def read_config(config: bytes) -> Audio:
    """The track that the configuration describes; raises BrokenStream."""
    if not 2 <= len(config) <= 64:
        raise BrokenStream("the AAC configuration is not one")
    bits = int.from_bytes(config[:2], "big")
    kind, rate, channels = bits >> 11, (bits >> 7) & 15, (bits >> 3) & 15
    if kind not in {2, 5, 29} or rate >= len(_RATES) or not 1 <= channels < len(_CHANNELS):
        raise BrokenStream("this kind of AAC cannot be passed on")
    return Audio(config, _RATES[rate], _CHANNELS[channels])


def codec_name(audio: Audio) -> str:
    """The name in a playlist."""
    return f"mp4a.40.{audio.config[0] >> 3}"
