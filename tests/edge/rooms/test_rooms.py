from __future__ import annotations

from pathlib import Path

import pytest

from tests.edge.rooms.stage import joined, make_live, member, open_edges, pass_for

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_people_hear_each_other(tmp_path: Path) -> None:
    session = make_live()
    with open_edges(tmp_path) as [site], joined(site, session, member(session, name="Marc"), member(session)) as [a, b]:
        answer = a.ask("say", text="  Bonjour\tà tous ! ")
        assert answer["ok"] is True
        heard = [each.wait(lambda event: event["k"] == "chat") for each in (a, b)]
        assert heard[0] == heard[1]
        told = {name: heard[0][name] for name in ("o", "text", "name", "role")}
        assert told == {"o": answer["o"], "text": "Bonjour à tous !", "name": "Marc", "role": "viewer"}
        assert "u" not in heard[0]


def test_two_edges_serve_one_room(tmp_path: Path) -> None:
    session = make_live()
    with (
        open_edges(tmp_path, 2) as [one, two],
        joined(one, session, member(session, name="Marc")) as [marc],
        joined(two, session, member(session, name="Grace"), pass_for(session)) as [grace, watcher],
    ):
        marc.ask("say", text="Il en reste ?")
        assert grace.wait(lambda event: event["k"] == "chat")["text"] == "Il en reste ?"
        grace.ask("say", text="Oui, trois.")
        for each in (marc, watcher):
            assert each.wait(lambda event: event.get("text") == "Oui, trois.")["name"] == "Grace"
        marc.say("heart", n=3)
        assert watcher.wait(lambda event: event["k"] == "hearts")["n"] == {"heart": 3}
