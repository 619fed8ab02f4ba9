from __future__ import annotations

import gzip
from collections.abc import Iterator
from email.utils import formatdate

import pytest

from halles.edge.files import FOR_A_WHILE, FOR_EVER, Built
from tests.edge.stage import Site, open_site

FILM = bytes(range(256)) * 4000  # 1,024,000 bytes, every place tells its offset modulo 256


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    built = folder / "built"
    (built / "assets").mkdir(parents=True)
    (built / "assets" / "feed-CweEOibd.js").write_text("export const shelf = 1;\n" * 200)
    (built / "assets" / "tiny-AAAAAAAA.js").write_text("1")
    (built / "favicon.svg").write_text("<svg/>")
    with open_site(folder) as opened:
        media = opened.environment.media_dir
        (media / "clips").mkdir(parents=True)
        (media / "clips" / "a1.mp4").write_bytes(FILM)
        (media / "clips" / "empty.mp4").write_bytes(b"")
        (media / "clips" / "page.html").write_text("<script>alert(1)</script>")
        (media / "clips" / "drawing.svg").write_text("<svg/>")
        (media / "clips" / "words.vtt").write_text("WEBVTT\n")
        (media / ".hidden.mp4").write_bytes(b"draft")
        private = opened.environment.private_dir
        private.mkdir()
        (private / "original.mp4").write_bytes(b"private")
        (media / "link.mp4").symlink_to(private / "original.mp4")
        (media / "linked").symlink_to(private)
        opened.application.built = Built(built)
        yield opened


def test_a_whole_file_comes_with_its_type_and_is_kept_for_ever(site: Site) -> None:
    answer = site.get("/media/clips/a1.mp4")
    assert (answer.status, answer.body) == (200, FILM)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Server"] == "Halles"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-1", 0, 1),
        ("bytes=1000-300999", 1000, 300999),
        ("bytes=1023999-", 1023999, 1023999),
        ("bytes=500000-", 500000, 1023999),
        ("bytes=-1000", 1023000, 1023999),
        ("bytes=-5000000", 0, 1023999),
        ("bytes=1023000-9999999", 1023000, 1023999),
    ],
)
def test_a_range_is_exact(site: Site, asked: str, first: int, last: int) -> None:
    answer = site.get("/media/clips/a1.mp4", Range=asked)
    assert answer.status == 206
    assert answer.body == FILM[first : last + 1]
    assert answer.headers["Content-Range"] == f"bytes {first}-{last}/1024000"
    assert answer.headers["Content-Length"] == str(last + 1 - first)


@pytest.mark.parametrize("asked", ["bytes=1024000-", "bytes=2000000-3000000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_length(site: Site, asked: str) -> None:
    answer = site.get("/media/clips/a1.mp4", Range=asked)
    assert (answer.status, answer.body) == (416, b"")
    assert answer.headers["Content-Range"] == "bytes */1024000"


@pytest.mark.parametrize("asked", ["bytes=0-1,5-6", "bytes=9-3", "bytes=", "bytes=a-b", "apples=0-1", "bytes=٣-٤"])
def test_a_range_that_cannot_be_read_gives_the_whole(site: Site, asked: str) -> None:
    answer = site.ask("GET", "/media/clips/a1.mp4", {"Range": asked.encode().decode("latin-1")})
    assert (answer.status, answer.body) == (200, FILM)


def test_a_range_of_a_changed_file_gives_the_whole(site: Site) -> None:
    first = site.get("/media/clips/a1.mp4", Range="bytes=0-9")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]
    for condition, status in [
        (tag, 206),
        ('"another"', 200),
        ("W/" + tag, 200),
        (date, 206),
        (formatdate(0, usegmt=True), 200),
    ]:
        answer = site.get("/media/clips/a1.mp4", Range="bytes=10-19", If_Range=condition)
        assert (answer.status, answer.body) == (status, FILM[10:20] if status == 206 else FILM), condition


def test_what_a_browser_has_is_not_sent_again(site: Site) -> None:
    first = site.get("/media/clips/a1.mp4", Range="bytes=0-0")
    for headers in ({"If_None_Match": first.headers["ETag"]}, {"If_Modified_Since": first.headers["Last-Modified"]}):
        answer = site.get("/media/clips/a1.mp4", **headers)
        assert (answer.status, answer.body) == (304, b"")
        assert answer.headers["ETag"] == first.headers["ETag"]


def test_files_share_a_connection(site: Site) -> None:
    with site.connect() as line:
        for first, last in ((0, 9), (250, 299), (1_000_000, 1_000_001)):
            asked = f"GET /media/clips/a1.mp4 HTTP/1.1\r\nHost: a\r\nRange: bytes={first}-{last}\r\n\r\n"
            line.sendall(asked.encode())
            got = b""
            while not got.endswith(FILM[first : last + 1]):
                found = line.recv(4096)
                assert found, "the edge closed the connection"
                got += found
            assert got.startswith(b"HTTP/1.1 206 ")


def test_head_tells_everything_but_the_bytes(site: Site) -> None:
    answer = site.ask("HEAD", "/media/clips/a1.mp4")
    assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "1024000")


