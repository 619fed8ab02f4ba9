"""The stretches of a recording that a token names, and nothing beside them."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from collections.abc import Iterator
from pathlib import Path

import av
import pytest

from halles.kit.signing import sign
from halles.media.live.replay import read_takes
from tests.edge.live.hall import Hall, open_hall
from tests.live.recordings import record

START = dt.datetime(2026, 6, 2, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    with open_hall(tmp_path) as found:
        yield found


def make_show(hall: Hall) -> tuple[str, Path, int]:
    """Two takes of ten seconds, half a minute between them; the session, its folder, and ms of its beginning."""
    session = str(uuid.uuid4())
    folder = hall.media_dir / "live" / session / "geheim"
    record(folder, START, takes=2, seconds=10, gap_seconds=30)
    return session, folder, read_takes(folder)[0].pieces[0].begins_ms


def token_for(hall: Hall, session: str, *stretches: tuple[int, int], seconds: int = 60) -> str:
    expires_at = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=seconds)
    payload = {"session": session, "stretches": [list(stretch) for stretch in stretches]}
    return sign("live-proof", payload, key=hall.site.environment.signing_key, expires_at=expires_at)


def get(hall: Hall, session: str, rest: str, token: str) -> tuple[int, bytes]:
    answer = hall.site.get(f"/live-media/{session}/{rest}?t={token}")
    return answer.status, answer.body


def test_a_proof_plays_across_takes_and_shows_no_more(hall: Hall) -> None:
    session, folder, start = make_show(hall)
    token = token_for(hall, session, (start + 7_000, start + 43_000))
    status, body = get(hall, session, "proof.m3u8", token)
    text = body.decode()
    assert status == 200
    assert text.endswith("#EXT-X-ENDLIST\n")
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    named = re.findall(r"proof/(\d)/(\d+)\.m4s", text)
    assert named == [("1", "3"), ("1", "4"), ("2", "5"), ("2", "6")]
    for take in ("1", "2"):
        _, init = get(hall, session, f"proof/{take}/init.mp4", token)
        for number in (msn for of, msn in named if of == take):
            _, segment = get(hall, session, f"proof/{take}/{number}.m4s", token)
            with av.open(io.BytesIO(init + segment), "r") as opened:
                assert len(list(opened.decode(video=0))) == 60
    assert get(hall, session, "proof/1/2.m4s", token)[0] == 404
    assert get(hall, session, "proof/2/7.m4s", token)[0] == 404
    assert get(hall, session, "proof/3/init.mp4", token)[0] == 404
    # Hidden from the public the same token still opens it.
    hidden = hall.site.environment.private_dir / "live" / session
    hidden.parent.mkdir(parents=True)
    folder.rename(hidden)
    assert get(hall, session, "proof.m3u8", token)[1] == body
    assert hall.site.get(f"/media/live/{session}/geheim/take-1.mp4").status == 404


def test_without_a_good_token_there_is_nothing(hall: Hall) -> None:
    session, _, start = make_show(hall)
    other, _, _ = make_show(hall)
    stretch = (start, start + 5_000)
    good = token_for(hall, session, stretch)
    assert get(hall, session, "proof.m3u8", good)[0] == 200
    answer = hall.site.get(f"/live-media/{session}/proof/1/0.m4s?t={good}")
    assert answer.headers["Cache-Control"] == "private, no-store"
    refused = [
        "",
        "nonsense",
        good[:-4] + "AAAA",
        token_for(hall, session, stretch, seconds=-1),
        token_for(hall, other, stretch),
        token_for(hall, session, (start + 100_000, start + 140_000)),
        token_for(hall, session),
    ]
    for token in refused:
        assert get(hall, session, "proof.m3u8", token)[0] == 404
        assert get(hall, session, "proof/1/0.m4s", token)[0] == 404
    assert get(hall, session, "proof/../proof.m3u8", good)[0] == 404
