"""Fragmented MP4 (ISO/IEC 14496-12, CMAF), written box by box.

FFmpeg's muxer decides itself where a fragment ends and holds one stream back for the other; here every part ends at the
frame the packager names, and no bytes of a stranger ever reach C code on the way from RTMP to the screen.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass

VIDEO_TRACK, AUDIO_TRACK = 1, 2
VIDEO_SCALE = 90_000
_MATRIX = struct.pack(">9I", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
_KEY_FLAGS = 0x0200_0000  # depends on no other sample
_OTHER_FLAGS = 0x0101_0000  # depends on others, is no sync sample


@dataclass(frozen=True, slots=True)
class Video:
    """The picture track: an AVCDecoderConfigurationRecord and the size of the picture."""

    record: bytes
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Audio:
    """The sound track: an AudioSpecificConfig of AAC; `rate` is the track's time scale too."""

    config: bytes
    rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Sample:
    """One coded frame; times in the scale of its track, `shift` is presentation minus decoding time."""

    time: int
    duration: int
    shift: int
    is_key: bool
    data: bytes


def box(kind: bytes, *parts: bytes) -> bytes:
    """One box."""
    body = b"".join(parts)
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full(kind: bytes, version: int, flags: int, *parts: bytes) -> bytes:
    return box(kind, struct.pack(">I", version << 24 | flags), *parts)


def make_init(video: Video | None, audio: Audio | None) -> bytes:
    """The initialisation segment of a take."""
    traks, extends = [], []
    if video is not None:
        traks.append(_trak(VIDEO_TRACK, VIDEO_SCALE, video=video))
        extends.append(_full(b"trex", 0, 0, struct.pack(">5I", VIDEO_TRACK, 1, 0, 0, 0)))
    if audio is not None:
        traks.append(_trak(AUDIO_TRACK, audio.rate, audio=audio))
        extends.append(_full(b"trex", 0, 0, struct.pack(">5I", AUDIO_TRACK, 1, 1024, 0, _KEY_FLAGS)))
    header = struct.pack(">4IIHHII", 0, 0, 1000, 0, 0x10000, 0x100, 0, 0, 0) + _MATRIX + bytes(24)
    header += struct.pack(">I", AUDIO_TRACK + 1)
    moov = box(b"moov", _full(b"mvhd", 0, 0, header), *traks, box(b"mvex", *extends))
    return box(b"ftyp", b"iso6", struct.pack(">I", 0), b"iso6cmfcmp41") + moov


def make_fragment(sequence: int, video: Sequence[Sample], audio: Sequence[Sample]) -> bytes:
    """One moof with its mdat; the samples of a track follow each other without holes."""
    data_at = len(_moof(sequence, video, audio, 0)) + 8
    moof = _moof(sequence, video, audio, data_at)
    return moof + box(b"mdat", *[sample.data for sample in video], *[sample.data for sample in audio])


def _moof(sequence: int, video: Sequence[Sample], audio: Sequence[Sample], data_at: int) -> bytes:
    trafs = []
    if video:
        trafs.append(_video_traf(video, data_at))
    if audio:
        trafs.append(_audio_traf(audio, data_at + sum(len(sample.data) for sample in video)))
    return box(b"moof", _full(b"mfhd", 0, 0, struct.pack(">I", sequence & 0xFFFFFFFF)), *trafs)


def _video_traf(samples: Sequence[Sample], data_at: int) -> bytes:
    rows = b"".join(
        struct.pack(
            ">IIIi",
            sample.duration,
            len(sample.data),
            _KEY_FLAGS if sample.is_key else _OTHER_FLAGS,
            sample.shift,
        )
        for sample in samples
    )
    run = _full(b"trun", 1, 0xF01, struct.pack(">Ii", len(samples), data_at), rows)
    return _traf(VIDEO_TRACK, 0, b"", samples[0].time, run)


def _audio_traf(samples: Sequence[Sample], data_at: int) -> bytes:
    sizes = struct.pack(f">{len(samples)}I", *(len(sample.data) for sample in samples))
    run = _full(b"trun", 0, 0x201, struct.pack(">Ii", len(samples), data_at), sizes)
    defaults = struct.pack(">II", samples[0].duration, _KEY_FLAGS)
    return _traf(AUDIO_TRACK, 0x28, defaults, samples[0].time, run)


def _traf(track: int, flags: int, defaults: bytes, time: int, run: bytes) -> bytes:
    head = _full(b"tfhd", 0, 0x020000 | flags, struct.pack(">I", track), defaults)
    return box(b"traf", head, _full(b"tfdt", 1, 0, struct.pack(">Q", time)), run)


def _trak(track: int, scale: int, *, video: Video | None = None, audio: Audio | None = None) -> bytes:
    volume = 0x100 if audio else 0
    width, height = (video.width, video.height) if video else (0, 0)
    place = struct.pack(">5I8xHHHH", 0, 0, track, 0, 0, 0, 0, volume, 0) + _MATRIX
    tkhd = _full(b"tkhd", 0, 3, place, struct.pack(">II", width << 16, height << 16))
    mdhd = _full(b"mdhd", 0, 0, struct.pack(">4IHH", 0, 0, scale, 0, 0x55C4, 0))  # the language "und"
    kind = b"vide" if video else b"soun"
    hdlr = _full(b"hdlr", 0, 0, struct.pack(">I4s12x", 0, kind), b"Halles\0")
    head = _full(b"vmhd", 0, 1, bytes(8)) if video else _full(b"smhd", 0, 0, bytes(4))
    here = box(b"dinf", _full(b"dref", 0, 0, struct.pack(">I", 1), _full(b"url ", 0, 1)))
    entry = _avc1(video) if video else _mp4a(audio)
    empty = [_full(kind, 0, 0, bytes(4)) for kind in (b"stts", b"stsc")]
    empty += [_full(b"stsz", 0, 0, bytes(8)), _full(b"stco", 0, 0, bytes(4))]
    stbl = box(b"stbl", _full(b"stsd", 0, 0, struct.pack(">I", 1), entry), *empty)
    return box(b"trak", tkhd, box(b"mdia", mdhd, hdlr, box(b"minf", head, here, stbl)))


def _avc1(video: Video) -> bytes:
    size = struct.pack(">6xH16xHHIII", 1, video.width, video.height, 0x480000, 0x480000, 0)
    return box(b"avc1", size, struct.pack(">H32xHh", 1, 0x18, -1), box(b"avcC", video.record))


def _mp4a(audio: Audio | None) -> bytes:
    assert audio is not None
    head = struct.pack(">6xH8xHHHHI", 1, audio.channels, 16, 0, 0, min(audio.rate, 0xFFFF) << 16)
    specific = _descriptor(5, audio.config)
    decoder = _descriptor(4, struct.pack(">BBBHII", 0x40, 0x15, 0, 0, 0, 0), specific)
    return box(
        b"mp4a", head, _full(b"esds", 0, 0, _descriptor(3, struct.pack(">HB", 0, 0), decoder, _descriptor(6, b"\2")))
    )


def _descriptor(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">BB", tag, len(body)) + body
