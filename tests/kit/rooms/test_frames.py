from __future__ import annotations

import json
import os
import struct
import zlib
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halles.kit.rooms.frames import BINARY, CLOSE, PING, TEXT, Frame, accepts_deflate, closing, frame
from halles.kit.rooms.reading import FrameRefused, Reader

BYTES_MAX = 2000


def masked(opcode: int, payload: bytes, *, fin: bool = True, rsv: int = 0, mask: bytes = b"\x01\x02\x03\x04") -> bytes:
    first, size = (0x80 if fin else 0) | rsv | opcode, len(payload)
    head = bytes([first, 0x80 | size]) if size < 126 else struct.pack("!BBH", first, 0xFE, size)
    return head + mask + bytes(byte ^ mask[place % 4] for place, byte in enumerate(payload))


def deflated(payload: bytes) -> bytes:
    maker = zlib.compressobj(9, zlib.DEFLATED, -15)
    return (maker.compress(payload) + maker.flush(zlib.Z_SYNC_FLUSH))[:-4]


def read(data: bytes, *, may_deflate: bool = True) -> list[tuple[int, bytes]]:
    return list(Reader(bytes_max=BYTES_MAX, may_deflate=may_deflate).feed(data))


@pytest.mark.parametrize("size", [0, 1, 125, 126, 127, 65535, 65536, 70000])
def test_lengths_are_written_in_the_shortest_form(size: int) -> None:
    payload = os.urandom(size)
    made = frame(BINARY, payload)
    head = 2 if size < 126 else 4 if size < 65536 else 10
    assert made[0] == 0x82
    assert made[head:] == payload
    told = made[1] if head == 2 else struct.unpack("!H" if head == 4 else "!Q", made[2:head])[0]
    assert told == size


def test_a_frame_is_built_once_in_both_forms() -> None:
    text = json.dumps([{"k": "chat", "text": "Il en reste trois ?"}] * 20).encode()
    built = Frame.of(text)
    assert built.plain == frame(TEXT, text)
    assert built.deflated[0] == 0x80 | 0x40 | TEXT
    body = built.deflated[4:] if built.deflated[1] == 126 else built.deflated[2:]
    # Read by somebody who keeps no window between messages, and by somebody who does.
    for _ in range(2):
        assert zlib.decompressobj(-15).decompress(body + b"\x00\x00\xff\xff") == text
    kept = zlib.decompressobj(-15)
    assert [kept.decompress(body + b"\x00\x00\xff\xff") for _ in range(2)] == [text, text]
    assert len(built.deflated) < len(built.plain) / 5


def test_what_is_short_is_not_deflated() -> None:
    assert Frame.of(b"[]").deflated == Frame.of(b"[]").plain == b"\x81\x02[]"


def test_a_farewell_has_code_and_reason() -> None:
    assert closing(4001, "slow") == bytes([0x88, 6]) + struct.pack("!H", 4001) + b"slow"
    assert len(closing(4001, "x" * 500)) == 2 + 125


@pytest.mark.parametrize(
    ("offers", "is_taken"),
    [
        ("permessage-deflate; client_max_window_bits", True),
        ("permessage-deflate", True),
        ("permessage-deflate; server_max_window_bits=10, permessage-deflate", True),
        ("permessage-deflate; server_max_window_bits=15; server_no_context_takeover", True),
        ("permessage-deflate; server_max_window_bits=10", False),
        ("permessage-deflate; unheard_of", False),
        ("permessage-deflate; client_max_window_bits; client_max_window_bits", False),
        ("x-webkit-deflate-frame", False),
        ("", False),
    ],
)
def test_only_an_offer_our_frames_fit_into_is_taken(offers: str, is_taken: bool) -> None:
    assert accepts_deflate(offers) is is_taken


@given(offers=st.text(max_size=200))
def test_any_offer_is_answered(offers: str) -> None:
    assert accepts_deflate(offers) in {True, False}


def test_messages_in_parts_and_between_them_control_frames() -> None:
    parts = masked(TEXT, b"Bon", fin=False) + masked(PING, b"?") + masked(0, b"jo", fin=False) + masked(0, b"ur")
    assert read(parts) == [(PING, b"?"), (TEXT, b"Bonjour")]


def test_a_deflated_message_in_parts() -> None:
    whole = deflated(b"Bonjour " * 100)
    assert read(masked(TEXT, whole[:5], fin=False, rsv=0x40) + masked(0, whole[5:])) == [(TEXT, b"Bonjour " * 100)]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x81\x01x", 1002),  # not masked
        (masked(TEXT, b"x", rsv=0x20), 1002),
        (masked(3, b""), 1002),
        (masked(PING, b"x" * 126), 1002),
        (masked(PING, b"", fin=False), 1002),
        (masked(0, b"x"), 1002),
        (masked(TEXT, b"a", fin=False) + masked(TEXT, b"b"), 1002),
        (masked(0, b"b", rsv=0x40), 1002),
        (masked(TEXT, b"no deflate", rsv=0x40), 1007),
        (masked(TEXT, deflated(b"x" * (BYTES_MAX + 1)), rsv=0x40), 1009),
        (struct.pack("!BBQ", 0x81, 0xFF, 1 << 62), 1009),
        (masked(TEXT, b"x" * BYTES_MAX, fin=False) + masked(0, b"x"), 1009),
    ],
)
def test_wrong_frames_are_refused_by_code(data: bytes, code: int) -> None:
    with pytest.raises(FrameRefused) as refused:
        read(data)
    assert refused.value.code == code


def test_deflated_is_refused_where_it_was_not_agreed_upon() -> None:
    with pytest.raises(FrameRefused) as refused:
        read(masked(TEXT, deflated(b"x"), rsv=0x40), may_deflate=False)
    assert refused.value.code == 1002


@given(data=st.data())
def test_messages_arrive_whole_however_they_are_cut(data: st.DataObject) -> None:
    messages = data.draw(st.lists(st.tuples(st.sampled_from([TEXT, BINARY, PING, CLOSE]), st.binary(max_size=120))))
    line = b"".join(masked(opcode, payload, mask=os.urandom(4)) for opcode, payload in messages)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=8)))
    reader, found = Reader(bytes_max=BYTES_MAX, may_deflate=True), []
    for start, end in zip([0, *cuts], [*cuts, len(line)], strict=True):
        found += reader.feed(line[start:end])
    assert found == messages


@given(chunks=st.lists(st.binary(max_size=300), max_size=12))
def test_noise_is_refused_or_waited_for_and_never_piles_up(chunks: list[bytes]) -> None:
    reader = Reader(bytes_max=BYTES_MAX, may_deflate=True)
    with suppress(FrameRefused):
        for chunk in chunks:
            for _, payload in reader.feed(chunk):
                assert len(payload) <= BYTES_MAX
            assert len(reader._buffer) <= BYTES_MAX + 14
            assert len(reader._parts) <= BYTES_MAX
