"""What viewers ask for: blocking reload, parts before they are there, addresses that are none, readers who stop."""

from __future__ import annotations

import asyncio
import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from halles.edge.live.window import Gone, Window
from tests.edge.live.hall import Hall, Pusher, open_hall, wait_until
from tests.edge.stage import Answer

PART = re.compile(r'URI="(\d+)/(\d+)\.(\d+)\.m4s"')


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("serving")) as found:
        yield found


@pytest.fixture(scope="module")
def session(hall: Hall) -> Iterator[str]:
    session, key = hall.web.add_show()
    with Pusher(hall.url(key), "gop=60"):
        wait_until(lambda: b"/1.m4s" in hall.playlist(session).body)
        yield session


def newest(hall: Hall, session: str) -> tuple[int, int, int]:
    take, msn, number = PART.findall(hall.playlist(session).body.decode().split("#EXT-X-PRELOAD-HINT")[0])[-1]
    return int(take), int(msn), int(number)


def test_a_playlist_that_was_asked_for_early_comes_when_it_is_true(hall: Hall, session: str) -> None:
    _, msn, number = newest(hall, session)
    began = time.monotonic()
    answer = hall.playlist(session, f"?_HLS_msn={msn}&_HLS_part={number + 2}")
    assert answer.status == 200
    assert 0.1 < time.monotonic() - began < 2.5
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    found = [(int(one[1]), int(one[2])) for one in PART.findall(answer.body.decode())]
    assert (msn, number + 2) in found or (msn + 1, 0) in found
    assert hall.playlist(session).headers["Cache-Control"] == "no-cache"


def test_a_part_behind_the_last_of_its_segment_means_the_first_of_the_next(hall: Hall, session: str) -> None:
    _, msn, _ = newest(hall, session)
    text = hall.playlist(session, f"?_HLS_msn={msn}&_HLS_part=99").body.decode()
    assert f"/{msn + 1}.0.m4s" in text.split("#EXT-X-PRELOAD-HINT")[0]


@pytest.mark.parametrize("query", ["?_HLS_msn=99999", "?_HLS_msn=x", "?_HLS_msn=1&_HLS_part=-1", "?_HLS_msn="])
def test_nonsense_is_not_waited_for(hall: Hall, session: str, query: str) -> None:
    began = time.monotonic()
    assert hall.playlist(session, query).status in {200, 400}
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "path",
    ["9/init.mp4", "1/999999.m4s", "1/999999.0.m4s", "1/0.999.m4s", "../../etc/passwd", "1/init.mp4/x", "", "1/0.m4a"],
)
def test_what_is_not_there_is_said_at_once(hall: Hall, session: str, path: str) -> None:
    began = time.monotonic()
    answer = hall.site.get(f"/live-media/{session}/{path}")
    assert answer.status == 404
    assert answer.headers["Cache-Control"] == "no-store"
    assert time.monotonic() - began < 1


