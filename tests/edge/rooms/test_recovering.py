from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import connection

from halles.edge.rooms import closing
from halles.kit.rooms.room import HISTORY_EVENTS_MAX
from halles.live.models import LiveSession
from halles.live.services.room import announce
from tests.edge.rooms.client import Client
from tests.edge.rooms.stage import joined, make_live, member, open_edges, pass_for
from tests.edge.stage import Site

pytestmark = pytest.mark.django_db(transaction=True)


def come_back(site: Site, session: LiveSession, epoch: int, offset: int) -> tuple[Client, dict[str, object]]:
    client = Client(site.port, str(session.pk))
    return client, client.hello(pass_for(session), epoch=epoch, offset=offset)


def end_lines_of_edges() -> int:
    """Breaks every line of an edge to this database, as a restart of PostgreSQL would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'halles edge' AND datname = current_database()"
        )
        return len(cursor.fetchall())


def test_who_comes_back_hears_what_was_missed_and_nothing_else(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [stays]:
        for number in range(1, 6):
            announce(session.pk, "notice", {"number": number})
        stays.wait(lambda event: event.get("number") == 5)
        client, you = come_back(site, session, 1, 3)
        assert (you["back"], you["gap"]) == (True, False)
        assert [client.wait(lambda event: event["k"] == "notice")["number"] for _ in range(2)] == [4, 5]
        announce(session.pk, "notice", {"number": 6})
        assert client.wait(lambda event: event["k"] == "notice")["o"] == 6
        assert client.told == []
        client.close()


def test_who_was_away_too_long_begins_anew_and_is_told_so(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [stays]:
        for number in range(1, HISTORY_EVENTS_MAX + 3):
            announce(session.pk, "notice", {"number": number})
        stays.wait(lambda event: event.get("number") == HISTORY_EVENTS_MAX + 2)
        for epoch, offset in ((1, 1), (7, HISTORY_EVENTS_MAX)):
            client, you = come_back(site, session, epoch, offset)
            assert (you["back"], you["gap"]) == (False, True)
            assert you["hello"]["offset"] == HISTORY_EVENTS_MAX + 2  # type: ignore[index]
            client.close()


def test_an_edge_that_was_not_there_reads_on_from_what_the_viewer_had(tmp_path: Path) -> None:
    session = make_live()
    for number in range(1, 4):
        announce(session.pk, "notice", {"number": number})
    with open_edges(tmp_path) as [site]:
        client, you = come_back(site, session, 1, 1)
        assert (you["back"], you["gap"]) == (True, False)
        assert [client.wait(lambda event: event["k"] == "notice")["number"] for _ in range(2)] == [2, 3]
        client.close()


def test_a_slow_line_asks_for_what_it_missed(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [client]:
        for number in range(1, 4):
            announce(session.pk, "notice", {"number": number})
        client.wait(lambda event: event.get("number") == 3)
        client.told.clear()
        assert client.ask("since", offset=1)["ok"] is True
        assert [event["number"] for event in client.told] == [2, 3]
        assert client.ask("since", offset="x")["code"] == "room.malformed"


def test_what_happened_while_the_database_was_away_is_read_afterwards(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, member(session)) as [client]:
        client.ask("say", text="eins")
        assert end_lines_of_edges() >= 2
        announce(session.pk, "notice", {"number": 1})
        assert client.wait(lambda event: event["k"] == "notice")["number"] == 1
        assert client.ask("say", text="zwei")["ok"] is True
        assert client.wait(lambda event: event.get("text") == "zwei")["o"] == 3


def test_a_new_numbering_is_a_new_beginning_for_everybody(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, pass_for(session)) as [client]:
        announce(session.pk, "notice", {"number": 1})
        client.wait(lambda event: event["k"] == "notice")
        LiveSession.objects.filter(pk=session.pk).update(epoch=2)
        announce(session.pk, "notice", {"number": 2})
        told = client.wait(lambda event: event["k"] == "hello")
        assert (told["epoch"], told["offset"]) == (2, 2)
        announce(session.pk, "notice", {"number": 3})
        assert client.wait(lambda event: event.get("number") == 3)["o"] == 3


def test_without_a_database_lines_are_asked_to_come_again_and_pages_go_on(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path, database_url="postgresql://nobody@127.0.0.1:1/none") as [site]:
        client = Client(site.port, str(session.pk))
        client.say("hello", token=pass_for(session))
        assert client.wait_closed().code == closing.DATABASE
        assert site.get("/healthz").status == 200


def test_an_edge_sends_its_viewers_away_spread_over_time(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site]:
        clients = [Client(site.port, str(session.pk)) for _ in range(30)]
        for client in clients:
            client.hello(pass_for(session))
        began = time.monotonic()
    took = time.monotonic() - began
    ends = [client.wait_closed() for client in clients]
    assert {end.code for end in ends} == {closing.RESTART}
    waits = [int(end.reason) for end in ends]
    assert all(0 <= wait <= 530 for wait in waits)
    assert len(set(waits)) > 10
    assert took < 5
