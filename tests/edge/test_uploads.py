from __future__ import annotations

import datetime as dt
import errno
import json
import os
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from aiohttp import web

from halles.edge.uploads import announcing, protocol
from halles.edge.uploads.store import Store
from halles.kit import clock
from halles.kit.signing import sign, unsign
from tests.edge.stage import Answer, Site, open_site, read_all

ID = "0192f0aa-6f0e-7a4e-9d0c-3a7b6a1c2d3e"
FILM = os.urandom(3_000_000)


class WebThatListens:
    """Web as far as uploads go: remembers what it was told and answers by `statuses`, then 204."""

    def __init__(self, *statuses: int) -> None:
        self.statuses = list(statuses)
        self.told: list[tuple[str, str, dict[str, object], str]] = []

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        token = request.headers["X-Halles-Internal"]
        self.told.append((request.method, request.path, json.loads(await request.read()), token))
        return web.Response(status=self.statuses.pop(0) if self.statuses else 204)


def make_token(site: Site, *, upload_id: str = ID, bytes_max: int = 5_000_000, minutes: int = 60) -> str:
    payload = {"upload_id": upload_id, "bytes_max": bytes_max, "kind": "video"}
    until = clock.now() + dt.timedelta(minutes=minutes)
    return sign("upload", payload, key=site.environment.signing_key, expires_at=until)


def tus(site: Site, method: str, target: str = f"/uploads/{ID}", body: bytes | None = None, **more: str) -> Answer:
    headers = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {more.pop('token', None) or make_token(site)}"}
    if method == "PATCH":
        headers["Content-Type"] = "application/offset+octet-stream"
    headers.update({name.replace("_", "-"): value for name, value in more.items()})
    return site.ask(method, target, headers, body)


def begin(site: Site, size: int = len(FILM), **more: str) -> Answer:
    return tus(site, "POST", "/uploads/", Upload_Length=str(size), **more)


def part(site: Site, upload_id: str = ID) -> Path:
    return site.environment.uploads_dir / f"{upload_id}.part"


def test_an_upload_from_beginning_to_end(tmp_path: Path) -> None:
    listening = WebThatListens()
    with open_site(tmp_path, listening) as site:
        created = begin(site)
        assert (created.status, created.headers["Location"]) == (201, f"/uploads/{ID}")
        assert created.headers["Tus-Resumable"] == "1.0.0"
        first = tus(site, "PATCH", body=FILM[:1_000_000], Upload_Offset="0")
        assert (first.status, first.headers["Upload-Offset"]) == (204, "1000000")
        assert listening.told == []
        asked = tus(site, "HEAD")
        assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000000", "3000000")
        assert asked.headers["Cache-Control"] == "no-store"
        assert asked.headers["Upload-Expires"].endswith("GMT")
        last = tus(site, "PATCH", body=FILM[1_000_000:], Upload_Offset="1000000")
        assert (last.status, last.headers["Upload-Offset"]) == (204, "3000000")
        assert part(site).read_bytes() == FILM
        [(method, path, body, token)] = listening.told
        assert (method, path) == ("POST", f"/internal/uploads/{ID}/received")
        assert body == {"upload_id": ID, "kind": "video", "bytes": 3_000_000}
        said = unsign("internal", token, key=site.environment.signing_key, now=clock.now())
        assert said == {"path": path}
        part(site).unlink()  # web has taken it
        assert tus(site, "HEAD").headers["Upload-Offset"] == "3000000"
        assert len(listening.told) == 1


def test_an_upload_goes_on_where_the_connection_was_lost(tmp_path: Path) -> None:
    with open_site(tmp_path, WebThatListens()) as site:
        begin(site)
        line = _start_patch(site, 0, len(FILM))
        line.sendall(FILM[:1_300_000])
        _eventually(lambda: _size(site) > 0)  # on its way to the disk
        line.shutdown(socket.SHUT_RDWR)
        line.close()
        offset = int(tus(site, "HEAD").headers["Upload-Offset"])
        assert 0 < offset <= 1_300_000
        assert tus(site, "PATCH", body=FILM[offset:], Upload_Offset=str(offset)).status == 204
        assert part(site).read_bytes() == FILM


def test_a_phone_that_changed_networks_is_not_kept_out_by_its_old_connection(tmp_path: Path) -> None:
    with open_site(tmp_path, WebThatListens()) as site:
        begin(site)
        with _start_patch(site, 0, len(FILM)) as old:
            old.sendall(FILM[:5000])
            _eventually(lambda: ID in site.application.uploads._holds._holds)
            assert tus(site, "PATCH", body=FILM, Upload_Offset="0").status == 423
            assert tus(site, "HEAD").headers["Upload-Offset"] == "5000"
            assert read_all(old).startswith(b"HTTP/1.1 423 ")
        assert tus(site, "PATCH", body=FILM[5000:], Upload_Offset="5000").status == 204
        assert part(site).read_bytes() == FILM


