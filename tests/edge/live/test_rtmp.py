"""From an encoder's RTMP to a viewer's playlist."""

from __future__ import annotations

import io
import re
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import av
import psutil
import pytest

from halles.edge.live import rtmp, show
from halles.media.live.replay import read_takes
from tests.edge.live.hall import Hall, Pusher, open_hall, wait_until
from tests.edge.stage import read_all
from tests.media.live.test_rtmp_session import command


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
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


def test_a_full_disk_is_told_once_and_the_show_goes_on(tmp_path: Path) -> None:
    with open_hall(tmp_path, disk_free_bytes_min=str(10**13)) as hall:
        session, key = hall.web.add_show()
        with Pusher(hall.url(key)):
            wait_until(lambda: b"/1.m4s" in hall.playlist(session).body)
            wait_until(lambda: "full" in hall.web.events())
        wait_until(lambda: "lost" in hall.web.events())
        assert sorted(hall.web.events()) == ["full", "lost", "started"]
        assert list(hall.media_dir.rglob("take-*.mp4")) == []


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


def test_who_comes_back_within_a_minute_goes_on_and_the_replay_is_there_at_the_end(
    hall: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, key = hall.web.add_show()
    with Pusher(hall.url(key)):
        wait_until(lambda: b"/0.m4s" in hall.playlist(session).body)
    wait_until(lambda: hall.web.events() == ["started", "lost"])
    assert hall.show(session).status == "lost"
    assert "PRELOAD-HINT" not in hall.playlist(session).body.decode()
    with Pusher(hall.url(key)) as pusher:
        wait_until(lambda: hall.web.events() == ["started", "lost", "back"])
        text = wait_until(lambda: "2/" in (found := hall.playlist(session).body.decode()) and found)
        assert "#EXT-X-DISCONTINUITY\n" in text
        assert '#EXT-X-MAP:URI="2/init.mp4"' in text
        assert decode(media_of(hall, session, "2/init.mp4") + media_of(hall, session, first_part(text, 2)))[0] > 0
        wait_until(lambda: text.count(".m4s") + 10 < hall.playlist(session).body.decode().count(".m4s"))
        monkeypatch.setattr(show, "COME_BACK_SECONDS", 0.2)
        pusher.stop()
    wait_until(lambda: hall.web.events()[-1] == "ended")
    assert hall.web.events() == ["started", "lost", "back", "lost", "ended"]
    assert hall.web.told[-2]["reason"] == "stopped"
    ended = hall.web.told[-1]
    assert hall.playlist(session).body.endswith(b"#EXT-X-ENDLIST\n")
    takes = read_takes(hall.media_dir / Path(ended["storage_key"]).parent)
    assert [take.number for take in takes] == [1, 2]
    assert ended["duration_ms"] == sum(take.duration_ms for take in takes)
    answer = hall.site.get(f"/media/{ended['storage_key']}")
    assert answer.status == 200
    assert answer.body.decode().count("#EXT-X-DISCONTINUITY\n") == 1
    whole = hall.site.get(f"/media/{Path(ended['storage_key']).parent}/take-2.mp4").body
    assert decode(whole)[0] == pytest.approx(takes[1].duration_ms * 30 / 1000, abs=1)


def first_part(text: str, take: int) -> str:
    found = re.search(rf'URI="({take}/[0-9]+\.[0-9]+\.m4s)"', text)
    assert found
    return found[1]


def test_a_wrong_key_is_shown_out_before_any_media_and_asked_about_only_so_often(hall: Hall) -> None:
    session, _ = hall.web.add_show()
    with Pusher(hall.url("live_wrong")) as pusher:
        pusher.wait_refused()
    assert hall.show(session) is None
    assert hall.web.asked == [{"key": "live_wrong", "protocol": "rtmp", "address": "127.0.0.1"}]
    for _ in range(3):
        with Pusher(hall.url("live_wrong")) as pusher:
            pusher.wait_refused()
    assert len(hall.web.asked) == 4


def test_the_newer_publisher_takes_over(hall: Hall) -> None:
    session, key = hall.web.add_show()
    with Pusher(hall.url(key)) as first:
        wait_until(lambda: b"/0.m4s" in hall.playlist(session).body)
        with Pusher(hall.url(key), "width=180", "height=320"):
            wait_until(lambda: b"2/init.mp4" in hall.playlist(session).body)
            assert first.process.wait(20) != 0
            assert hall.web.events() == ["started"]
            assert hall.show(session).status == "live"


def test_web_that_is_away_hears_everything_later_in_order(hall: Hall) -> None:
    session, key = hall.web.add_show()
    hall.web.refuse_events = 4
    with Pusher(hall.url(key)):
        wait_until(lambda: hall.playlist(session).status == 200)
    wait_until(lambda: hall.web.events() == ["started", "lost"])


def test_a_rehearsal_is_for_its_host_and_leaves_nothing_until_it_is_the_show(hall: Hall) -> None:
    session, key = hall.web.add_show(is_rehearsal=True)
    hall.web.is_public, hall.web.status = False, "planned"
    with Pusher(hall.url(key)):
        wait_until(lambda: (found := hall.show(session)) and found.window.next_msn >= 2)
        assert hall.playlist(session).status == 404
        assert hall.playlist(session, "?t=nonsense").status == 404
        token = hall.token(session)
        text = hall.playlist(session, f"?t={token}").body.decode()
        part = first_part(text.replace(f"?t={token}", ""), 1)
        assert f'URI="{part}?t={token}"' in text
        assert hall.site.get(f"/live-media/{session}/{part}").status == 404
        answer = hall.site.get(f"/live-media/{session}/{part}?t={token}")
        assert answer.status == 200
        assert answer.headers["Cache-Control"].startswith("private")
        assert hall.playlist(session, f"?t={hall.token('other')}").status == 404
        assert not (hall.media_dir / "live").exists()
        hall.web.is_public, hall.web.status = True, "live"
        wait_until(lambda: hall.playlist(session).status == 200)
        assert hall.site.get(f"/live-media/{session}/{part}?t={token}").status == 404  # what was before is nobody's
        since = hall.show(session).window.next_msn
        wait_until(lambda: hall.show(session).window.next_msn > since + 2)
        hall.web.status = "ended"
        wait_until(lambda: hall.web.events()[-1] == "ended")
    takes = read_takes(hall.media_dir / Path(hall.web.told[-1]["storage_key"]).parent)
    assert [take.number for take in takes] == [1]
    assert takes[0].pieces[0].msn >= 2
    assert takes[0].pieces[0].is_independent


def test_the_hosts_end_ends_it(hall: Hall) -> None:
    session, key = hall.web.add_show()
    with Pusher(hall.url(key)) as pusher:
        wait_until(lambda: b"/0.m4s" in hall.playlist(session).body)
        hall.web.status = "ended"
        wait_until(lambda: hall.web.events() == ["started", "ended"])
        assert hall.web.told[-1]["reason"] == "stopped"
        assert pusher.process.wait(20) != 0
    with Pusher(hall.url(key)) as pusher:
        pusher.wait_refused()


def test_strangers_are_cut_off_and_cost_nobody_anything(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rtmp, "GREETING_SECONDS_MAX", 1.0)
    session, key = hall.web.add_show()
    lines = [socket.create_connection(("127.0.0.1", hall.rtmp_port), timeout=20) for _ in range(12)]
    for line in lines[:4]:
        line.sendall(b"GET / HTTP/1.1\r\n\r\n")
    began = time.monotonic()
    for line in lines:
        assert read_all(line) == b""
        line.close()
    assert time.monotonic() - began < 5
    with Pusher(hall.url(key)):
        wait_until(lambda: hall.playlist(session).status == 200)


def test_a_thousand_strangers_leave_nothing_behind(hall: Hall) -> None:
    session, key = hall.web.add_show()
    greeting = b"\3" + bytes(3072)
    noise = [
        bytes(60_000),
        greeting + b"\x03" + bytes(6) + b"\x40\0\x14" + bytes(60_000),
        greeting + command("connect", 1, {"app": "live"}) + bytes(200),
        greeting + command("connect", 1, {"app": "live"}) * 70,
        greeting[:100],
        b"",
    ]

    def visit(count: int) -> None:
        for number in range(count):
            with socket.create_connection(("127.0.0.1", hall.rtmp_port), timeout=20) as line, suppress(OSError):
                line.sendall(noise[number % len(noise)])

    visit(200)
    before = psutil.Process().memory_info().rss
    visit(1000)
    assert psutil.Process().memory_info().rss - before < 12_000_000
    wait_until(lambda: not hall.site.application.live.rtmp._lines)
    with Pusher(hall.url(key)):
        wait_until(lambda: hall.playlist(session).status == 200)


def test_a_port_that_is_taken_is_said_and_the_rest_runs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with open_hall(tmp_path, rtmp_port=port) as hall:
            assert hall.site.get("/healthz").status == 200
            assert not hall.site.application.live.rtmp.is_open
    assert "HALLES_RTMP_PORT" in caplog.text


def test_no_more_shows_than_the_machine_carries(tmp_path: Path) -> None:
    with open_hall(tmp_path, live_shows_max="1") as hall:
        first, key = hall.web.add_show()
        _, other = hall.web.add_show()
        with Pusher(hall.url(key)):
            wait_until(lambda: hall.playlist(first).status == 200)
            with Pusher(hall.url(other)) as pusher:
                pusher.wait_refused()
            assert [show.entry.session_id for show in hall.site.application.live.shows.list_running()] == [first]
