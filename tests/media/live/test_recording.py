"""What stays of a show."""

from __future__ import annotations

import re
from pathlib import Path

from halles.media.live.packager import Init, Part
from halles.media.live.recording import INDEX, Recording
from halles.media.live.replay import REPLAY, make_playlist, read_takes, write_replay
from tests.media.live.makers import count_frames, make_messages, package


def record(folder: Path, found: list[Init | Part]) -> None:
    recording = Recording(folder, free_bytes_min=0)
    for one in found:
        recording.add(one)
    recording.close()


def test_the_replay_names_every_byte_of_every_take(tmp_path: Path) -> None:
    run = make_messages(seconds=6)
    record(tmp_path, package(run, run))
    length_ms, size = write_replay(tmp_path)
    assert length_ms == 12_000
    text = (tmp_path / REPLAY).read_text()
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    assert text.count("#EXT-X-MAP:") == 2
    assert size == sum((tmp_path / f"take-{number}.mp4").stat().st_size for number in (1, 2))
    first = (tmp_path / "take-1.mp4").read_bytes()
    where = re.search(r'#EXT-X-MAP:URI="take-1.mp4",BYTERANGE="(\d+)@(\d+)"', text)
    ranges = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)\ntake-1", text)
    assert where
    init = first[int(where[2]) : int(where[2]) + int(where[1])]
    for long, at in ranges:
        assert count_frames(init + first[int(at) : int(at) + int(long)])[0] == 60


def test_what_a_killed_process_left_is_read_and_gone_on_with(tmp_path: Path) -> None:
    run = make_messages(seconds=4)
    found = package(run, run)
    cut = next(number for number, one in enumerate(found) if one.take == 2)
    record(tmp_path, found[:cut])
    with (tmp_path / INDEX).open("ab") as index:
        index.write(b'{"take":1,"msn":2,"par')
    before = read_takes(tmp_path)
    assert [len(take.pieces) for take in before] == [2]
    record(tmp_path, found[cut:])
    takes = read_takes(tmp_path)
    assert [take.number for take in takes] == [1, 2]
    assert [piece.msn for take in takes for piece in take.pieces] == [0, 1, 2, 3]
    assert "BYTERANGE" in make_playlist(takes)


def test_nothing_recorded_is_no_replay(tmp_path: Path) -> None:
    assert write_replay(tmp_path) == (0, 0)
    assert not (tmp_path / REPLAY).exists()


def test_a_full_disk_ends_the_recording_and_leaves_it_whole(tmp_path: Path) -> None:
    recording = Recording(tmp_path, free_bytes_min=2**60)
    for one in package(make_messages(seconds=2)):
        recording.add(one)
    recording.close()
    assert recording.is_full
    assert read_takes(tmp_path) == []
