from __future__ import annotations

import asyncio
import json
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from halles.edge.rooms import batches, closing
from halles.edge.rooms.batches import AWAY, BUSY, FAILED, Batches, Target
from halles.edge.rooms.commands import COMMANDS, CommandRefused
from halles.edge.rooms.database import DatabaseAway
from halles.kit.rooms.words import clean
from halles.live.services.room import announce
from tests.edge.rooms.client import Client, Closed
from tests.edge.rooms.stage import joined, make_live, member, open_edges, pass_for
from tests.users.makers import make_user

database = pytest.mark.django_db(transaction=True)
ROOM = str(uuid.uuid4())
SAY = Target("SELECT live_say(%s::uuid, %s::jsonb)", (ROOM,))


class Told:
    """A database that answers every item with its text, as long as `works` lets it."""

    def __init__(self, *works: Any) -> None:
        self.works = list(works)
        self.calls: list[list[str]] = []

    async def ask(self, _statement: str, *parameters: Any) -> Any:
        items = [item["text"] for item in json.loads(parameters[-1])]
        self.calls.append(items)
        await asyncio.sleep(0.01)
        work = self.works.pop(0) if self.works else None
        if isinstance(work, Exception):
            raise work
        if any(text == "bad" for text in items):
            raise psycopg.DataError("bad")
        return work or [{"ok": True, "text": text} for text in items]


def ask_all(told: Told, *texts: str) -> list[dict[str, Any]]:
    async def run() -> list[dict[str, Any]]:
        made = Batches(told)  # type: ignore[arg-type]
        return await asyncio.gather(*(made.ask(SAY, {"text": text}) for text in texts))

    return asyncio.run(run())


def test_what_arrives_while_a_call_is_in_flight_is_the_next_call() -> None:
    async def run() -> list[dict[str, Any]]:
        made = Batches(told)  # type: ignore[arg-type]
        first = asyncio.create_task(made.ask(SAY, {"text": "0"}))
        await asyncio.sleep(0.002)
        rest = await asyncio.gather(*(made.ask(SAY, {"text": str(number)}) for number in range(1, 8)))
        return [await first, *rest]

    told = Told()
    answers = asyncio.run(run())
    assert told.calls == [["0"], [str(number) for number in range(1, 8)]]
    assert [answer["text"] for answer in answers] == [str(number) for number in range(8)]


def test_a_bad_member_spoils_nothing_for_the_others() -> None:
    told = Told()
    answers = ask_all(told, "a", "bad", "c")
    assert answers == [{"ok": True, "text": "a"}, FAILED, {"ok": True, "text": "c"}]
    assert told.calls == [["a", "bad", "c"], ["a"], ["bad"], ["c"]]


def test_a_broken_line_is_tried_again_and_what_was_said_was_said_once() -> None:
    told = Told(DatabaseAway(), [{"ok": False, "code": "live.doubled"}, {"ok": True, "o": 2}])
    assert ask_all(told, "a", "b") == [{"ok": True}, {"ok": True, "o": 2}]
    assert told.calls == [["a", "b"], ["a", "b"]]


def test_a_database_that_stays_away_is_said_to_everybody() -> None:
    told = Told(DatabaseAway(), DatabaseAway(), DatabaseAway())
    assert ask_all(told, "a", "b") == [AWAY, AWAY]


def test_an_answer_of_the_wrong_length_is_believed_by_nobody() -> None:
    told = Told([{"ok": True}], [{"ok": True, "mine": "a"}], [{"ok": True, "mine": "b"}])
    assert ask_all(told, "a", "b") == [{"ok": True, "mine": "a"}, {"ok": True, "mine": "b"}]


