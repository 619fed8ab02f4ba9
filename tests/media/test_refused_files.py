"""Files we will not make a video of, each for its own reason and without a trace on disk."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from halles.media.transcode.job import Job, Limits
from halles.media.transcode.refused import Refused
from halles.media.transcode.run import run_job
from tests.media.clips import make_clip


def refuse(source: Path, **changes: Any) -> Refused:
    """Run the job and return its refusal; nothing playable may be left behind."""
    out = source.parent / "out"
    out.mkdir()
    facts: dict[str, Any] = {"source": source, "out": out, "file_name": source.name, "threads": 1}
    with pytest.raises(Refused) as refused:
        run_job(Job(**(facts | changes)), lambda message: None)
    assert list(out.glob("*.mp4")) == []
    return refused.value


def make_text(folder: Path) -> Path:
    path = folder / "letter.mp4"
    path.write_text("Dear Camille, this is not a video.\n" * 50)
    return path


def make_picture(folder: Path) -> Path:
    path = folder / "picture.mp4"
    Image.new("RGB", (64, 64), "tomato").save(path, "PNG")
    return path


def make_renamed_webm(folder: Path) -> Path:
    return make_clip(folder / "clip.webm", codec="libvpx").rename(folder / "clip.mp4")


def make_playlist(folder: Path) -> Path:
    path = folder / "list.mp4"
    path.write_text("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n")
    return path


def make_song(folder: Path) -> Path:
    path = folder / "song.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000)
        stream.codec_context.layout = "stereo"
        for number in range(20):
            frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
            frame.sample_rate, frame.pts = 48_000, 1024 * number
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return path


@pytest.mark.parametrize(
    ("make", "code", "data"),
    [
        (make_text, "media.not_a_video", {"found": "unknown"}),
        (make_picture, "media.type_mismatch", {"claimed": ".mp4", "found": "png"}),
        (make_renamed_webm, "media.type_mismatch", {"claimed": ".mp4", "found": "matroska"}),
        (make_playlist, "media.type_mismatch", {"claimed": ".mp4", "found": "playlist"}),
        (make_song, "media.not_a_video", {"found": "m4a"}),
    ],
)
def test_what_is_no_video(tmp_path: Path, make: Callable[[Path], Path], code: str, data: dict[str, Any]) -> None:
    refused = refuse(make(tmp_path))
    assert (refused.code, refused.data) == (code, data)


def test_a_declared_type_that_lies(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "clip.mp4")
    refused = refuse(source, file_name="clip", declared_type="video/webm")
    assert (refused.code, refused.data["found"]) == ("media.type_mismatch", "mp4")


def test_too_long(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "long.mp4", seconds=3, rate=5)
    refused = refuse(source, limits=Limits(duration_max_ms=1_500))
    assert (refused.code, refused.data["duration_max_ms"]) == ("media.too_long", 1_500)


def test_too_long_behind_a_header_that_lies(tmp_path: Path) -> None:
    """The header says one second; the frames go on for an hour, which the rate filter would fill with copies."""
    source = make_clip(tmp_path / "lie.mp4", times=[0.0, 0.5, 3600.0], tone=None)
    data = bytearray(source.read_bytes())
    for box, at, value in ((b"mvhd", 16, 1_000), (b"mdhd", 16, 90_000), (b"tkhd", 20, 1_000)):
        place = data.index(box) + 4 + at
        data[place : place + 4] = struct.pack(">I", value)
    source.write_bytes(data)
    assert refuse(source).code == "media.too_long"


def test_too_large(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "clip.mp4")
    refused = refuse(source, limits=Limits(size_max_bytes=1_000))
    assert (refused.code, refused.data["size_bytes"]) == ("media.too_large", source.stat().st_size)


def test_a_cut_that_leaves_nothing(tmp_path: Path) -> None:
    assert refuse(make_clip(tmp_path / "clip.mp4"), trim_start_ms=900).code == "media.too_short"


def test_a_small_file_that_unfolds_into_a_wall_of_pixels(tmp_path: Path) -> None:
    source = make_clip(
        tmp_path / "bomb.mp4",
        codec="mjpeg",
        pixel_format="yuvj420p",
        width=4400,
        height=2400,
        times=[0.0],
        tone=None,
    )
    assert source.stat().st_size < 400_000
    refused = refuse(source)
    assert (refused.code, refused.data["width"], refused.data["height"]) == ("media.too_many_pixels", 4400, 2400)


def test_more_frames_than_any_phone_records(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "frames.mp4", rate=120, tone=None)
    assert refuse(source, limits=Limits(frames_max=100)).code == "media.too_many_frames"


def test_a_truncated_upload(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "half.mp4", seconds=4, container={"movflags": "faststart"}, options={"crf": "5"})
    source.write_bytes(source.read_bytes()[: source.stat().st_size // 3])
    assert refuse(source).code == "media.damaged"


def test_a_file_whose_index_never_arrived(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "half.mp4", seconds=2)
    data = source.read_bytes()
    source.write_bytes(data[: data.index(b"moov") + 100])
    refused = refuse(source)
    assert (refused.code, refused.data["why"]) == ("media.damaged", "no streams")


def test_noise_where_the_pictures_were(tmp_path: Path) -> None:
    source = make_clip(tmp_path / "noise.mp4", seconds=2, tone=None, container={"movflags": "faststart"})
    data = bytearray(source.read_bytes())
    begin = data.index(b"mdat") + 8
    data[begin:] = bytes((i * 197 + 31) % 251 for i in range(len(data) - begin))
    source.write_bytes(data)
    assert refuse(source).code in {"media.damaged", "media.no_frames"}