def test_parts_may_be_kept_by_caches_and_read_from_elsewhere(hall: Hall, session: str) -> None:
    take, msn, number = newest(hall, session)
    answer = hall.site.get(f"/live-media/{session}/{take}/{msn}.{number}.m4s")
    assert answer.headers["Cache-Control"] == "public, max-age=3600, immutable"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert hall.site.ask("HEAD", f"/live-media/{session}/{take}/init.mp4").body == b""
    assert hall.site.ask("POST", f"/live-media/{session}/index.m3u8").status == 405
    packed = hall.site.get(f"/live-media/{session}/index.m3u8", Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"


def test_one_who_stops_reading_holds_nobody_up(hall: Hall, session: str) -> None:
    take, msn, _ = newest(hall, session)
    lines = []
    for _ in range(20):
        line = socket.create_connection(("127.0.0.1", hall.site.port))
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        line.sendall(f"GET /live-media/{session}/{take}/{msn - 1}.m4s HTTP/1.1\r\nHost: a\r\n\r\n".encode() * 40)
        lines.append(line)
    parts: list[Answer] = []
    reader = threading.Thread(target=lambda: parts.extend(next_parts(hall, session, 10)))
    began = time.monotonic()
    reader.start()
    reader.join(20)
    assert len(parts) == 10
    assert time.monotonic() - began < 6
    for line in lines:
        line.close()


def next_parts(hall: Hall, session: str, count: int) -> list[Answer]:
    found = []
    for _ in range(count):
        hint = re.search(r'PRELOAD-HINT:TYPE=PART,URI="([^"]+)"', hall.playlist(session).body.decode())
        assert hint
        found.append(hall.site.get(f"/live-media/{session}/{hint[1]}"))
    assert {answer.status for answer in found} <= {200}
    return found


def test_everybody_who_waits_hears_the_end(tmp_path: Path) -> None:
    with open_hall(tmp_path) as hall:
        session, key = hall.web.add_show()
        with Pusher(hall.url(key)):
            wait_until(lambda: hall.playlist(session).status == 200)
            waiting: list[Answer] = []

            def wait() -> None:
                msn = hall.show(session).window.next_msn
                waiting.append(hall.playlist(session, f"?_HLS_msn={msn + 1}&_HLS_part=3"))

            threads = [threading.Thread(target=wait) for _ in range(5)]
            for thread in threads:
                thread.start()
            time.sleep(0.3)
            hall.site.loop.call_soon_threadsafe(hall.site.application.live.shows.stop, session)
            for thread in threads:
                thread.join(15)
        assert [answer.status for answer in waiting] == [200] * 5
        assert all(answer.body.endswith(b"#EXT-X-ENDLIST\n") for answer in waiting)


def add(window: Window, msn: int, number: int, *, take: int = 1, is_last: bool = False, size: int = 100) -> None:
    part = {"ms": 200, "at_ms": 1_000 * msn, "is_key": number == 0, "is_last": is_last, "data": bytes(size)}
    window.add_part(take=take, msn=msn, **part)


def test_the_window_keeps_some_seconds_and_no_more() -> None:
    window = Window()
    window.add_init(1, b"init")
    for msn in range(60):
        for number in range(10):
            add(window, msn, number, is_last=number == 9)
    assert len(window.segments) <= 11
    text = window.playlist().decode()
    assert "#EXT-X-MEDIA-SEQUENCE:53\n" in text
    assert "#EXT-X-TARGETDURATION:2\n" in text
    assert text.count("#EXTINF:2.000,") == 7
    assert text.count("#EXT-X-PART:") == 40
    with pytest.raises(Gone):
        window.find_segment(1, 40)


def test_the_window_is_bounded_in_bytes() -> None:
    window = Window()
    window.add_init(1, b"init")
    for msn in range(20):
        for number in range(10):
            add(window, msn, number, is_last=number == 9, size=4_000_000)
    assert sum(segment.size for segment in window.segments) <= 96 * 1024 * 1024 + 40_000_000
    assert window.playlist()


def test_takes_are_told_apart() -> None:
    window = Window()
    window.add_init(3, b"a")
    add(window, 7, 0, take=3, is_last=True)
    window.pause()
    assert b"PRELOAD-HINT" not in window.playlist()
    window.add_init(4, b"b")
    add(window, 8, 0, take=4)
    text = window.playlist().decode()
    assert "#EXT-X-DISCONTINUITY-SEQUENCE:3\n" in text
    assert text.index('3/init.mp4"') < text.index("#EXT-X-DISCONTINUITY\n") < text.index('4/init.mp4"')
    with pytest.raises(Gone):
        window.find_part(3, 8, 1)
    assert window.find_part(4, 8, 1) is None


def test_waiting_ends_with_its_time() -> None:
    async def run() -> None:
        window = Window()
        assert not await window.wait_change(0.01)
        waiting = asyncio.create_task(window.wait_change(5))
        await asyncio.sleep(0)
        window.end()
        assert await waiting

    asyncio.run(run())
