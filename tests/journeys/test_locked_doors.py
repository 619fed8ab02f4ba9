"""Whatever path one tries on the one port, only public files come out."""

from __future__ import annotations

import http.client
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Hall

pytestmark = pytest.mark.journey
SECRET = "halles-secret-of-the-data-folder"


def ask(hall: Hall, target: str) -> tuple[int, bytes]:
    """The path goes out as it stands: nothing tidies it up before."""
    place = urlsplit(hall.url)
    connection = http.client.HTTPConnection(place.hostname or "localhost", place.port, timeout=20)
    try:
        connection.putrequest("GET", target, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_originals_papers_and_half_uploads_are_unreachable(hall: Hall) -> None:
    data = Path(hall.env["HALLES_DATA_DIR"])
    for folder in ("private", "uploads", "media"):
        (data / folder).mkdir(exist_ok=True)
        (data / folder / "probe.txt").write_text(SECRET if folder != "media" else "public")
    assert ask(hall, "/media/probe.txt") == (200, b"public"), "the door that is open"
    targets = ["/private/probe.txt", "/uploads/probe.txt", "/data/private/probe.txt"]
    for way in ("..", "%2e%2e", "..%2f..", "%2e%2e%2f", "....//..", "..%5c", "%252e%252e"):
        for root in ("media", "static"):
            targets += [f"/{root}/{way}/{place}/probe.txt" for place in ("private", "uploads")]
    targets += ["/media//private/probe.txt", f"/media/{data}/private/probe.txt", "/static/../../config/settings.py"]
    for target in targets:
        status, body = ask(hall, target)
        assert 400 <= status < 500, target
        assert SECRET.encode() not in body, target
    assert ask(hall, "/internal/uploads/00000000-0000-0000-0000-000000000000/received")[0] == 404
