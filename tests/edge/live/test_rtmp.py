"""From an encoder's RTMP to a viewer's playlist."""

from __future__ import annotations

import io
import re
from pathlib import Path

import av
import pytest

from tests.edge.live.hall import Hall, Pusher, open_hall, wait_until


@pytest.fixture
def hall(tmp_path: Path):
    with open_hall(tmp_path) as found:
        yield found


def media_of(hall: Hall, session: str, uri: str) -> bytes:
    answer = hall.site.get(f"/live-media/{session}/{uri}")
    assert answer.status == 200, (uri, answer.body)
    return answer.body


def decode(data: bytes) -> tuple[int, int]:
    pictures = sounds = 0
    with av.open(io.BytesIO(data)) as found:
        for frame in found.decode(video=0, audio=0):
            if isinstance(frame, av.VideoFrame):
                pictures += 1
            else:
                sounds += 1
    return pictures, sounds


def test_what_is_pushed_can_be_watched(hall: Hall) -> None:
    session, key = hall.web.add_show()
    with Pusher(hall.url(key)):
        wait_until(lambda: b"/1.m4s" in hall.playlist(session).body)
        answer = hall.playlist(session)
        text = answer.body.decode()
        assert answer.headers["Content-Type"] == "application/vnd.apple.mpegurl"
        assert "CAN-BLOCK-RELOAD=YES" in text
        assert '#EXT-X-MAP:URI="1/init.mp4"' in text
        parts = re.findall(r'#EXT-X-PART:DURATION=([0-9.]+),URI="([^"]+)"', text)
        durations = [float(told) for told, _ in parts]
        assert max(durations) <= 0.225
        assert sorted(durations)[len(durations) // 2] == pytest.approx(0.2, abs=0.01)
        hint = re.search(r'#EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"', text)
        assert hint
        init = media_of(hall, session, "1/init.mp4")
        pictures, sounds = decode(init + media_of(hall, session, "1/0.m4s"))
        assert pictures == 60
        assert sounds == pytest.approx(94, abs=3)
        assert decode(init + media_of(hall, session, hint[1]))[0] == 6  # waited for, then given
    wait_until(lambda: "lost" in hall.web.events())
    assert hall.web.events() == ["started", "lost"]
    started = hall.web.told[0]
    assert (started["protocol"], started["width"], started["height"], started["take"]) == ("rtmp", 320, 180, 1)
    assert started["video_codec"].startswith("avc1.")
    assert started["audio_codec"] == "mp4a.40.2"