def test_a_queue_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "WAITING_MAX", 2)
    answers = ask_all(Told(), "a", "b", "c", "d")
    assert [answer == BUSY for answer in answers] == [False, False, True, True]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a \t b\n\nc ", "a b c"),
        ("x\u202eevil\u202c y", "xevil y"),
        ("\x00\x1b[31m", "[31m"),
        ("\ud800a", "a"),
        (["a"], ""),
        (None, ""),
        ("\u200b \u2060\u0301", ""),
        ("家族 👨‍👩‍👧", "家族 👨‍👩‍👧"),
    ],
)
def test_words_are_cleaned(text: object, cleaned: str) -> None:
    assert clean(text) == cleaned


def _nest(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(inner) | st.dictionaries(st.text(), inner)


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), _nest, max_leaves=6)
FIELDS = ("text", "reply_to", "deal", "quantity", "key", "poll", "choice", "giveaway", "nonce", "is_free")


@given(name=st.sampled_from(sorted(COMMANDS)), told=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_command_is_read_or_refused(name: str, told: dict[str, Any]) -> None:
    with suppress(CommandRefused):
        target, item = COMMANDS[name].read(told, ROOM)
        assert target.parameters[0] == ROOM
        assert len(json.dumps(item).encode()) < 3000


@database
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages=st.lists(st.dictionaries(st.sampled_from(("n", "t", *FIELDS)), JSON) | JSON, max_size=5))
def test_whatever_a_line_says_is_answered_or_ends_it(tmp_path: Path, messages: list[Any]) -> None:
    site, session, token = _fuzzed(tmp_path)
    client = Client(site.port, session)
    client.hello(token)
    code = 0
    try:
        for message in messages:
            client.raw(client.frame(1, json.dumps(message).encode()))
        client.say("time")
        client.wait(lambda event: "now" in event and "role" not in event)
    except (BrokenPipeError, ConnectionResetError):
        code = 1006
    except Closed as closed:
        code = closed.code
    assert code in {0, 1006, 1007, closing.FLOOD, closing.TOKEN, closing.FOREIGN}
    client.close()


_kept: dict[str, Any] = {}


def _fuzzed(tmp_path: Path) -> Any:
    """One edge for all examples, closed by the fixture below."""
    if "site" not in _kept:
        session = make_live()
        _kept["edges"] = open_edges(tmp_path)
        [site] = _kept["edges"].__enter__()
        _kept["site"] = (site, str(session.pk), pass_for(session))
    return _kept["site"]


@pytest.fixture(autouse=True)
def _fuzzed_edge_is_closed() -> Any:
    yield
    if "edges" in _kept:
        site, *_ = _kept["site"]
        leftover = site.application.rooms
        _kept["edges"].__exit__(None, None, None)
        _kept.clear()
        assert len(leftover._people) == 0
        assert not leftover.batches._queues


@database
def test_who_is_not_signed_in_watches_and_sends_hearts_only(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [client]:
        for kind, body in (("say", {"text": "a"}), ("claim", {"deal": ROOM, "key": "k" * 8})):
            assert client.ask(kind, **body)["code"] == "live.sign_in"
        client.say("heart", kind="clap", n=4)
        assert client.wait(lambda event: event["k"] == "hearts")["n"] == {"clap": 4}
        assert client.ask("dance")["code"] == "room.unknown"


@database
def test_talking_too_fast_is_slowed_down_but_for_those_who_run_the_show(tmp_path: Path) -> None:
    session = make_live()
    tokens = (member(session), member(session, role="host"))
    with open_edges(tmp_path) as [site], joined(site, session, *tokens) as [viewer, host]:
        answers = [viewer.ask("say", text=f"viens {number}") for number in range(4)]
        assert [answer["ok"] for answer in answers] == [True, True, True, False]
        assert answers[3]["code"] == "room.too_fast"
        assert 0 < answers[3]["wait_ms"] <= 1001
        assert all(host.ask("say", text=f"venez {number}")["ok"] for number in range(8))


@database
def test_more_lines_are_not_more_turns(tmp_path: Path) -> None:
    session = make_live()
    marc = member(session)
    with open_edges(tmp_path) as [site], joined(site, session, marc, marc, marc) as lines:
        answers = [line.ask("say", text=f"viens {number}") for number, line in enumerate([*lines, *lines])]
    assert [answer["ok"] for answer in answers][:4] == [True, True, True, False]
    assert answers[3]["code"] == "room.too_fast"


@database
@pytest.mark.parametrize("number", ["\x00", "\ud800", {"deep": ["\x00"]}])
def test_what_a_line_numbers_its_commands_with_never_reaches_the_database(tmp_path: Path, number: Any) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, member(session)) as [client]:
        client.raw(client.frame(1, json.dumps({"t": "say", "n": number, "text": "Bonjour"}).encode()))
        assert client.wait(lambda event: event["k"] == "you" and "ok" in event)["ok"] is True


