from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path

import pytest
from aiohttp import web

from halles.edge.keyless import keyless
from halles.edge.proxy import body as bodies
from halles.edge.proxy import forward
from halles.edge.visitors import line_of
from tests.edge.stage import open_site, read_all


async def mirror(request: web.BaseRequest) -> web.StreamResponse:
    """Tells what web was given."""
    body = await request.read()
    told = {
        "method": request.method,
        "target": request.raw_path,
        "headers": [[name.lower(), value] for name, value in request.headers.items()],
        "body": body.decode("latin-1"),
    }
    return web.Response(text=json.dumps(told), content_type="application/json")


def test_a_request_arrives_as_it_was_sent(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site:
        target = "/p/1%2F2/caf%C3%A9//x;y?q=a%20b&q=+&empty="
        answer = site.ask(
            "PUT", target, {"Host": "market.example", "Cookie": "a=1; b=2", "X-Thing": "7"}, b"\x00caf\xe9"
        )
    told = json.loads(answer.body)
    assert (told["method"], told["target"], told["body"]) == ("PUT", target, "\x00café")
    headers = dict(told["headers"])
    assert headers["host"] == "market.example"
    assert headers["cookie"] == "a=1; b=2"
    assert headers["x-thing"] == "7"
    assert headers["content-length"] == "5"
    assert "user-agent" not in headers, "nothing is added that the visitor did not say"


def test_what_only_the_edge_may_say_is_said_by_the_edge(tmp_path: Path) -> None:
    lies = {
        "Host": "market.example",
        "X-Forwarded-For": "6.6.6.6",
        "X_Forwarded_For": "6.6.6.6",
        "X-Forwarded-Proto": "https",
        "X_FORWARDED_PROTO": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=6.6.6.6",
        "X-Real-IP": "6.6.6.6",
        "X-Halles-Internal": "token",
        "Proxy": "http://evil.example",
        "Connection": "close, X-Once",
        "X-Once": "1",
        "Keep-Alive": "300",
        "TE": "trailers",
        "Accept-Encoding": "gzip",
    }
    with open_site(tmp_path, mirror) as site:
        told = json.loads(gzip.decompress(site.ask("GET", "/" + "x" * 1200, lies).body))
    headers = dict(told["headers"])
    assert {name: headers.pop(name) for name in list(headers) if name.startswith("x")} == {
        "x-forwarded-for": "127.0.0.1",
        "x-forwarded-proto": "http",
        "x-forwarded-host": "market.example",
    }
    assert headers == {"host": "market.example"}


def test_a_trusted_proxy_is_believed_up_to_the_first_stranger(tmp_path: Path) -> None:
    lies = {"X-Forwarded-For": "1.1.1.1, 203.0.113.9, 10.0.0.2", "X-Forwarded-Proto": "https"}
    with open_site(tmp_path, mirror, trusted_proxies="127.0.0.0/8, 10.0.0.0/8") as site:
        headers = dict(json.loads(site.ask("GET", "/", lies).body)["headers"])
    assert (headers["x-forwarded-for"], headers["x-forwarded-proto"]) == ("203.0.113.9", "https")


def test_a_chunked_body_reaches_web_whole_with_its_length(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site, site.connect() as line:
        line.sendall(b"POST /form HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.sendall(b"3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n")
        told = json.loads(read_all(line).partition(b"\r\n\r\n")[2])
    headers = dict(told["headers"])
    assert (told["body"], headers["content-length"]) == ("abcdefg", "7")
    assert "transfer-encoding" not in headers


def test_a_large_body_goes_through_a_file(tmp_path: Path) -> None:
    sent = bytes(range(256)) * 8000

    async def count(request: web.BaseRequest) -> web.StreamResponse:
        request._client_max_size = 10**9
        return web.Response(text=str((await request.read()) == sent))

    with open_site(tmp_path, count) as site:
        assert site.ask("POST", "/form", body=sent).body == b"True"


def test_a_client_that_waits_is_told_to_go_on(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site, site.connect() as line:
        line.sendall(
            b"POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        )
        assert line.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"ok")
        assert json.loads(read_all(line).partition(b"\r\n\r\n")[2])["body"] == "ok"


def test_a_body_too_large_is_refused_before_web_hears_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "BYTES_MAX", 1000)
    with open_site(tmp_path) as site:
        french = {"Accept": "text/html", "Accept-Language": "fr-CA, en;q=0.5", "Transfer-Encoding": "chunked"}
        announced = site.ask("POST", "/form", {"Accept": "text/html"}, b"x" * 1001)
        found_out = site.ask("POST", "/form", french, b"3e9\r\n" + b"x" * 1001 + b"\r\n0\r\n\r\n")
    assert (announced.status, found_out.status) == (413, 413)
    assert "Too large" in announced.body.decode()
    assert 'lang="fr"' in found_out.body.decode()
    assert announced.headers["Connection"] == "close"


def test_a_body_that_stops_coming_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "SILENCE_SECONDS_MAX", 0.2)
    with open_site(tmp_path) as site, site.connect() as line:
        line.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        assert read_all(line).startswith(b"HTTP/1.1 408 ")


def test_all_bodies_together_have_a_limit(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site:
        site.application.web._budget.left = 6
        assert site.ask("POST", "/", body=b"seven!!").status == 503
        assert site.ask("POST", "/", body=b"six!!!").status == 200
        assert site.application.web._budget.left == 6, "the room is given back"


def test_one_line_cannot_use_up_the_room_of_all_bodies(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site:
        budget = site.application.web._budget
        budget.per_line_max = 6
        room = budget.left
        assert site.ask("POST", "/", body=b"seven!!").status == 503
        assert site.ask("POST", "/", body=b"six!!!").status == 200
        assert (budget.left, dict(budget.used)) == (room, {}), "the room is given back"
        budget.take("203.0.113.7", 6)
        assert site.ask("POST", "/", body=b"six!!!").status == 200, "another line's share is its own"


@pytest.mark.parametrize(
    ("address", "line"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", ""),
    ],
)
def test_all_addresses_of_a_line_count_as_one(address: str, line: str) -> None:
    assert line_of(address) == line


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/orders/g/" + "k" * 43 + "/", "/orders/g/…/"),
        ("/account/password/reset/key/1x-d0c5a1b2c3d4e5f6a7b8c9d0e1f2a3b4/", "/account/password/reset/key/…/"),
        ("/v/01a2046d-d42b-7db9-b163-9650ccef394e/why/", "/v/01a2046d-d42b-7db9-b163-9650ccef394e/why/"),
        ("/shops/ateliers-lumignon/", "/shops/ateliers-lumignon/"),
    ],
)
def test_logs_tell_no_keys(path: str, logged: str) -> None:
    assert keyless(path) == logged


def test_answers_come_back_as_web_gave_them(tmp_path: Path) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.Response(
            status=303, headers={"Location": "/next?x=1", "X-Frame-Options": "DENY", "Keep-Alive": "5"}
        )
        answer.headers.add("Set-Cookie", "a=1; Path=/")
        answer.headers.add("Set-Cookie", "b=2; Path=/")
        return answer

    with open_site(tmp_path, answering) as site:
        answer = site.get("/")
    assert (answer.status, answer.headers["Location"]) == (303, "/next?x=1")
    assert answer.headers.get_all("Set-Cookie") == ["a=1; Path=/", "b=2; Path=/"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert (answer.headers["Keep-Alive"], answer.headers["Server"]) == (None, "Halles")


def test_head_keeps_the_length_and_sends_nothing(tmp_path: Path) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(text="x" * 5000)

    with open_site(tmp_path, answering) as site, site.connect() as line:
        line.sendall(b"HEAD / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        head, _, rest = read_all(line).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Length: 5000" in head
    assert rest == b""


@pytest.mark.parametrize(
    ("kind", "size", "extra", "is_small"),
    [
        ("text/html; charset=utf-8", 4000, {}, True),
        ("application/json", 4000, {}, True),
        ("text/html", 500, {}, False),
        ("image/jpeg", 4000, {}, False),
        ("text/html", 4000, {"Cache-Control": "private, no-transform"}, False),
        ("text/html", 4000, {"Content-Encoding": "identity"}, False),
        ("text/html", 900_000, {}, True),
    ],
)
def test_text_is_compressed(tmp_path: Path, kind: str, size: int, extra: dict[str, str], is_small: bool) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        return web.Response(body=b"hall " * (size // 5), headers={"Content-Type": kind, "ETag": '"v1"', **extra})

    with open_site(tmp_path, answering) as site:
        answer = site.get("/", Accept_Encoding="gzip, br")
        plain = site.get("/", Accept_Encoding="gzip;q=0")
    assert plain.body == b"hall " * (size // 5)
    assert plain.headers["ETag"] == '"v1"'
    if is_small:
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["ETag"] == 'W/"v1"'
        assert gzip.decompress(answer.body) == plain.body
        assert answer.headers["Vary"] == plain.headers["Vary"] == "Accept-Encoding"
    else:
        assert answer.body == plain.body


def test_web_is_rid_of_an_answer_long_before_a_slow_visitor_has_it(tmp_path: Path) -> None:
    size, done = 30_000_000, asyncio.Event()
    piece = bytes(range(250)) * 400

    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "text/csv", "Content-Length": str(size)})
        await answer.prepare(request)
        for _ in range(size // len(piece)):
            await answer.write(piece)
        await answer.write_eof()
        done.set()
        return answer

    with open_site(tmp_path, answering) as site, site.connect() as line:
        line.sendall(b"GET /export HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        got = line.recv(1000)  # and then the phone is in a tunnel
        asyncio.run_coroutine_threadsafe(done.wait(), site.loop).result(10)
        got += read_all(line)
    assert got.partition(b"\r\n\r\n")[2] == piece * (size // len(piece))


def test_an_answer_cut_short_by_web_is_cut_short_for_the_visitor(tmp_path: Path) -> None:
    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": "2000000"})
        await answer.prepare(request)
        await answer.write(b"x" * 1_000_000)
        assert request.transport is not None
        request.transport.close()
        return answer

    with open_site(tmp_path, answering) as site, site.connect() as line:
        line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        got = read_all(line)
    assert b"Content-Length: 2000000" in got
    assert len(got) < 1_100_000


def test_when_web_is_away_the_visitor_hears_it_in_their_language(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forward, "OPENING_SECONDS_MAX", 0.0)
    with open_site(tmp_path, None) as site:
        french = site.get("/", Accept="text/html", Accept_Language="fr")
        japanese = site.get("/", Accept="text/html", Accept_Language="fr", Cookie="language=ja")
        program = site.get("/api/v1/feed", Accept="text/html")
        assert site.get("/healthz").body == b"ok\n"
    assert (french.status, french.headers["Retry-After"]) == (503, "3")
    assert "Les halles vont ouvrir" in french.body.decode()
    assert '<html lang="ja">' in japanese.body.decode()
    assert program.headers["Content-Type"] == "application/problem+json; charset=utf-8"
    assert json.loads(program.body) == {
        "type": "about:blank",
        "title": "The hall is about to open",
        "status": 503,
        "detail": "Halles is just starting. This page tries again by itself in a few seconds.",
        "code": "edge.opening",
    }


def test_a_restart_of_web_is_waited_out(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site:
        socket = site.environment.web_socket
        away = socket.with_name("away")
        socket.rename(away)
        site.loop.call_soon_threadsafe(lambda: site.loop.call_later(0.3, away.rename, socket))
        assert site.ask("POST", "/", body=b"kept").status == 200


def test_when_web_breaks_off_or_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward, "ANSWER_SECONDS_MAX", 0.3)

    async def answering(request: web.BaseRequest) -> web.StreamResponse:
        if request.path == "/slow":
            await asyncio.sleep(2)
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    with open_site(tmp_path, answering) as site:
        broken, late = site.ask("POST", "/broken", body=b"x"), site.get("/slow")
    assert (broken.status, json.loads(broken.body)["code"]) == (502, "edge.broken")
    assert (late.status, json.loads(late.body)["code"]) == (504, "edge.late")


def test_web_is_protected_from_more_than_it_can_queue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forward, "WAITING_MAX", 0)
    with open_site(tmp_path) as site:
        assert site.get("/").status == 503


@pytest.mark.parametrize("target", ["/internal/uploads/1/received", "/%69nternal/uploads/1/received"])
def test_what_is_internal_has_no_address_outside(tmp_path: Path, target: str) -> None:
    with open_site(tmp_path) as site:
        assert site.ask("POST", target, body=b"{}").status == 404


def test_strange_methods_stop_here(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        assert site.ask("TRACE", "/").status == 405


def test_who_is_signed_in_may_ask_web_for_a_file_that_was_taken_away(tmp_path: Path) -> None:
    with open_site(tmp_path, mirror) as site:
        gone = "/media/photos/1/640.webp"
        assert site.get(gone).status == 404, "web never hears of visitors who try names"
        assert site.get(gone, Cookie="language=fr").status == 404
        told = json.loads(site.get(gone, Cookie="session=abc").body)
        assert told["target"] == gone
        assert site.ask("POST", gone, {"Cookie": "session=abc"}).status == 405
        assert site.get("/static/gone.js", Cookie="session=abc").status == 404
