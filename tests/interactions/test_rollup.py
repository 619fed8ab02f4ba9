"""Hourly sums are exact however often they are made."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from halles.interactions import rollup, services
from halles.interactions.models import ContentHour
from halles.interactions.queries import ContentStats, content_days, content_stats, list_recently_played, popularity
from halles.interactions.services import NewInteraction
from halles.interactions.visits import Visit, new_visit
from halles.kit import clock, ids

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 2, 8, 30, tzinfo=dt.UTC)
VIDEO, OTHER = ids.uuid7(), ids.uuid7()


def act(kind: str, *, content_id: uuid.UUID = VIDEO, minutes_ago: int = 0, **changes: Any) -> NewInteraction:
    facts: dict[str, Any] = {"visit_id": ids.uuid7(), "market": "FR", "content_kind": "video"}
    return NewInteraction(
        kind=kind, at=NOW - dt.timedelta(minutes=minutes_ago), content_id=content_id, **{**facts, **changes}
    )


def test_sums_are_right_after_one_rollup_and_the_same_after_two() -> None:
    visit = ids.uuid7()
    with clock.travel(NOW):
        services.append(
            [
                act("impression"),
                act("play", visit_id=visit),
                act("play", visit_id=visit),
                act("play", minutes_ago=120),
                act("watch", watch_time_ms=4_000),
                act("watch", watch_time_ms=1_500),
                act("like"),
                act("like"),
                act("unlike"),
                act("purchase"),
                act("play", market="JP"),
                act("play", content_id=OTHER),
            ]
        )
        first, second = rollup.roll_up(), rollup.roll_up()

        assert (first, second) == (2, 2)
        assert content_stats([VIDEO, OTHER]) == {
            VIDEO: ContentStats(
                impression_count=1,
                view_count=4,
                visit_count=3,
                watch_time_ms=5_500,
                like_count=1,
                purchase_count=1,
            ),
            OTHER: ContentStats(view_count=1, visit_count=1),
        }
        assert content_stats([VIDEO], since=NOW - dt.timedelta(minutes=40))[VIDEO].view_count == 3
        assert [(day, stats.view_count) for day, stats in content_days(VIDEO)] == [(NOW.date(), 4)]


def test_what_is_reported_late_changes_its_own_hour() -> None:
    with clock.travel(NOW):
        services.append([act("play", minutes_ago=600)])
        rollup.roll_up()
    with clock.travel(NOW + dt.timedelta(hours=3)):
        services.append([act("play", minutes_ago=610)])
        assert rollup.roll_up() == 1
        assert rollup.roll_up() == 1

    assert content_stats([VIDEO])[VIDEO].view_count == 2
    assert ContentHour.objects.count() == 1


def test_an_import_of_the_past_is_summed_when_it_is_named() -> None:
    with clock.travel(NOW):
        services.append([act("play", minutes_ago=60 * 24 * 90)])
        assert rollup.roll_up() == 0
        assert rollup.roll_up(whole_since=NOW - dt.timedelta(days=100)) == 1
    assert content_stats([VIDEO])[VIDEO].view_count == 1


def test_popularity_counts_what_engages_and_forgets_with_time() -> None:
    crowd = [ids.uuid7() for _ in range(30)]
    with clock.travel(NOW):
        services.append(
            [act("impression", visit_id=visit) for visit in crowd]
            + [act("play", visit_id=visit) for visit in crowd]
            + [act("complete", visit_id=visit) for visit in crowd]
            + [act("impression", content_id=OTHER, visit_id=visit) for visit in crowd]
            + [act("play", content_id=OTHER, visit_id=visit) for visit in crowd]
            + [act("hide", content_id=OTHER, visit_id=visit) for visit in crowd]
        )
        rollup.roll_up()

    def scores(now: dt.datetime) -> dict[uuid.UUID, float]:
        with clock.travel(now):
            rows = popularity("FR", since=NOW - dt.timedelta(days=14), half_life=dt.timedelta(days=2), limit=10)
        return dict(rows)

    today, later = scores(NOW), scores(NOW + dt.timedelta(days=6))
    assert list(today) == [VIDEO, OTHER]
    assert today[OTHER] < 0 < later[VIDEO] < today[VIDEO]
    assert popularity("JP", since=NOW - dt.timedelta(days=14), half_life=dt.timedelta(days=2), limit=10) == []


def test_only_those_who_agreed_have_a_history() -> None:
    visit, person = ids.uuid7(), ids.uuid7()
    with clock.travel(NOW):
        services.append(
            [
                act("play", visit_id=visit, has_consent=True),
                act("play", visit_id=visit, content_id=OTHER),
                act("play", user_id=person, has_consent=True, content_id=OTHER),
            ]
        )
        assert list_recently_played(Visit(visit, lambda: True), None) == {VIDEO}
        assert list_recently_played(Visit(visit, lambda: False), None) == set()
        assert list_recently_played(new_visit(has_consent=True), person) == {OTHER}