@pytest.mark.parametrize("offset", ["1", "-0", "", "x", "00000000000000000000000"])
def test_bytes_for_another_place_are_refused(tmp_path: Path, offset: str) -> None:
    with open_site(tmp_path) as site:
        begin(site)
        answer = tus(site, "PATCH", body=b"abc", Upload_Offset=offset)
        assert (answer.status, part(site).read_bytes()) == (409, b"")


def test_no_more_bytes_than_announced(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        begin(site, 10)
        assert tus(site, "PATCH", body=b"x" * 11, Upload_Offset="0").status == 413
        chunks = b"6\r\nsixsix\r\n6\r\nsixsix\r\n0\r\n\r\n"
        assert tus(site, "PATCH", body=chunks, Upload_Offset="0", Transfer_Encoding="chunked").status == 413
        assert part(site).stat().st_size <= 10


def test_no_upload_larger_than_allowed(tmp_path: Path) -> None:
    with open_site(tmp_path, upload_bytes_max="1000") as site:
        assert begin(site, 1001).status == 413
        assert begin(site, 600, token=make_token(site, bytes_max=500)).status == 413
        for text in ("", "-1", "many"):
            assert tus(site, "POST", "/uploads/", Upload_Length=text).status == 400
        assert list(site.environment.uploads_dir.iterdir()) == []


def test_only_who_was_allowed_may_upload(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        begin(site)
        key = site.environment.signing_key
        payload = {"upload_id": ID, "bytes_max": 9, "kind": "video"}
        evil = {**payload, "upload_id": "../../etc/passwd"}
        wrong = [
            make_token(site, minutes=-1),
            make_token(site)[:-2] + "AA",
            sign("internal", payload, key=key, expires_at=None),
            sign("upload", payload, key=b"another key", expires_at=None),
            sign("upload", {"upload_id": ID}, key=key, expires_at=None),
            sign("upload", evil, key=key, expires_at=None),
            "é",
            "",
        ]
        for token in wrong:
            for method, target in (("HEAD", f"/uploads/{ID}"), ("PATCH", f"/uploads/{ID}"), ("POST", "/uploads/")):
                headers = {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {token}", "Upload-Length": "5"}
                answer = site.ask(
                    method, target, {**headers, "Accept-Language": "fr"}, b"" if method != "HEAD" else None
                )
                assert answer.status == 403, (token, method)
        assert "Rechargez la page" in answer.body.decode()
        assert site.ask("HEAD", f"/uploads/{ID}", {"Tus-Resumable": "1.0.0"}).status == 403
        another = make_token(site, upload_id="0192f0aa-another")
        assert tus(site, "HEAD", token=another).status == 404
        assert part(site).read_bytes() == b""


def test_the_protocol_is_spoken_in_full(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        options = site.ask("OPTIONS", "/uploads/")
        assert options.status == 204
        assert options.headers["Tus-Version"] == "1.0.0"
        assert options.headers["Tus-Extension"] == "creation,expiration,termination"
        assert options.headers["Tus-Max-Size"] == str(site.environment.upload_bytes_max)
        assert tus(site, "HEAD", Tus_Resumable="0.2.2").status == 412
        assert tus(site, "HEAD").status == 404
        begin(site)
        assert tus(site, "PATCH", body=b"x", Content_Type="text/plain", Upload_Offset="0").status == 415
        assert tus(site, "GET").status == 405
        over = tus(site, "POST", body=b"abc", Upload_Offset="0", X_HTTP_Method_Override="PATCH", Content_Type=TYPE)
        assert (over.status, over.headers["Upload-Offset"]) == (204, "3")


def test_beginning_again_does_not_lose_what_is_here(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        begin(site)
        tus(site, "PATCH", body=FILM[:7], Upload_Offset="0")
        assert begin(site).status == 201
        assert tus(site, "HEAD").headers["Upload-Offset"] == "7"
        begin(site, 100)  # another file: from the beginning
        assert tus(site, "HEAD").headers["Upload-Offset"] == "0"


def test_an_upload_can_be_given_up(tmp_path: Path) -> None:
    with open_site(tmp_path, WebThatListens()) as site:
        begin(site)
        assert tus(site, "DELETE").status == 204
        assert tus(site, "HEAD").status == 404
        assert list(site.environment.uploads_dir.iterdir()) == []
        begin(site, 3)
        tus(site, "PATCH", body=b"abc", Upload_Offset="0")
        assert tus(site, "DELETE").status == 409
        assert begin(site, 4).status == 409, "nor does another file take its place"
        assert part(site).read_bytes() == b"abc"


def test_web_hears_of_it_later_when_it_was_away(tmp_path: Path) -> None:
    listening = WebThatListens(500)
    with open_site(tmp_path, listening) as site:
        begin(site, 3)
        assert tus(site, "PATCH", body=b"abc", Upload_Offset="0").status == 204
        assert len(listening.told) == 1
        assert tus(site, "HEAD").headers["Upload-Offset"] == "3"
        assert len(listening.told) == 2
        tus(site, "HEAD")
        tus(site, "PATCH", body=b"", Upload_Offset="3")
        assert len(listening.told) == 2, "once taken, web is left alone"


def test_web_hears_of_it_after_a_restart_of_the_edge(tmp_path: Path) -> None:
    with open_site(tmp_path, WebThatListens(503)) as site:
        begin(site, 3)
        tus(site, "PATCH", body=b"abc", Upload_Offset="0")
    listening = WebThatListens()
    with open_site(tmp_path, listening) as site:
        assert _eventually(lambda: len(listening.told) == 1)


def test_what_web_does_not_want_is_dropped(tmp_path: Path) -> None:
    with open_site(tmp_path, WebThatListens(410)) as site:
        begin(site, 3)
        tus(site, "PATCH", body=b"abc", Upload_Offset="0")
        assert list(site.environment.uploads_dir.iterdir()) == []


def test_an_upload_of_nothing_is_complete_at_once(tmp_path: Path) -> None:
    listening = WebThatListens()
    with open_site(tmp_path, listening) as site:
        begin(site, 0)
        assert tus(site, "HEAD").headers["Upload-Offset"] == "0"
        assert listening.told[0][2] == {"upload_id": ID, "kind": "video", "bytes": 0}


def test_a_full_disk_is_said_and_what_arrived_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int, data: bytes) -> None:
        os.write(handle, data[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_site(tmp_path) as site:
        begin(site)
        monkeypatch.setattr(Store, "append", staticmethod(full))
        answer = tus(site, "PATCH", body=FILM, Upload_Offset="0")
        assert answer.status == 507
        assert answer.body.decode().startswith("There is no room for this upload")
        assert tus(site, "HEAD").headers["Upload-Offset"] == "100"


def test_uploads_that_fit_one_by_one_stop_where_the_space_to_be_kept_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_site(tmp_path) as site:
        begin(site)
        # Others have filled the disk since this request was let in.
        answers = iter([True])
        monkeypatch.setattr(Store, "has_room", lambda store, size: next(answers, False))
        assert tus(site, "PATCH", body=FILM, Upload_Offset="0").status == 507
        assert tus(site, "HEAD").headers["Upload-Offset"] == "0"


def test_no_upload_begins_on_a_disk_that_is_nearly_full(tmp_path: Path) -> None:
    with open_site(tmp_path, disk_free_bytes_min=str(10**13)) as site:
        assert begin(site).status == 507
        assert list(site.environment.uploads_dir.iterdir()) == []


def test_one_network_may_not_send_everything_at_once(tmp_path: Path) -> None:
    with open_site(tmp_path, uploads_per_address_max="1") as site:
        begin(site)
        with _start_patch(site, 0, len(FILM)):
            _eventually(lambda: ID in site.application.uploads._holds._holds)
            other = make_token(site, upload_id="0192f0aa-another")
            begin(site, 10, token=other)
            answer = tus(site, "PATCH", "/uploads/0192f0aa-another", b"x", Upload_Offset="0", token=other)
            assert (answer.status, answer.headers["Retry-After"]) == (503, "5")


def test_a_silent_phone_does_not_hold_its_upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "SILENCE_SECONDS_MAX", 0.2)
    with open_site(tmp_path) as site:
        begin(site)
        with _start_patch(site, 0, len(FILM)) as line:
            line.sendall(FILM[:10])
            assert read_all(line).startswith(b"HTTP/1.1 408 ")
        assert part(site).read_bytes() == FILM[:10]


def test_a_restart_pauses_uploads_and_keeps_their_bytes(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        begin(site)
        line = _start_patch(site, 0, len(FILM))
        line.sendall(FILM[:10_000])
        _eventually(lambda: ID in site.application.uploads._holds._holds)
        time.sleep(0.2)
    assert read_all(line).startswith(b"HTTP/1.1 503 ")
    line.close()
    with open_site(tmp_path) as site:
        assert tus(site, "HEAD").headers["Upload-Offset"] == "10000"


def test_web_is_told_within_a_time_the_visitor_can_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "PATIENCE_SECONDS", 0.1)
    with open_site(tmp_path, None) as site:
        begin(site, 3)
        began = time.monotonic()
        assert tus(site, "PATCH", body=b"abc", Upload_Offset="0").status == 204
        assert time.monotonic() - began < 2


TYPE = "application/offset+octet-stream"


def _start_patch(site: Site, offset: int, size: int) -> socket.socket:
    line = site.connect()
    line.sendall(
        f"PATCH /uploads/{ID} HTTP/1.1\r\nHost: a\r\nTus-Resumable: 1.0.0\r\nContent-Type: {TYPE}\r\n"
        f"Authorization: Bearer {make_token(site)}\r\nUpload-Offset: {offset}\r\n"
        f"Content-Length: {size}\r\n\r\n".encode()
    )
    return line


def _size(site: Site) -> int:
    return part(site).stat().st_size


def _eventually(is_true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return False
