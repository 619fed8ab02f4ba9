from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from halles.edge.rooms import closing, rooms, visits
from tests.edge.rooms.client import Client
from tests.edge.rooms.stage import joined, make_live, member, open_edges, pass_for

pytestmark = pytest.mark.django_db(transaction=True)
DEFLATE = {"Sec-WebSocket-Extensions": "permessage-deflate; client_max_window_bits"}


def test_who_comes_hears_the_room_as_it_is(tmp_path: Path) -> None:
    session = make_live(room_state={"pin": {"name": "Marinière"}}, slow_mode_seconds=5)
    with open_edges(tmp_path, 2) as [site, other], joined(site, session, member(session, name="Yui")) as [early]:
        early.ask("say", text="Bonjour")
        late = Client(other.port, str(session.pk))
        you = late.hello(pass_for(session))
        assert {name: you[name] for name in ("role", "who", "gap", "back", "epoch", "offset")} == {
            "role": "viewer", "who": None, "gap": False, "back": False, "epoch": 1, "offset": 1,
        }  # fmt: skip
        told = you["hello"]
        assert (told["status"], told["state"], told["offset"]) == ("live", {"pin": {"name": "Marinière"}}, 1)
        assert told["modes"]["slow_mode_seconds"] == 5
        assert [(chat["text"], chat["name"], "u" in chat) for chat in told["last"]] == [("Bonjour", "Yui", False)]
        late.close()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"key": b"another key that is long enough to be one"}, closing.FOREIGN),
        ({"purpose": "upload"}, closing.FOREIGN),
        ({"room": str(uuid.uuid4())}, closing.FOREIGN),
        ({"role": "emperor"}, closing.FOREIGN),
        ({"who": "nobody"}, closing.FOREIGN),
        ({"seconds": -1}, closing.TOKEN),
    ],
)
def test_a_token_that_is_not_for_this_room_opens_nothing(tmp_path: Path, changes: dict[str, object], code: int) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site]:
        client = Client(site.port, str(session.pk))
        client.say("hello", token=pass_for(session, **changes))
        assert client.wait_closed().code == code
        assert client.told == []
        assert not site.application.rooms.stages


def test_nothing_is_heard_before_the_hello(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(visits, "HELLO_SECONDS_MAX", 0.3)
    session = make_live()
    with open_edges(tmp_path) as [site]:
        hasty, silent = Client(site.port, str(session.pk)), Client(site.port, str(session.pk))
        hasty.say("say", text="Bonjour")
        assert hasty.wait_closed().code == closing.FOREIGN
        closed = silent.wait_closed()
        assert (closed.code, closed.reason) == (closing.SILENT, "no_hello")


def test_a_show_that_is_not_there_is_said(tmp_path: Path) -> None:
    nowhere = str(uuid.uuid4())
    make_live()
    with open_edges(tmp_path) as [site]:
        client = Client(site.port, nowhere)
        client.say("hello", token=pass_for(nowhere))
        assert client.wait_closed().code == closing.ENDED


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upgrade": ""}, 426),
        ({"Connection": "close"}, 426),
        ({"Sec-WebSocket-Version": "8"}, 400),
        ({"Sec-WebSocket-Key": "short"}, 400),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost:9000"}, 101),
    ],
)
def test_the_handshake_is_strict(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site]:
        client = Client(site.port, str(session.pk), headers=headers)
        assert client.status == status
        client.close()
        assert site.get("/rooms/nothing").status == 404


def test_deflate_is_agreed_upon_without_context_and_answers_come_deflated(tmp_path: Path) -> None:
    session = make_live()
    words = "Bonjour à toutes et à tous " * 7
    with open_edges(tmp_path) as [site]:
        client = Client(site.port, str(session.pk), headers=DEFLATE)
        assert "permessage-deflate; server_no_context_takeover; client_no_context_takeover" in client.answer
        client.hello(member(session))
        client.ask("say", text=words.strip())
        chat = client.wait(lambda event: event["k"] == "chat")
        assert chat["text"] == words.strip()
        assert any(is_deflated for _, is_deflated, _ in client.frames)
        client.close()


def test_one_person_has_so_many_lines_and_gets_them_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = make_live()
    token = member(session)
    with open_edges(tmp_path) as [site]:
        lines = [Client(site.port, str(session.pk)) for _ in range(rooms.LINES_PER_PERSON_MAX + 1)]
        for line in lines[:-1]:
            line.hello(token)
        lines[-1].say("hello", token=token)
        assert lines[-1].wait_closed().code == closing.MANY
        for line in lines:
            line.close()
        again = Client(site.port, str(session.pk))
        assert again.hello(token)["role"] == "viewer"
        again.close()


def test_one_address_has_so_many_lines(tmp_path: Path) -> None:
    session = make_live()
    trusted = {"trusted_proxies": "127.0.0.1", "connections_per_address_max": "2"}
    with open_edges(tmp_path, **trusted) as [site]:
        headers = {"X-Forwarded-For": "203.0.113.9"}
        lines = [Client(site.port, str(session.pk), headers=headers) for _ in range(3)]
        assert [line.status for line in lines] == [101, 101, 503]
        other = Client(site.port, str(session.pk), headers={"X-Forwarded-For": "203.0.113.10"})
        assert other.status == 101
        for line in [*lines, other]:
            line.close()


def test_a_token_is_renewed_on_the_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = make_live()
    token = member(session)
    with open_edges(tmp_path) as [site], joined(site, session, token) as [client]:
        monkeypatch.setattr(visits, "TOKEN_SECONDS", -1)
        assert client.ask("say", text="a")["code"] == "room.token_expired"
        monkeypatch.setattr(visits, "TOKEN_SECONDS", 600)
        assert client.ask("token", token=token)["ok"] is True
        assert client.ask("say", text="a")["ok"] is True
        client.say("token", token=member(session))
        assert client.wait_closed().code == closing.TOKEN
