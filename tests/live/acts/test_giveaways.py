"""A draw that anyone can verify and nobody could steer; planted cheats are found by two programs."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import Counter
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from halles.inventory.errors import SoldOut
from halles.kit import clock
from halles.live.acts import giveaways
from halles.live.acts.draw import draw, hash_of, list_text, seed_hash
from halles.live.acts.errors import ActMoved, OneGiveaway, TasksWrong
from halles.live.acts.on_time import keep_acts_on_time
from halles.live.acts.queries import public_record
from halles.live.acts.tasks import Tasks
from halles.live.acts.verifying import verify
from halles.live.events import GiveawayWon
from halles.live.models import ActRecord, Giveaway, GiveawayEntry, RoomEvent
from halles.promotions.models import PricePromise
from halles.promotions.services.promises import forfeit_prizes
from halles.social.models import Follow
from tests.announcements import heard
from tests.live.acts.checker import check
from tests.live.acts.makers import Stage, drawn, enter, leave, make_giveaway, make_stage, tamper
from tests.live.makers import call
from tests.orders.makers import stock_of
from tests.promotions.makers import make_customer
from tests.users.makers import make_user

pytestmark = pytest.mark.django_db


def published(stage: Stage) -> dict[str, Any]:
    """The record as a stranger gets it."""
    record: dict[str, Any] = json.loads(json.dumps(public_record(stage.session)))
    return record


def test_a_giveaway_from_its_plan_to_its_prize() -> None:
    stage = make_stage()
    planned = giveaways.create_giveaway(
        stage.session, giveaways.GiveawayDraft(stage.variant.pk, winner_count=2), by=stage.host
    )
    first = json.loads(ActRecord.objects.get().text)
    assert (first["kind"], first["body"]["seed_hash"]) == ("giveaway_planned", planned.seed_hash)
    assert planned.seed not in json.dumps(published(stage))
    giveaways.open_giveaway(stage.session, planned.pk)
    assert stock_of(stage.variant) == (10, 2)
    people = [make_customer() for _ in range(4)]
    answers = enter(stage, planned, *people)
    assert [answer["ok"] for answer in answers] == [True] * 4
    leave(planned, people[3])

    closed = giveaways.close_giveaway(stage.session, planned.pk)
    assert closed.list_text.count("\n") == 2
    assert answers[3]["pseudonym"] not in closed.list_text
    assert planned.seed not in json.dumps(published(stage))
    with heard(GiveawayWon) as events:
        done = giveaways.draw_giveaway(stage.session.pk, planned.pk)
        again = giveaways.draw_giveaway(stage.session.pk, planned.pk)

    assert again.winners == done.winners
    assert len(set(done.winners)) == 2
    by_pseudonym = {answer["pseudonym"]: person for answer, person in zip(answers, people, strict=True)}
    assert [event.user_id for event in events] == [by_pseudonym[one].pk for one in done.winners]
    promises = PricePromise.objects.filter(kind="giveaway")
    assert {(promise.unit_minor, promise.is_delivery_free) for promise in promises} == {(0, True)}
    assert all(promise.until - done.drawn_at == dt.timedelta(hours=48) for promise in promises if done.drawn_at)
    assert stock_of(stage.variant) == (10, 2)
    assert verify(published(stage)).problems == []
    assert check(published(stage))
    told = RoomEvent.objects.filter(kind="act").order_by("offset")
    # How often counts are told while it runs is a matter of time.
    assert list(dict.fromkeys(event.body["status"] for event in told)) == ["open", "ended", "drawn"]


def test_prizes_nobody_fetches_and_winners_nobody_is() -> None:
    stage = make_stage()
    drawn(stage, entrants=1, winner_count=3)
    assert stock_of(stage.variant) == (10, 1)
    PricePromise.objects.update(until=clock.now() - dt.timedelta(seconds=1))
    assert forfeit_prizes() == 1
    assert stock_of(stage.variant) == (10, 0)
    empty = drawn(stage, entrants=0)
    assert (empty.winners, empty.list_text) == ([], "")
    assert stock_of(stage.variant) == (10, 0)
    assert verify(published(stage)).problems == []


def test_tasks_must_be_done_unless_there_is_a_free_way_in() -> None:
    stage = make_stage()
    tasks = Tasks(follow=True, comment=True, watch_seconds=60)
    giveaway = make_giveaway(stage, tasks=tasks)
    person = make_customer()
    assert enter(stage, giveaway, person)[0]["code"] == "live.task_follow"
    Follow.objects.create(user=person, creator=stage.session.creator)
    assert enter(stage, giveaway, person)[0]["code"] == "live.task_comment"
    RoomEvent.objects.create(
        session=stage.session, offset=10_000, kind="chat", body={"text": "moi"}, user=person, at=clock.now()
    )
    assert enter(stage, giveaway, person, watched_ms=45_000)[0] == {
        "ok": False,
        "code": "live.task_watch",
        "wait_ms": 15_000,
    }
    assert enter(stage, giveaway, person, is_free=True)[0]["code"] == "live.task_watch"
    assert enter(stage, giveaway, person, watched_ms=60_000)[0]["ok"]
    Giveaway.objects.update(is_free_entry=True)
    assert enter(stage, giveaway, make_customer(), is_free=True)[0]["ok"]
    assert Giveaway.objects.get().entry_count == 2


def test_one_entry_per_person_and_not_for_everybody() -> None:
    stage, other = make_stage(), make_stage()
    giveaway = make_giveaway(stage)
    person = make_customer()
    first, second = enter(stage, giveaway, person, person)
    assert first == second
    codes = [
        enter(stage, giveaway, None)[0]["code"],
        enter(stage, giveaway, make_user())[0]["code"],
        enter(stage, giveaway, make_customer(), nonce="x")[0]["code"],
        enter(other, giveaway, make_customer())[0]["code"],
    ]
    assert codes == ["live.sign_in", "promotions.account_too_new", "live.nonce_invalid", "live.giveaway_unknown"]
    crowd = enter(stage, giveaway, *(make_customer() for _ in range(3)), device="d" * 64)
    assert [answer.get("code") for answer in crowd] == [None, None, "promotions.device_limit"]
    Giveaway.objects.update(closes_at=clock.now() - dt.timedelta(seconds=1))
    assert enter(stage, giveaway, make_customer())[0]["code"] == "live.giveaway_over"
    assert GiveawayEntry.objects.count() == 3


def test_one_at_a_time_and_the_clock_closes_and_draws() -> None:
    stage = make_stage()
    giveaway = make_giveaway(stage)
    enter(stage, giveaway, make_customer())
    with pytest.raises(OneGiveaway):
        make_giveaway(stage)
    with pytest.raises(ActMoved):
        giveaways.open_giveaway(stage.session, giveaway.pk)
    with pytest.raises(ActMoved):
        giveaways.draw_giveaway(stage.session.pk, giveaway.pk)
    Giveaway.objects.update(closes_at=clock.now() - dt.timedelta(seconds=1))
    keep_acts_on_time()
    giveaway.refresh_from_db()
    assert giveaway.closed_at is not None
    keep_acts_on_time()
    giveaway.refresh_from_db()
    assert len(giveaway.winners) == 1
    assert len(drawn(stage).winners) == 1


def test_what_is_not_there_cannot_be_given_away_and_watching_leaves_time() -> None:
    stage = make_stage(stock=1)
    with pytest.raises(SoldOut):
        make_giveaway(stage, winner_count=2)
    with pytest.raises(TasksWrong):
        make_giveaway(stage, duration_seconds=300, tasks=Tasks(watch_seconds=181))
    assert stock_of(stage.variant) == (1, 0)


def test_erasing_a_person_leaves_the_list_whole() -> None:
    stage = make_stage()
    giveaway = make_giveaway(stage)
    person = make_customer()
    (mine,) = enter(stage, giveaway, person)
    assert giveaways.forget_entrant(person.pk) == 1
    giveaways.close_giveaway(stage.session, giveaway.pk)
    done = giveaways.draw_giveaway(stage.session.pk, giveaway.pk)
    assert done.winners == [mine["pseudonym"]]
    assert not PricePromise.objects.exists()
    assert verify(published(stage)).problems == []


def cheat_by_a_grown_list(stage: Stage, giveaway: Giveaway) -> None:
    line = "0" * 24 + " " + "0" * 32
    tamper("UPDATE live_giveaway SET list_text = %s || E'\\n' || list_text WHERE act_id = %s", line, giveaway.pk)


def cheat_by_another_seed(stage: Stage, giveaway: Giveaway) -> None:
    lines = giveaway.list_text.split("\n")
    seed = next(
        seed
        for number in range(1_000)
        if (seed := hash_of(str(number)))
        and lines[draw(seed, giveaway.list_hash, len(lines), 1)[0]].split(" ")[0] != giveaway.winners[0]
    )
    winner = lines[draw(seed, giveaway.list_hash, len(lines), 1)[0]].split(" ")[0]
    rewrite(stage, "giveaway_drawn", seed=seed, winners=[winner])


def cheat_by_another_winner(stage: Stage, giveaway: Giveaway) -> None:
    loser = next(line.split(" ")[0] for line in giveaway.list_text.split("\n") if giveaway.winners[0] not in line)
    rewrite(stage, "giveaway_drawn", winners=[loser])


def cheat_by_a_rewritten_act(stage: Stage, giveaway: Giveaway) -> None:
    row = ActRecord.objects.get(kind="giveaway_open")
    tamper("UPDATE live_actrecord SET text = %s WHERE id = %s", row.text.replace("2026", "2025"), row.pk)


def cheat_by_a_lost_record(stage: Stage, giveaway: Giveaway) -> None:
    tamper("DELETE FROM live_actrecord WHERE kind = 'entries'")


def rewrite(stage: Stage, kind: str, **changes: object) -> None:
    """Change one record and make every hash after it fit: only what was said elsewhere can tell."""
    before = "0" * 64
    for row in ActRecord.objects.filter(session=stage.session).order_by("number"):
        text = row.text
        if row.kind == kind:
            told = json.loads(text)
            told["body"] |= changes
            text = json.dumps(told)
        before = hashlib.sha256((before + text).encode()).hexdigest()
        tamper("UPDATE live_actrecord SET text = %s, hash = %s WHERE id = %s", text, before, row.pk)


@pytest.mark.parametrize(
    "cheat",
    [
        cheat_by_a_grown_list,
        cheat_by_another_seed,
        cheat_by_another_winner,
        cheat_by_a_rewritten_act,
        cheat_by_a_lost_record,
    ],
)
def test_planted_cheats_are_found_by_both(cheat: Any) -> None:
    stage = make_stage()
    giveaway = drawn(stage)
    assert check(published(stage))
    cheat(stage, giveaway)
    assert not check(published(stage))
    assert verify(published(stage)).problems != []


def test_a_chain_rewritten_as_a_whole_is_found_by_a_head_written_down() -> None:
    stage = make_stage()
    drawn(stage)
    head = published(stage)["head"]
    assert verify(published(stage), head=head).problems == []
    rewrite(stage, "giveaway_open", closes_at="2020-01-01T00:00:00Z")
    assert verify(published(stage)).problems == []
    assert len(verify(published(stage), head=head).problems) == 1


def test_the_database_itself_refuses_to_change_what_a_draw_rests_on() -> None:
    stage = make_stage()
    giveaway = drawn(stage)
    for statement in (
        "UPDATE live_actrecord SET text = 'x'",
        "DELETE FROM live_actrecord",
        "UPDATE live_giveaway SET list_text = 'x'",
        "UPDATE live_giveaway SET seed_hash = repeat('0', 64)",
        "UPDATE live_giveaway SET winners = '[]'",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Giveaway.objects.get().winners == giveaway.winners


def test_an_unreadable_record_is_a_problem_and_no_crash() -> None:
    for record in ({}, {"records": 1}, {"session": "x", "records": [{"text": "[]", "hash": ""}], "giveaways": []}):
        assert verify(record).problems != []


@given(size=st.integers(1, 40), count=st.integers(1, 50), number=st.integers(0, 10**9))
def test_a_draw_takes_everybody_at_most_once(size: int, count: int, number: int) -> None:
    winners = draw(hash_of(f"seed {number}"), hash_of(f"list {number}"), size, count)
    assert len(winners) == len(set(winners)) == min(size, count)
    assert set(winners) <= set(range(size))


def test_every_line_is_about_equally_likely_and_hashes_are_the_known_ones() -> None:
    counted = Counter(draw(hash_of(str(number)), hash_of("list"), 5, 1)[0] for number in range(5_000))
    assert all(900 < counted[place] < 1_100 for place in range(5))
    assert seed_hash("00" * 32) == "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
    assert list_text([("b", "2"), ("a", "1")]) == "a 1\nb 2"


def test_who_runs_the_show_wins_nothing_in_it() -> None:
    stage = make_stage()
    giveaway = make_giveaway(stage)
    host, viewer = make_customer(), make_customer()
    (refused,) = enter(stage, giveaway, host, role="host")
    (taken,) = enter(stage, giveaway, viewer, role="viewer")
    assert (refused, taken["entries"]) == ({"ok": False, "code": "live.team"}, 1)
    assert GiveawayEntry.objects.get().user == viewer


def test_a_message_that_was_taken_down_is_no_task_done() -> None:
    stage = make_stage()
    giveaway = make_giveaway(stage, tasks=Tasks(comment=True))
    viewer = make_customer()
    item = {"u": str(viewer.pk), "name": "Marc", "handle": "", "role": "viewer", "text": "moi"}
    call("live_say", stage.session.pk, [item])
    RoomEvent.objects.filter(kind="chat").update(status="deleted")
    assert enter(stage, giveaway, viewer)[0]["code"] == "live.task_comment"
    RoomEvent.objects.filter(kind="chat").update(status="shown")
    assert enter(stage, giveaway, viewer)[0]["ok"] is True
