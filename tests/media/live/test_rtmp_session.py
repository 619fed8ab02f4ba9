"""RTMP with real clients' habits and with strangers' bytes."""

from __future__ import annotations

import os
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.media.live.rtmp import amf
from halles.media.live.rtmp.amf import BrokenAmf
from halles.media.live.rtmp.chunks import BrokenChunks, ChunkReader, Message, write_message
from halles.media.live.rtmp.session import Event, Publish, Session, Unpublish

HELLO = b"\3" + bytes(8) + os.urandom(1528)
FAR = os.urandom(1536)


def command(*values: object, stream: int = 0) -> bytes:
    return write_message(20, amf.encode(*values), stream=stream)


def obs(name: str = "live_key") -> list[bytes]:
    """What OBS says, in its order, until it may send."""
    connect = {
        "app": "live",
        "type": "nonprivate",
        "flashVer": "FMLE/3.0",
        "swfUrl": "rtmp://a/live",
        "tcUrl": "rtmp://a/live",
    }
    return [
        HELLO + FAR,
        command("connect", 1, connect),
        write_message(1, (4096).to_bytes(4, "big"), channel=2),
        write_message(20, amf.encode("releaseStream", 2, None, name), chunk_bytes=4096),
        write_message(20, amf.encode("FCPublish", 3, None, name), chunk_bytes=4096),
        write_message(20, amf.encode("createStream", 4, None), chunk_bytes=4096),
        write_message(20, amf.encode("_checkbw", 5, None), chunk_bytes=4096),
        write_message(20, amf.encode("publish", 6, None, name, "live"), stream=1, chunk_bytes=4096),
    ]


def talk(session: Session, told: list[bytes]) -> list[Event]:
    return [event for data in told for event in session.feed(data)]


def test_obs_is_understood_in_whatever_pieces_it_comes() -> None:
    whole = b"".join(obs())
    for size in (1, 7, 1536, len(whole)):
        session = Session()
        pieces = [whole[at : at + size] for at in range(0, len(whole), size)]
        assert talk(session, pieces) == [Publish("live_key")]
        said = session.take_output()
        assert said[0] == 3
        assert said[1537 : 1537 + 1536] == HELLO[1:]
        assert b"NetConnection.Connect.Success" in said
        session.accept()
        assert b"NetStream.Publish.Start" in session.take_output()


def test_media_come_only_after_the_key_was_accepted() -> None:
    session = Session()
    talk(session, obs())
    with pytest.raises(BrokenChunks, match="before a key"):
        session.feed(write_message(9, b"\x17\0" + bytes(60), channel=6, stream=1, chunk_bytes=4096))


def test_a_line_that_moved_stands_where_it_stood() -> None:
    told = b"".join(obs())
    fresh = Session()
    assert fresh.feed(told) == [Publish("live_key")]
    fresh.accept()
    body = bytes(range(256)) * 40
    assert fresh.feed(write_message(9, body, channel=6, stream=1, chunk_bytes=4096)) == [Message(9, 1, 0, body)]
    goodbye = [
        write_message(20, amf.encode("FCUnpublish", 7, None, "live_key"), chunk_bytes=4096),
        write_message(20, amf.encode("deleteStream", 8, None, 1), chunk_bytes=4096),
    ]
    assert talk(fresh, goodbye) == [Unpublish(), Unpublish()]


def test_long_time_stamps_and_chunks_of_several_streams() -> None:
    reader = ChunkReader(10_000)
    late = (0x1000000).to_bytes(4, "big")
    first = b"\x06\xff\xff\xff\x00\x00\xc8\x09\x01\0\0\0" + late + b"a" * 128
    between = b"\x04\x00\x00\x05\x00\x00\x02\x08\x01\0\0\0bb"
    rest = b"\xc6" + late + b"a" * 72
    assert reader.feed(first + between + rest) == [
        Message(8, 1, 5, b"bb"),
        Message(9, 1, 0x1000000, b"a" * 200),
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\x06" + HELLO[1:],
        HELLO + FAR + b"\x43" + bytes(7),  # a chunk that goes on what never began
        HELLO + FAR + b"\x03\x00\x00\x00\xff\xff\xff\x14\x00\x00\x00\x00",  # a command of 16 MB
        HELLO + FAR + command("publish", 1, None, "x", "live"),
        HELLO + FAR + command("connect", 1, {"app": "elsewhere"}),
        HELLO + FAR + command("connect", 1, {"app": "live"}) + command("play", 2, None, "x"),
        HELLO + FAR + command("connect", 1, {"app": "live"}) + command("publish", 2, None, "x", "live"),
        HELLO + FAR + write_message(1, bytes(4), channel=2),
        HELLO + FAR + command("connect", 1, {"app": "live"}) + command("_checkbw", 2) * 100,
        b"".join(obs()[:-1]) + write_message(20, amf.encode("publish", 6, None, "x" * 300), stream=1, chunk_bytes=4096),
    ],
)
def test_what_is_not_a_publisher_is_shown_out(bad: bytes) -> None:
    with pytest.raises((BrokenChunks, BrokenAmf)):
        Session().feed(bad)


def test_no_number_of_beginnings_grows_beyond_its_limit() -> None:
    reader = ChunkReader(4 * 1024 * 1024)
    reader.feed(write_message(1, (1_000_000).to_bytes(4, "big"), channel=2))
    begun = [bytes((number,)) + b"\0\0\0\x3f\0\0\x09\1\0\0\0" + bytes(1_000_000) for number in range(3, 20)]
    with pytest.raises(BrokenChunks, match="unfinished"):
        [reader.feed(data) for data in begun]
    streams = ChunkReader(1000)
    many = b"".join(bytes((number,)) + b"\0\0\0\0\0\1\x09\1\0\0\0x" for number in range(3, 60))
    with pytest.raises(BrokenChunks, match="too many chunk streams"):
        streams.feed(many)


@settings(max_examples=400, deadline=None)
@given(st.lists(st.binary(max_size=400), max_size=8), st.integers(0, 8))
def test_strangers_bytes_at_every_stage(noise: list[bytes], stage: int) -> None:
    session = Session()
    try:
        talk(session, obs()[:stage])
        if stage == 8:
            session.accept()
        for data in noise:
            for event in session.feed(data):
                assert isinstance(event, Publish | Unpublish | Message)
    except (BrokenChunks, BrokenAmf):
        pass
    assert len(session.take_output()) < 200_000


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_amf_of_strangers(data: bytes) -> None:
    with suppress(BrokenAmf):
        amf.decode(data)


values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.dictionaries(st.text(min_size=1, max_size=8), inner, max_size=3),
    max_leaves=6,
)


@given(st.lists(values, max_size=6))
def test_amf_says_what_was_meant(told: list[object]) -> None:
    assert amf.decode(amf.encode(*told)) == told