def test_an_empty_file_has_no_range(site: Site) -> None:
    assert site.get("/media/clips/empty.mp4").status == 200
    assert site.get("/media/clips/empty.mp4", Range="bytes=0-").status == 416


@pytest.mark.parametrize(
    "target",
    [
        "/media/../private/original.mp4",
        "/media/clips/../../private/original.mp4",
        "/media/%2e%2e/private/original.mp4",
        "/media/..%2fprivate/original.mp4",
        "/media/clips%2f..%2f..%2fprivate/original.mp4",
        "/media//etc/passwd",
        "/media/clips\\..\\a1.mp4",
        "/media/link.mp4",
        "/media/linked/original.mp4",
        "/media/.hidden.mp4",
        "/media/clips",
        "/media/clips/",
        "/media/",
        "/media/clips/a1.mp4%00.txt",
        "/media/nothing.mp4",
        "/static/../files.py",
    ],
)
def test_nothing_else_can_be_reached(site: Site, target: str) -> None:
    answer = site.get(target)
    assert answer.status == 404, answer.body
    assert answer.headers["Cache-Control"] == "no-store"
    assert b"private" not in answer.body


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("page.html", "application/octet-stream", "attachment"),
        ("drawing.svg", "application/octet-stream", "attachment"),
        ("words.vtt", "text/vtt; charset=utf-8", "inline"),
    ],
)
def test_only_harmless_types_are_shown_in_place(site: Site, name: str, kind: str, disposition: str) -> None:
    answer = site.get(f"/media/clips/{name}")
    assert (answer.headers["Content-Type"], answer.headers["Content-Disposition"]) == (kind, disposition)
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_built_script_is_sent_compressed_and_kept(site: Site) -> None:
    plain = site.get("/static/assets/feed-CweEOibd.js")
    small = site.get("/static/assets/feed-CweEOibd.js", Accept_Encoding="br, gzip")
    assert small.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 10
    for answer in (plain, small):
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
    again = site.get("/static/assets/feed-CweEOibd.js", Accept_Encoding="gzip", If_None_Match=small.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def test_tiny_files_are_not_compressed_and_unhashed_names_are_asked_for_again(site: Site) -> None:
    assert "Content-Encoding" not in site.get("/static/assets/tiny-AAAAAAAA.js", Accept_Encoding="gzip").headers
    icon = site.get("/static/favicon.svg")
    assert (icon.headers["Content-Type"], icon.headers["Cache-Control"]) == ("image/svg+xml", FOR_A_WHILE)


def test_files_are_only_read(site: Site) -> None:
    assert site.ask("DELETE", "/media/clips/a1.mp4").status == 405
    assert site.ask("POST", "/static/favicon.svg", body=b"x").status == 405
    assert site.get("/media/clips/a1.mp4", Range="bytes=0-3").body == FILM[:4]
