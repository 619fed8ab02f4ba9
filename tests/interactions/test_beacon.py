"""Browsers report to /beacon; nothing they send can break it, and nothing they say is believed that need not be."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from halles.interactions import visits
from halles.interactions.beacon import Reporter, read_report
from halles.interactions.models import Interaction
from halles.interactions.sources import issue_source
from halles.kit import clock, ids
from tests.users.makers import make_user

VIDEO = uuid.UUID("01900000-0000-7000-8000-0000000000aa")
CREATOR = uuid.UUID("01900000-0000-7000-8000-0000000000bb")


def browser(**cookies: str) -> Client:
    client = Client(headers={"Sec-Fetch-Site": "same-origin"})
    client.cookies[visits.COOKIE] = str(ids.uuid7())
    client.cookies["market"] = "FR"
    for name, value in cookies.items():
        client.cookies[name] = value
    return client


def send(client: Client, report: object) -> HttpResponse:
    body = report if isinstance(report, bytes) else json.dumps(report).encode()
    return client.post("/beacon", body, content_type="application/json")


def play(**changes: Any) -> dict[str, Any]:
    return {"kind": "play", "content_kind": "video", "content": str(VIDEO), **changes}


@pytest.mark.django_db
def test_a_report_is_written_with_what_its_source_token_vouches_for() -> None:
    source = issue_source(
        content_kind="video",
        content_id=VIDEO,
        creator_id=CREATOR,
        position=3,
        surface="feed",
        reasons=["fresh", "new"],
        candidate_source="new",
        model_version="v1",
    )
    report = {
        "context": {"viewport": "390x844", "rung": 720, "saver": False, "Evil": "x", "nested": {"a": 1}},
        "referrer": "https://example.org/somebody/secret?token=1",
        "events": [{"id": "1", "kind": "watch", "source": source, "position": 99, "watch_ms": 4200, "media_ms": 4100}],
    }

    assert send(browser(), report).status_code == 204

    (row,) = Interaction.objects.all()
    assert (row.kind, row.content_kind, row.content_id, row.creator_id) == ("watch", "video", VIDEO, CREATOR)
    assert (row.position, row.surface, row.reasons) == (3, "feed", ["fresh", "new"])
    assert (row.candidate_source, row.model_version, row.market) == ("new", "v1", "FR")
    assert (row.watch_time_ms, row.media_ms) == (4200, 4100)
    assert row.referrer == "example.org"
    assert row.app_context == {"viewport": "390x844", "rung": 720, "saver": False}
    assert row.user_id is None
    assert row.has_consent is False


@pytest.mark.django_db
def test_a_person_is_named_only_with_consent() -> None:
    user = make_user()
    asked, agreed = browser(), browser(consent="yes.1")
    for client in (asked, agreed):
        client.force_login(user)
        assert send(client, {"events": [play()]}).status_code == 204

    rows = {row.has_consent: row.user_id for row in Interaction.objects.all()}
    assert rows == {False: None, True: user.pk}


@pytest.mark.django_db
def test_clocks_that_are_wrong_are_kept_within_the_last_day_and_twins_count_once() -> None:
    now = clock.now()
    events = [
        play(id="ahead", at=(now.timestamp() + 7200) * 1000),
        play(id="behind", at=0),
        play(id="right", at=int((now - dt.timedelta(hours=1)).timestamp() * 1000)),
        play(id="right", at=0),
        play(id="none"),
        play(id="nonsense", at="yesterday"),
    ]
    with clock.travel(now):
        send(browser(), {"events": events})

    ages = sorted(round((now - row.at) / dt.timedelta(hours=1)) for row in Interaction.objects.all())
    assert ages == [0, 0, 0, 1, 24]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "events",
    [
        [play(kind="purchase")],
        [play(kind="like")],
        [play(kind=["play"])],
        [play(content="not an id")],
        [play(content_kind="order")],
        [{"kind": "play", "source": "forged.token"}],
        ["play", None, 7, []],
        {"kind": "play"},
        "events",
    ],
)
def test_what_makes_no_sense_is_dropped(events: object) -> None:
    assert send(browser(), {"events": events}).status_code == 204
    assert Interaction.objects.count() == 0


@pytest.mark.django_db
def test_the_beacon_has_limits() -> None:
    assert send(browser(), {"events": [play() for _ in range(150)]}).status_code == 204
    assert Interaction.objects.count() == 100

    assert send(browser(), b"x" * (64 * 1024 + 1)).status_code == 413
    assert Client().post("/beacon", b"{}", content_type="application/json").status_code == 403
    stranger = Client(headers={"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"})
    assert send(stranger, {"events": [play()]}).status_code == 403
    assert Client(headers={"Sec-Fetch-Site": "same-origin"}).get("/beacon").status_code == 405
    assert Interaction.objects.count() == 100


@pytest.mark.django_db
def test_a_visit_that_reports_without_end_is_told_to_wait() -> None:
    client = browser()
    now = clock.now().replace(second=1)
    with clock.travel(now):
        answers = [send(client, {"events": []}).status_code for _ in range(121)]
    assert answers == [204] * 120 + [429]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=6),
    max_leaves=12,
)
EVENT = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["play", "watch"]) | JSON,
        "content_kind": st.just("video"),
        "content": st.just(str(VIDEO)),
    },
    optional=dict.fromkeys(("id", "at", "watch_ms", "media_ms", "position", "surface", "anchor", "source"), JSON),
)


@pytest.mark.django_db
@settings(max_examples=150, deadline=None)
@given(
    report=st.fixed_dictionaries({"events": st.lists(EVENT, max_size=5)}, optional={"context": JSON, "referrer": JSON})
    | JSON
)
def test_no_report_whatever_fails_to_be_read_or_written(report: object) -> None:
    """Everything that is read can be stored: NUL, halves of surrogate pairs, infinite numbers and all."""
    from halles.interactions.services import append

    reporter = Reporter(visits.new_visit(), None, "FR", "fr", clock.now())
    events = read_report(json.dumps(report).encode("utf-8", "surrogatepass"), reporter)
    assert append(events) == len(events)
    assert all(event.kind in ("play", "watch") for event in events)


@settings(max_examples=100, deadline=None)
@given(body=st.binary(max_size=200))
def test_no_bytes_whatever_fail_to_be_read(body: bytes) -> None:
    assert read_report(body, Reporter(visits.new_visit(), None, "FR", "fr", clock.now())) == []


@pytest.mark.django_db
def test_who_drops_the_cookie_is_counted_by_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("halles.interactions.views.REPORTS_PER_LINE_MAX", 3)
    with clock.travel(clock.now().replace(second=1)):
        answers = [send(browser(), {"events": []}).status_code for _ in range(4)]
    assert answers == [204] * 3 + [429]
