"""WebRTC in: real publishers, wrong keys, broken offers."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.edge.live import show
from halles.media.live.whip.peer import OfferRefused, read_offer
from tests.edge.live.hall import Hall, open_hall, wait_until
from tests.edge.live.test_rtmp import decode, media_of
from tests.edge.stage import Answer

OFFER = """v=0
o=- 1 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=rtcp:9 IN IP4 0.0.0.0
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF
a=setup:actpass
a=mid:0
a=sendonly
a=rtcp-mux
a=rtpmap:96 H264/90000
a=fmtp:96 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f
a=ssrc:1 cname:a
""".replace("\n", "\r\n")


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with open_hall(tmp_path_factory.mktemp("whip"), live_udp_ports="42100-42120") as found:
        yield found


@contextmanager
def publishing(hall: Hall, session: str, key: str) -> Iterator[str]:
    """A publisher; gives the address of what it made."""
    url = f"http://127.0.0.1:{hall.site.port}/whip/{session}"
    with subprocess.Popen(
        [sys.executable, "-m", "tests.edge.live.camera", url, key], stdout=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            status, location = process.stdout.readline().decode().split()
            assert status == "201"
            yield location
        finally:
            process.kill()


def offer(hall: Hall, session: str, key: str, sdp: str = OFFER, kind: str = "application/sdp") -> Answer:
    headers = {"Content-Type": kind, "Authorization": f"Bearer {key}"}
    return hall.site.ask("POST", f"/whip/{session}", headers, sdp.encode())


def test_a_camera_is_watched_and_says_goodbye(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    session, key = hall.web.add_show()
    with publishing(hall, session, key) as location:
        text = wait_until(lambda: b"/1.m4s" in (found := hall.playlist(session).body) and found).decode()
        pictures, sounds = decode(media_of(hall, session, "1/init.mp4") + media_of(hall, session, "1/1.m4s"))
        lengths = [float(told) for told in re.findall(r"#EXTINF:([0-9.]+)", text)]
        assert pictures == pytest.approx(lengths[1] * 30, abs=3)
        assert sounds == pytest.approx(lengths[1] * 48000 / 1024, abs=6)
        assert all(1.9 <= length <= 2.6 for length in lengths)  # a key frame was asked for every two seconds
        started = hall.web.told[-1]
        assert (started["event"], started["protocol"], started["width"]) == ("started", "whip", 320)
        elsewhere = f"/whip/{session}/{'x' * 24}"
        assert hall.site.ask("DELETE", elsewhere).status == 404
        monkeypatch.setattr(show, "COME_BACK_SECONDS", 0.2)
        assert hall.site.ask("DELETE", location).status == 200
        wait_until(lambda: hall.web.events()[-1] == "ended")
        assert [told["reason"] for told in hall.web.told[-2:]] == ["stopped", "lost"]


def test_udp_stays_in_the_range_of_the_firewall(hall: Hall) -> None:
    session, key = hall.web.add_show()
    answer = offer(hall, session, key)
    assert answer.status == 201
    ports = [int(port) for port in re.findall(r"a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host", answer.body.decode())]
    assert ports
    assert all(42100 <= port <= 42120 for port in ports)


def test_the_answer_takes_h264_only_and_receives_only(hall: Hall) -> None:
    session, key = hall.web.add_show()
    vp8 = OFFER.replace("SAVPF 96", "SAVPF 97 96").replace("a=rtpmap:96", "a=rtpmap:97 VP8/90000\r\na=rtpmap:96")
    answer = offer(hall, session, key, vp8)
    assert answer.status == 201
    assert answer.headers["Content-Type"].startswith("application/sdp")
    assert answer.headers["Location"].startswith(f"/whip/{session}/")
    assert answer.headers["Access-Control-Expose-Headers"] == "Location, Link, ETag"
    assert b"VP8" not in answer.body
    assert b"a=recvonly" in answer.body
    trickle = b"a=ice-ufrag:abcd\r\na=candidate:1 1 udp 2 127.0.0.1 9 typ host\r\na=candidate:nonsense\r\n"
    kind = {"Content-Type": "application/trickle-ice-sdpfrag"}
    assert hall.site.ask("PATCH", answer.headers["Location"], kind, trickle).status == 204
    assert hall.site.ask("DELETE", answer.headers["Location"]).status == 200


def test_who_may_not_hears_why(hall: Hall) -> None:
    session, key = hall.web.add_show()
    _, other = hall.web.add_show()
    assert offer(hall, session, "").status == 401
    assert offer(hall, session, other).status == 403
    assert offer(hall, session, key, kind="text/plain").status == 415
    assert offer(hall, session, key, "x" * 70_000).status == 413
    assert hall.site.ask("GET", f"/whip/{session}").status == 405
    assert hall.site.ask("POST", "/whip/nothing").status == 404
    options = hall.site.ask("OPTIONS", f"/whip/{session}")
    assert options.status == 204
    assert "Authorization" in options.headers["Access-Control-Allow-Headers"]
    wrong = offer(hall, session, "live_" + "0" * 60)
    assert wrong.status == 403
    assert wrong.headers["Access-Control-Allow-Origin"] == "*"
    assert b"key" in wrong.body


def test_the_line_can_be_measured_before(hall: Hall) -> None:
    session, key = hall.web.add_show()
    headers = {"Authorization": f"Bearer {key}"}
    assert hall.site.ask("POST", f"/whip/{session}/check", headers, bytes(700_000)).status == 204
    assert hall.site.ask("POST", f"/whip/{session}/check", {"Authorization": "Bearer " + "0" * 30}, b"a").status == 403
    assert hall.show(session) is None


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "v=0\r\n",
        OFFER.replace("H264", "VP8"),
        OFFER.replace("a=fingerprint", "a=finger"),
        OFFER.replace("a=ice-pwd", "a=pwd"),
        OFFER + OFFER[OFFER.index("m=video") :] * 3,
        OFFER.replace("a=setup:actpass", "a=setup:nonsense"),
        "\0" * 200,
    ],
)
def test_broken_offers_are_refused_and_the_show_goes_on(hall: Hall, broken: str) -> None:
    session, key = hall.web.add_show()
    assert offer(hall, session, key, broken).status == 422
    assert offer(hall, session, key).status == 201
    hall.site.loop.call_soon_threadsafe(hall.site.application.live.shows.stop, session)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_offers_of_strangers(data: st.DataObject) -> None:
    lines = OFFER.splitlines()
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        cut = data.draw(st.integers(0, len(line)))
        lines[at] = line[:cut] + data.draw(st.text(max_size=20)) + line[data.draw(st.integers(cut, len(line))) :]
    try:
        read_offer("\r\n".join(lines))
    except OfferRefused:
        return
