"""What has to be known of an H.264 stream without decoding it: parameter sets, the picture's size, NAL units."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIDE_MAX = 4096
NAL_UNITS_MAX = 1024
IDR, SEI, SPS, PPS, DELIMITER = 5, 6, 7, 8, 9
# Profiles whose SPS tells the colour format (ITU-T H.264, 7.3.2.1.1).
_RICH = frozenset({100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135})


class BrokenStream(Exception):  # noqa: N818 - what the publisher sends, not an error of the program
    """The stream cannot be shown; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the SPS says."""

    width: int
    height: int


class _Bits:
    """Reads bits and Exp-Golomb numbers out of an RBSP; raises BrokenStream at its end."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data, "big")
        self._left = len(data) * 8

    def take(self, count: int) -> int:
        if count > self._left:
            raise BrokenStream("the parameter set ends too early")
        self._left -= count
        return (self._value >> self._left) & ((1 << count) - 1)

    def unsigned(self) -> int:
        zeros = 0
        while not self.take(1):
            zeros += 1
            if zeros > 31:
                raise BrokenStream("a number in the parameter set is too long")
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        code = self.unsigned()
        return (code + 1) // 2 if code & 1 else -(code // 2)


def read_picture(sps: bytes) -> Picture:
    """The picture's size from an SPS (with its NAL header); raises BrokenStream."""
    if len(sps) < 4 or len(sps) > 1024 or sps[0] & 0x1F != SPS:
        raise BrokenStream("there is no sequence parameter set")
    bits = _Bits(sps[1:].replace(b"\0\0\3", b"\0\0"))
    profile = bits.take(8)
    bits.take(16)
    bits.unsigned()
    colour = _read_colour(bits) if profile in _RICH else 1
    bits.unsigned()
    _skip_order(bits)
    bits.unsigned()
    bits.take(1)
    across, down = bits.unsigned() + 1, bits.unsigned() + 1
    is_frame_only = bits.take(1)
    if not is_frame_only:
        bits.take(1)
    bits.take(1)
    width, height = across * 16, down * 16 * (2 - is_frame_only)
    if bits.take(1):
        left, right, top, bottom = (bits.unsigned() for _ in range(4))
        unit_x = 2 if colour in {1, 2} else 1
        unit_y = (2 if colour == 1 else 1) * (2 - is_frame_only)
        width -= (left + right) * unit_x
        height -= (top + bottom) * unit_y
    if not (16 <= width <= SIDE_MAX and 16 <= height <= SIDE_MAX):
        raise BrokenStream(f"the picture would be {width} × {height}")
    return Picture(width, height)


def _read_colour(bits: _Bits) -> int:
    colour = bits.unsigned()
    if colour == 3:
        bits.take(1)
    bits.unsigned()
    bits.unsigned()
    bits.take(1)
    if bits.take(1):
        for number in range(8 if colour != 3 else 12):
            if bits.take(1):
                _skip_scaling(bits, 16 if number < 6 else 64)
    return colour


def _skip_scaling(bits: _Bits, count: int) -> None:
    last = following = 8
    for _ in range(count):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


def _skip_order(bits: _Bits) -> None:
    kind = bits.unsigned()
    if kind == 0:
        bits.unsigned()
    elif kind == 1:
        bits.take(1)
        bits.signed()
        bits.signed()
        count = bits.unsigned()
        if count > 255:
            raise BrokenStream("the parameter set is not one")
        for _ in range(count):
            bits.signed()


def read_record(record: bytes) -> tuple[bytes, bytes]:
    """The first SPS and PPS of an AVCDecoderConfigurationRecord; raises BrokenStream."""
    if len(record) < 8 or len(record) > 4096 or record[0] != 1 or record[4] & 3 != 3 or not record[5] & 31:
        raise BrokenStream("the H.264 configuration is not one we can pass on")
    found: list[bytes] = []
    at = 6
    for kind in (SPS, PPS):
        count = record[5] & 31 if kind == SPS else record[at] if at < len(record) else 0
        at += kind == PPS
        for number in range(count):
            size = int.from_bytes(record[at : at + 2], "big")
            unit = record[at + 2 : at + 2 + size]
            if not size or len(unit) < size:
                raise BrokenStream("the H.264 configuration ends too early")
            if number == 0:
                found.append(unit)
            at += 2 + size
    if len(found) != 2:
        raise BrokenStream("the H.264 configuration lacks a parameter set")
    return found[0], found[1]


def make_record(sps: bytes, pps: bytes) -> bytes:
    """The AVCDecoderConfigurationRecord of a stream with these parameter sets, NAL lengths of four bytes."""
    if len(sps) < 4 or not pps:
        raise BrokenStream("there is no parameter set")
    head = struct.pack(">B3sBBH", 1, sps[1:4], 0xFF, 0xE1, len(sps))
    record = head + sps + struct.pack(">BH", 1, len(pps)) + pps
    if sps[1] in _RICH:
        record += bytes((0xFC | 1, 0xF8, 0xF8, 0))  # 4:2:0 in eight bits: all that browsers show
    return record


def codec_name(record: bytes) -> str:
    """The name in a playlist: avc1.<profile, constraints, level>."""
    return f"avc1.{record[1:4].hex()}"


def units_of(stream: bytes) -> Iterator[bytes]:
    """The NAL units of an Annex-B stream, at most NAL_UNITS_MAX."""
    begin = stream.find(b"\0\0\1")
    for _ in range(NAL_UNITS_MAX):
        if begin < 0:
            return
        end = stream.find(b"\0\0\1", begin + 3)
        unit = stream[begin + 3 : end if end >= 0 else len(stream)]
        if end >= 0:
            unit = unit.rstrip(b"\0")
        if unit:
            yield unit
        begin = end


def has_key_frame(sample: bytes) -> bool:
    """Whether a sample (NAL units behind four-byte lengths) holds an IDR picture; raises BrokenStream."""
    at, is_key = 0, False
    while at < len(sample):
        size = int.from_bytes(sample[at : at + 4], "big")
        if not size or at + 4 + size > len(sample):
            raise BrokenStream("a frame is not made of whole NAL units")
        is_key = is_key or sample[at + 4] & 0x1F == IDR
        at += 4 + size
    return is_key
