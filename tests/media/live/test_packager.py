"""Frames in, parts out."""

from __future__ import annotations

import io
from itertools import pairwise

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.media.live import avc
from halles.media.live.avc import BrokenStream
from halles.media.live.packager import Init, Packager, Part
from halles.media.live.rtmp import flv
from halles.media.live.rtmp.chunks import Message
from tests.media.live.makers import count_frames, make_messages, package


def parts_of(found: list[Init | Part]) -> list[Part]:
    return [one for one in found if isinstance(one, Part)]


def test_parts_are_short_segments_begin_with_key_frames_and_nothing_is_lost() -> None:
    found = package(make_messages(seconds=6))
    assert isinstance(found[0], Init)
    assert (found[0].width, found[0].height, found[0].take) == (320, 180, 1)
    assert found[0].codecs.endswith(",mp4a.40.2")
    parts = parts_of(found)
    assert [part.duration_ms for part in parts] == [pytest.approx(200, abs=2)] * 30
    assert [part.msn for part in parts] == [0] * 10 + [1] * 10 + [2] * 10
    assert all(part.is_independent for part in parts if part.number == 0)
    assert [part.number for part in parts if part.is_last] == [9, 9, 9]
    pictures, sounds = count_frames(b"".join(one.data for one in found))
    assert pictures == 180
    assert sounds == pytest.approx(6 * 44100 / 1024, abs=2)


@pytest.mark.parametrize(("rate", "longest"), [(24, 209), (25, 201), (15, 201), (12, 225), (60, 201)])
def test_parts_keep_what_the_playlist_promises_at_every_rate(rate: int, longest: int) -> None:
    found = package(make_messages(seconds=4, rate=rate, gop=rate, sound=False))
    assert max(part.duration_ms for part in parts_of(found)) <= longest
    assert count_frames(b"".join(one.data for one in found)) == (rate * 4, 0)


@pytest.mark.parametrize(("width", "height"), [(320, 180), (180, 320), (322, 178), (1920, 1080), (640, 362)])
def test_the_size_of_the_picture_is_read_from_the_stream(width: int, height: int) -> None:
    (init, *_) = package(make_messages(seconds=1, width=width, height=height, sound=False))
    assert isinstance(init, Init)
    assert (init.width, init.height) == (width, height)


def test_b_frames_come_out_in_their_order() -> None:
    found = package(make_messages(seconds=2, b=2))
    with av.open(_file(found)) as opened:
        shown = [frame.pts for frame in opened.decode(video=0)]
    assert shown == sorted(shown)
    assert len(shown) == 60


def test_few_key_frames_still_make_segments() -> None:
    found = parts_of(package(make_messages(seconds=20, gop=600, sound=False, rate=12)))
    lengths = [sum(part.duration_ms for part in found if part.msn == msn) for msn in (0, 1)]
    assert lengths == [pytest.approx(8000, abs=120)] * 2


def test_a_new_line_is_a_new_take_and_numbers_go_on() -> None:
    run = make_messages(seconds=3)
    found = package(run, run)
    assert [one.take for one in found if isinstance(one, Init)] == [1, 2]
    parts = parts_of(found)
    assert [part.msn for part in parts] == sorted(part.msn for part in parts)
    assert {part.msn for part in parts if part.take == 1} == {0, 1}
    assert {part.msn for part in parts if part.take == 2} == {2, 3}


def test_another_picture_in_the_same_line_is_a_new_take() -> None:
    found: list[Init | Part] = []
    packager = Packager(found.append, lambda: 0.0)
    for message in make_messages(seconds=2):
        flv.put(message, packager)
    for message in make_messages(seconds=2, width=180, height=320):
        flv.put(Message(message.kind, 1, message.time + 2000, message.data), packager)
    packager.end_take()
    assert [(one.width, one.height) for one in found if isinstance(one, Init)] == [(320, 180), (180, 320)]


def test_sound_that_was_promised_and_never_comes_is_not_waited_for_long() -> None:
    found: list[Init | Part] = []
    packager = Packager(found.append, lambda: 0.0)
    for message in make_messages(seconds=3):
        if message.kind == 9 or message.data[1] == 0:
            flv.put(message, packager)
    packager.end_take()
    assert isinstance(found[0], Init)
    assert "mp4a" not in found[0].codecs
    assert count_frames(b"".join(one.data for one in found)) == (90, 0)


def test_the_wall_clock_of_parts_runs_with_the_media() -> None:
    parts = parts_of(package(make_messages(seconds=6)))
    steps = [after.at_ms - before.at_ms for before, after in pairwise(parts)]
    assert all(190 <= step <= 210 for step in steps)


def test_other_codecs_are_refused_by_name() -> None:
    packager = Packager(lambda _: None, lambda: 0.0)
    with pytest.raises(flv.WrongCodec, match=r"H\.264"):
        flv.put(Message(9, 1, 0, b"\x12\x00\x00\x00\x00\x00"), packager)
    with pytest.raises(flv.WrongCodec, match="AAC"):
        flv.put(Message(8, 1, 0, b"\x2f\xff"), packager)
    with pytest.raises(flv.WrongCodec):
        flv.put(Message(9, 1, 0, b"\x90hvc1" + bytes(40)), packager)  # the newer RTMP's way to say HEVC


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([8, 9]), st.integers(0, 2**32), st.binary(max_size=80)), max_size=30))
def test_nonsense_is_refused_as_such(told: list[tuple[int, int, bytes]]) -> None:
    packager = Packager(lambda _: None, lambda: 0.0)
    for message in make_messages(seconds=1):
        flv.put(message, packager)
    for kind, time, data in told:
        try:
            flv.put(Message(kind, 1, time, data), packager)
        except BrokenStream:
            break
    packager.end_take()


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_changed_frames_and_times_never_break_the_packager(data: st.DataObject) -> None:
    found: list[Init | Part] = []
    packager = Packager(found.append, lambda: 0.0)
    run = make_messages(seconds=2)
    at = data.draw(st.integers(0, len(run) - 1))
    moved = data.draw(st.integers(-(10**6), 2**32))
    spoiled = data.draw(st.binary(max_size=12))
    for number, message in enumerate(run):
        body = message.data[: len(message.data) - len(spoiled)] + spoiled if number == at else message.data
        try:
            flv.put(Message(message.kind, 1, message.time + (moved if number >= at else 0), body), packager)
        except BrokenStream:
            break
    packager.end_take()
    assert all(part.duration_ms < 11_000 for part in parts_of(found))


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=200))
def test_parameter_sets_of_strangers(data: bytes) -> None:
    for read in (avc.read_record, avc.read_picture, lambda sps: avc.read_picture(b"\x67" + sps), avc.has_key_frame):
        try:
            read(data)
        except BrokenStream:
            continue
    assert all(avc.units_of(data))


def _file(found: list[Init | Part]) -> io.BytesIO:
    return io.BytesIO(b"".join(one.data for one in found))
