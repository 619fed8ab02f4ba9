"""The numbering of a room and what keeps somebody from speaking in it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from halles.kit import clock
from halles.live.models import ChatKeyword, LiveSession, Restriction, RoomEvent
from halles.social.models import Follow
from halles.users.models import User
from tests.live.makers import call, make_session
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def said(user: User | None, text: str = "Bonjour", **changes: Any) -> dict[str, Any]:
    who = None if user is None else str(user.pk)
    return {"n": "1", "u": who, "name": "Marc", "handle": "", "role": "viewer", "text": text, **changes}


def say(session: LiveSession, *items: dict[str, Any]) -> list[dict[str, Any]]:
    answers: list[dict[str, Any]] = call("live_say", session.pk, list(items))
    return answers


def test_a_room_is_numbered_without_gaps_and_keeps_what_a_latecomer_needs() -> None:
    session = make_session(status="live")
    assert call("live_announce", session.pk, "pin", {"product": "a"}, {"pin": {"product": "a"}}) == 1
    marc = make_user()
    assert say(session, said(marc), said(None), said(marc, "Encore ?")) == [
        {"ok": True, "o": 2, "held": False},
        {"ok": False, "code": "live.sign_in"},
        {"ok": True, "o": 3, "held": False},
    ]
    found = call("live_snapshot", session.pk, 50)
    assert (found["epoch"], found["offset"], found["status"]) == (1, 3, "live")
    assert found["state"] == {"pin": {"product": "a"}}
    assert [(event["o"], event["text"]) for event in found["last"]] == [(2, "Bonjour"), (3, "Encore ?")]
    assert [event["o"] for event in call("live_events_after", session.pk, 1, 10)] == [2, 3]


def test_acts_are_kept_side_by_side_and_go_when_they_are_over() -> None:
    session = make_session(status="live")
    call("live_announce", session.pk, "act", {}, {"acts": {"a": {"kind": "poll"}}})
    call("live_announce", session.pk, "act", {}, {"acts": {"b": {"kind": "flash_deal"}}, "chain": {"number": 1}})
    session.refresh_from_db()
    assert session.room_state == {
        "acts": {"a": {"kind": "poll"}, "b": {"kind": "flash_deal"}},
        "chain": {"number": 1},
    }
    call("live_announce", session.pk, "act", {}, {"acts": {"a": None}})
    session.refresh_from_db()
    assert session.room_state["acts"] == {"b": {"kind": "flash_deal"}}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": "ended"}, "live.ended"),
        ({"is_chat_open": False}, "live.chat_closed"),
        ({"is_followers_only": True}, "live.followers_only"),
    ],
)
def test_a_closed_door_is_named_and_writes_nothing(changes: dict[str, Any], code: str) -> None:
    session = make_session(**{"status": "live", **changes})
    assert say(session, said(make_user())) == [{"ok": False, "code": code}]
    assert not RoomEvent.objects.exists()


def test_followers_and_hosts_pass_where_strangers_wait() -> None:
    session = make_session(status="live", is_followers_only=True, slow_mode_seconds=30)
    marc = make_user()
    Follow.objects.create(user=marc, creator=session.creator)
    first, second = say(session, said(marc), said(marc, "Encore ?"))
    assert first["ok"] is True
    assert (second["code"], 29_000 < second["wait_ms"] <= 30_000) == ("live.slow_mode", True)
    host = said(session.created_by, "Bienvenue", role="host")
    assert [answer["ok"] for answer in say(session, host, host)] == [True, True]


def test_the_same_words_twice_are_said_once() -> None:
    session = make_session(status="live")
    marc = make_user()
    assert [answer.get("code") for answer in say(session, said(marc), said(marc))] == [None, "live.doubled"]
    assert RoomEvent.objects.count() == 1


def test_a_ban_finds_the_device_behind_a_new_account_a_mute_does_not() -> None:
    session = make_session(status="live")
    facts = {"creator": session.creator, "name": "x", "reason": "spam", "made_by": session.created_by}
    marc, again = make_user(), make_user()
    Restriction.objects.create(kind="ban", user=marc, device="d1", **facts)
    muted = Restriction.objects.create(
        kind="mute", user=make_user(), device="d2", until_at=clock.now() + dt.timedelta(minutes=5), **facts
    )
    codes = [
        answer.get("code")
        for answer in say(
            session,
            said(marc, device="d9"),
            said(again, device="d1"),
            said(muted.user, device="d2"),
            said(make_user(), device="d2"),
        )
    ]
    assert codes == ["live.banned", "live.banned", "live.muted", None]


def test_a_new_account_at_the_address_of_a_ban_is_read_first_an_old_one_is_not() -> None:
    session = make_session(status="live")
    facts = {"creator": session.creator, "name": "x", "reason": "spam", "made_by": session.created_by}
    Restriction.objects.create(kind="ban", user=make_user(), address="a1", **facts)
    new = said(make_user(), "1", address="a1", since=0)
    old = said(make_user(), "2", address="a1", since=30)
    elsewhere = said(make_user(), "3", address="a2", since=0)
    assert [answer["held"] for answer in say(session, new, old, elsewhere)] == [True, False, False]


def test_a_keyword_holds_the_message_for_those_who_moderate() -> None:
    session = make_session(status="live")
    ChatKeyword.objects.create(creator=session.creator, word="arnaque")
    marc = make_user()
    answers = say(session, said(marc, "C'est une ARNAQUE !"), said(marc, "Les arnaqueurs ailleurs"))
    assert [answer["held"] for answer in answers] == [True, False]
    assert [event["text"] for event in call("live_snapshot", session.pk, 50)["last"]] == ["Les arnaqueurs ailleurs"]
    assert call("live_events_after", session.pk, 0, 10)[0]["s"] == "held"


@pytest.mark.parametrize(
    ("word", "text", "is_held"),
    [
        ("arnaque", "c'est une \uff21\uff32\uff2e\uff21\uff31\uff35\uff25", True),
        ("arnaque", "ar\u200bnaqu\u0065\u0301 !", True),
        ("arnaqué", "ARNAQUE", True),
        ("arnaque", "arnaqueurs", False),
        ("$$$", "gagne $$$ ici", True),
        ("馬鹿", "この馬鹿者", True),
        ("馬鹿", "この者", False),
        ("c++", "le c++ non", True),
        ("marc", "Bonjour", True),
    ],
)
def test_a_keyword_is_found_however_it_is_written(word: str, text: str, is_held: bool) -> None:
    session = make_session(status="live")
    ChatKeyword.objects.create(creator=session.creator, word=word)
    (answer,) = say(session, said(make_user(), text))
    assert answer["held"] is is_held


def test_an_answer_does_not_carry_the_words_it_answers_to() -> None:
    session = make_session(status="live")
    say(session, said(make_user(), "Secret"))
    say(session, said(make_user(), "Ah ?", reply_to=1))
    assert RoomEvent.objects.get(offset=2).body["reply"] == {"o": 1, "name": "Marc"}


def test_presence_counts_all_edges_and_keeps_the_peak() -> None:
    session = make_session(status="live")
    one, other = "00000000-0000-0000-0000-000000000001", "00000000-0000-0000-0000-000000000002"
    row = {"room": str(session.pk), "viewers": 40, "watch_ms": 200_000, "chats": 3, "hearts": 7}
    call("live_presence", one, [row])
    assert call("live_presence", other, [{**row, "viewers": 2}]) == [
        {"room": str(session.pk), "viewers": 42, "status": "live"}
    ]
    call("live_presence", one, [{**row, "viewers": 0}])
    session.refresh_from_db()
    assert session.viewer_peak == 42
    minutes = list(session.figures.all())  # one, or two when a minute passed in between
    assert max(minute.viewer_max for minute in minutes) == 42
    assert sum(minute.chat_count for minute in minutes) == 9
    assert sum(minute.heart_count for minute in minutes) == 21
    assert sum(minute.watch_ms for minute in minutes) == 600_000
