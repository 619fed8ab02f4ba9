"""What becomes of a phone's video, on real files."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from PIL import Image

from halles.media.transcode.job import Job, Limits
from halles.media.transcode.picture import shape_of
from halles.media.transcode.run import run_job
from halles.media.transcode.rungs import written_colours
from tests.media.clips import PLACE, begins_of, boxes_of, corner_colours, loudness_of, make_clip


def transcode(source: Path, **changes: Any) -> dict[str, list[dict[str, Any]]]:
    """Run a job in this process; the messages by kind. Files are in `<folder of the source>/out`."""
    out = source.parent / "out"
    out.mkdir()
    said: dict[str, list[dict[str, Any]]] = {}
    facts: dict[str, Any] = {"source": source, "out": out, "file_name": source.name, "threads": 1, "limits": Limits()}
    run_job(Job(**(facts | changes)), lambda message: said.setdefault(message["kind"], []).append(message))
    return said


def read(path: Path) -> dict[str, Any]:
    with av.open(str(path)) as clip:
        video = clip.streams.video[0]
        frames = [frame.time for frame in clip.decode(video)]
        return {
            "size": (video.width, video.height),
            "rate": video.average_rate,
            "frames": len(frames),
            "format": video.codec_context.pix_fmt,
            "has_audio": bool(clip.streams.audio),
            "metadata": {**clip.metadata, **video.metadata},
        }


def test_one_clip_whole(tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "phone.mp4",
        width=722,
        height=1284,
        metadata={"location": PLACE, "title": "At home", "com.apple.quicktime.model": "Phone 17"},
        container={"movflags": "use_metadata_tags"},
    )
    assert PLACE.encode() in source.read_bytes()
    said = transcode(source)
    assert [(rung["short_edge"], rung["width"], rung["height"]) for rung in said["rung"]] == [
        (480, 480, 854),
        (720, 720, 1280),
    ]
    assert said["look"][0]["duration_ms"] == pytest.approx(1000, abs=30)
    assert [message["kind"] for message in (said["done"] + said["rung"])][:1] == ["done"]
    out = tmp_path / "out"
    for name in ("480.mp4", "720.mp4"):
        made = read(out / name)
        assert (made["frames"], made["rate"], made["format"], made["has_audio"]) == (30, 30, "yuv420p", True)
        boxes = boxes_of(out / name)
        assert boxes.index("moov") < boxes.index("mdat")
        assert made["metadata"].keys() <= {"major_brand", "minor_version", "compatible_brands", "language",
                                           "handler_name", "vendor_id"}  # fmt: skip
    for path in out.iterdir():
        content = path.read_bytes()
        for secret in (PLACE, "At home", "Phone 17"):
            assert secret.encode() not in content, path
    assert sorted(path.name for path in out.iterdir()) == sorted(
        ["480.mp4", "720.mp4", "cover.webp", "cover.jpg", *[f"strip-{i:02d}.webp" for i in range(12)]]
    )
    assert len(said["preview"][0]["blur"]) <= 400
    assert said["preview"][0]["blur"].startswith("data:image/webp;base64,")


@pytest.mark.parametrize(
    ("rotation", "corners"),
    [
        (0, ["red", "green", "blue", "white"]),
        (-90, ["blue", "red", "white", "green"]),
        (180, ["white", "blue", "green", "red"]),
        (90, ["green", "white", "red", "blue"]),
    ],
)
def test_a_turned_phone(tmp_path: Path, rotation: int, corners: list[str]) -> None:
    source = make_clip(tmp_path / "turned.mp4", width=160, height=96, rotation=rotation, tone=None)
    said = transcode(source)
    size = (160, 96) if rotation in {0, 180} else (96, 160)
    assert (said["look"][0]["width"], said["look"][0]["height"]) == size
    made = tmp_path / "out" / "96.mp4"
    assert read(made)["size"] == size
    assert corner_colours(made) == corners
    with av.open(str(made)) as clip:
        assert next(clip.decode(video=0)).rotation == 0


def test_odd_sizes_become_even(tmp_path: Path) -> None:
    odd = make_clip(tmp_path / "odd.webm", width=161, height=97, codec="libvpx", tone=None, seconds=0.6)
    said = transcode(odd)
    assert [(rung["short_edge"], rung["width"], rung["height"]) for rung in said["rung"]] == [(96, 160, 96)]
    assert read(tmp_path / "out" / "96.mp4")["has_audio"] is False


def test_wide_pixels_become_square(tmp_path: Path) -> None:
    said = transcode(make_clip(tmp_path / "wide.mp4", width=144, height=96, pixel_aspect=Fraction(4, 3), tone=None))
    assert [(rung["width"], rung["height"]) for rung in said["rung"]] == [(192, 96)]


def test_an_uneven_clock_becomes_thirty_frames(tmp_path: Path) -> None:
    times = [0.0, 0.01, 0.02, 0.2, 0.21, 0.5, 0.52, 0.9, 1.0, 1.4, 1.5, 1.9]
    said = transcode(make_clip(tmp_path / "uneven.mp4", times=times, rate=60, tone=None))
    made = read(tmp_path / "out" / "160.mp4")
    assert made["rate"] == 30
    assert made["frames"] == pytest.approx(57, abs=2)
    assert said["rung"][0]["duration_ms"] == pytest.approx(1900, abs=70)


def test_sixty_frames_are_halved(tmp_path: Path) -> None:
    transcode(make_clip(tmp_path / "fast.mp4", rate=60, tone=None))
    made = read(tmp_path / "out" / "160.mp4")
    assert (made["rate"], made["frames"]) == (30, 30)


def test_a_cut_with_its_cover(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "long.mp4", seconds=3, black_until=1.0)
    said = transcode(source, trim_start_ms=1000, trim_end_ms=2500, cover_ms=400)
    assert said["look"][0]["duration_ms"] == 1500
    assert said["preview"][0]["cover_ms"] == 400
    made = tmp_path / "out" / "160.mp4"
    assert read(made)["frames"] == 45
    # Nothing of the black second is left.
    assert corner_colours(made) == ["red", "green", "blue", "white"]
    with av.open(str(made)) as clip:
        sound = sum(frame.samples for frame in clip.decode(audio=0)) / 48_000
    assert sound == pytest.approx(1.5, abs=0.05)


@pytest.mark.parametrize("cut_ms", [0, 500])
@pytest.mark.parametrize(("name", "codec"), [("phone.mp4", "libx264"), ("recorded.webm", "libvpx")])
def test_sound_stays_with_its_picture(tmp_path: Path, name: str, codec: str, cut_ms: int) -> None:
    source = make_clip(tmp_path / name, codec=codec, seconds=2, black_until=1.2, silent_until=1.2, tone=0.3)
    transcode(source, trim_start_ms=cut_ms)
    seen, heard = begins_of(tmp_path / "out" / "160.mp4")
    assert seen == pytest.approx(1.2 - cut_ms / 1000, abs=0.001)
    assert heard == pytest.approx(1.2 - cut_ms / 1000, abs=0.005)


def test_the_cover_chosen_for_the_creator_is_not_black(tmp_path: Path) -> None:
    said = transcode(make_clip(tmp_path / "fade.mp4", seconds=2, black_until=1.2, tone=None), work="cover")
    assert said["preview"][0]["cover_ms"] >= 1200
    assert "rung" not in said


@pytest.mark.parametrize("tone", [0.02, 0.5])
def test_every_clip_is_equally_loud(tmp_path: Path, tone: float) -> None:
    transcode(make_clip(tmp_path / "tone.mp4", seconds=5, width=64, height=64, rate=10, tone=tone))
    assert loudness_of(tmp_path / "out" / "64.mp4") == pytest.approx(-14, abs=1)


def test_hdr_is_brought_to_an_ordinary_screen(tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "hdr.mp4",
        codec="libx265",
        pixel_format="yuv420p10le",
        tone=None,
        seconds=0.5,
        options={
            "preset": "ultrafast",
            "x265-params": "log-level=none:colorprim=bt2020:transfer=arib-std-b67:colormatrix=bt2020nc",
        },
    )
    said = transcode(source, work="cover")
    assert said["look"][0]["is_hdr"] is True
    made = tmp_path / "cover.png"
    Image.open(tmp_path / "out" / "cover.jpg").save(made)
    assert corner_colours(made) == ["red", "green", "blue", "white"]
    with av.open(str(source)) as clip:
        shape = shape_of(next(clip.decode(video=0)), Fraction(1))
    assert written_colours(shape) == (1, 1, 1)


def test_a_browsers_recording_without_a_length(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "recorded.webm", codec="libvpx", container={"live": "1"}, seconds=1.5)
    with av.open(str(source)) as clip:
        assert clip.duration is None
    said = transcode(source)
    assert said["look"][0]["duration_ms"] == pytest.approx(1500, abs=60)
    assert read(tmp_path / "out" / "160.mp4")["frames"] == pytest.approx(45, abs=1)
