from __future__ import annotations

import datetime as dt
import uuid
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.utils import timezone, translation

from halles.kit import clock, events, ids
from halles.kit.http import client_address
from halles.kit.models import RateWindow
from halles.kit.pages import page_by_id
from halles.kit.rate_limits import TooOften, take
from halles.kit.storage import LocalStorage
from halles.kit.templatetags.files import file_size
from halles.kit.templatetags.money import when_there
from halles.kit.templatetags.spans import roughly
from halles.kit.transactions import assert_none_open, run

NOON = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def test_time_travel_ends_with_its_block() -> None:
    with clock.travel(NOON):
        assert clock.now() == NOON
        assert clock.today("Asia/Tokyo") == dt.date(2026, 3, 1)
        with clock.travel(NOON + dt.timedelta(hours=3)):
            assert clock.today("Asia/Tokyo") == dt.date(2026, 3, 2)
        assert clock.now() == NOON
    assert clock.now().year >= 2026


@pytest.mark.parametrize(
    ("language", "said"), [("en", "640 kB 2.3 MB"), ("fr", "640\u202fko 2,3\u202fMo"), ("ja", "640 KB 2.3 MB")]
)
def test_files_are_measured_in_one_kind_of_units(language: str, said: str) -> None:
    with translation.override(language):
        assert f"{file_size(640 * 1024)} {file_size(2_411_724)}" == said


@pytest.mark.parametrize(
    ("language", "zone", "said"),
    [
        ("en", "America/New_York", "Nov 22, 2026, 10:20 AM (Eastern Time)"),
        ("fr", "Europe/Paris", "22 nov. 2026 à 16:20 (heure d’Europe centrale)"),
        ("ja", "Asia/Tokyo", "2026年11月23日 0:20 (日本時間)"),
    ],
)
def test_a_promised_moment_names_its_time_zone(language: str, zone: str, said: str) -> None:
    with translation.override(language), timezone.override(zone):
        assert when_there(dt.datetime(2026, 11, 22, 15, 20, tzinfo=dt.UTC)) == said
        assert when_there(None) == ""


def test_identifiers_follow_time() -> None:
    made = [ids.uuid7() for _ in range(5000)]
    assert {one.version for one in made} == {7}
    assert made == sorted(made)
    assert len(set(made)) == 5000
    assert len(ids.short_code("H", 7)) == 9
    assert not set(ids.short_code("H", 50)[2:]) & set("ILOU")


class Rung:
    pass


def test_events_run_their_handlers_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(events, "_table", {})
    events.connect({Rung: (lambda _e: heard.append("first"), lambda _e: heard.append("second"))})
    events.emit(Rung())
    events.emit(object())
    assert heard == ["first", "second"]


def test_a_stored_file_appears_whole_and_keys_stay_inside(tmp_path: Path) -> None:
    store = LocalStorage(tmp_path / "media", "/media/")
    store.put_bytes("a/b/one.txt", b"one")
    source = tmp_path / "two.txt"
    source.write_bytes(b"two")
    store.put_file("a/two.txt", source)
    with store.open("a/b/one.txt") as handle:
        assert handle.read() == b"one"
    assert store.url("a/two.txt") == "/media/a/two.txt"
    assert sorted(p.name for p in (tmp_path / "media").rglob("*") if p.is_file()) == ["one.txt", "two.txt"]
    assert not source.exists()
    store.delete("a/two.txt")
    store.delete("a/two.txt")
    assert not store.exists("a/two.txt")
    for hostile in ("../secret", "/etc/passwd", "a/../../b", ""):
        with pytest.raises(ValueError, match="not a storage key"):
            store.put_bytes(hostile, b"")


@pytest.mark.django_db
def test_a_limit_counts_per_window_and_a_rollback_gives_the_turn_back() -> None:
    with clock.travel(NOON):
        take("door:1", limit=2, per_seconds=60)
        with transaction.atomic():
            take("door:1", limit=2, per_seconds=60)
            transaction.set_rollback(True)
        take("door:1", limit=2, per_seconds=60)
        with pytest.raises(TooOften) as refused, transaction.atomic():
            take("door:1", limit=2, per_seconds=60)
        assert refused.value.code == "kit.too_often"
        assert RateWindow.objects.get().used_count == 2
    with clock.travel(NOON + dt.timedelta(seconds=60)):
        take("door:1", limit=2, per_seconds=60)


@pytest.mark.django_db
def test_pages_never_skip_or_repeat_while_rows_are_added() -> None:
    from halles.users.models import User

    people = [User.objects.create(email=f"p{n}@example.org") for n in range(5)]
    first = page_by_id(User.objects.all(), None, size=2)
    User.objects.create(email="late@example.org")
    second = page_by_id(User.objects.all(), first.next_cursor, size=2)
    third = page_by_id(User.objects.all(), second.next_cursor, size=2)
    assert [row.pk for row in [*first.rows, *second.rows, *third.rows]] == [one.pk for one in reversed(people)]
    assert third.next_cursor is None
    assert page_by_id(User.objects.all(), "garbage!", size=1).rows[0].email == "late@example.org"


@pytest.mark.django_db(transaction=True)
def test_a_lost_race_is_run_again_at_most_three_times() -> None:
    tries: list[uuid.UUID] = []

    def lose() -> None:
        tries.append(ids.uuid7())
        with connection.cursor() as cursor:
            cursor.execute("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(Exception, match="lost"):
        run(lose)
    assert len(tries) == 3
    with transaction.atomic(), pytest.raises(AssertionError, match="a transaction is open"):
        assert_none_open()


@pytest.mark.parametrize(
    ("told", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::9", "2001:db8:1:2::"),
        ("not an address", "not an address"),
    ],
)
def test_a_line_is_counted_as_one_whatever_address_of_it_is_used(told: str, counted: str) -> None:
    assert client_address(RequestFactory().get("/", headers={"X-Forwarded-For": told})) == counted


@pytest.mark.parametrize(
    ("language", "minutes", "words"),
    [
        ("en", 5, "1 hour"),
        ("en", 61, "2 hours"),
        ("fr", 47 * 60, "47\xa0heures"),
        ("fr", 49 * 60, "3\xa0jours"),
        ("ja", 90, "2 時間"),
    ],
)
def test_a_span_is_rounded_up_in_the_readers_words(language: str, minutes: int, words: str) -> None:
    with translation.override(language):
        assert roughly(dt.timedelta(minutes=minutes)) == words