@database
def test_a_name_turns_nothing_around_it(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, member(session, name="\u202eMarc\n")) as [client]:
        client.ask("say", text="Bonjour")
        assert client.wait(lambda event: event["k"] == "chat")["name"] == "Marc"


@database
def test_a_role_that_was_taken_is_over_at_once(tmp_path: Path) -> None:
    session = make_live()
    user = make_user()
    tokens = (member(session, user=user, role="moderator"), pass_for(session))
    with open_edges(tmp_path) as [site], joined(site, session, *tokens) as [moderator, watcher]:
        announce(session.pk, "team", {"who": str(user.pk)})
        assert moderator.wait_closed().code == closing.TOKEN
        announce(session.pk, "notice", {})
        watcher.wait(lambda event: event["k"] == "notice")
        assert watcher.told == []


@database
def test_a_flood_ends_the_line(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [client]:
        client.raw(b"".join(client.frame(1, b'{"t":"seen"}') for _ in range(100)))
        assert client.wait_closed().code == closing.FLOOD


@database
def test_what_is_held_is_seen_by_moderators_only_and_who_is_banned_goes(tmp_path: Path) -> None:
    session = make_live(is_chat_held=True)
    user = make_user()
    tokens = (member(session, user=user), member(session, role="moderator"), pass_for(session))
    with open_edges(tmp_path) as [site], joined(site, session, *tokens) as [viewer, moderator, watcher]:
        assert viewer.ask("say", text="gratuit ici")["held"] is True
        assert moderator.wait(lambda event: event["k"] == "chat")["s"] == "held"
        announce(session.pk, "restricted", {"who": str(user.pk), "kind": "ban"})
        assert viewer.wait(lambda event: event["k"] == "restricted")["you"] == "ban"
        assert viewer.wait_closed().code == closing.BANNED
        assert moderator.wait(lambda event: event["k"] == "restricted")["who"] == str(user.pk)
        announce(session.pk, "notice", {})
        watcher.wait(lambda event: event["k"] == "notice")
        assert watcher.told == []


@database
def test_presence_counts_people_of_all_edges_and_writes_one_row_each(tmp_path: Path) -> None:
    session = make_live()
    marc = member(session)
    with (
        open_edges(tmp_path, 2) as [one, two],
        joined(one, session, marc, marc, member(session, role="host")) as [a, _, _],
        joined(two, session, pass_for(session), pass_for(session)),
    ):
        for site in (two, one):
            asyncio.run_coroutine_threadsafe(site.application.rooms.presence.tell(), site.loop).result(10)
        assert a.wait(lambda event: event["k"] == "count")["n"] == 3
    with connection.cursor() as cursor:
        cursor.execute("SELECT viewer_count FROM live_presence WHERE session_id = %s ORDER BY 1", [session.pk])
        assert cursor.fetchall() == [(1,), (2,)]


@database
def test_a_show_that_is_over_lets_its_viewers_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.edge.rooms.presence.OVER_TELLS", 2)
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [client]:
        type(session).objects.filter(pk=session.pk).update(status="ended", ended_at=session.started_at)
        for _ in range(2):
            asyncio.run_coroutine_threadsafe(site.application.rooms.presence.tell(), site.loop).result(10)
        closed = client.wait_closed()
        assert (closed.code, closed.reason) == (closing.ENDED, "ended")
