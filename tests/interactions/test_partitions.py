"""Interactions are kept by month, and nothing is lost when a month was not made in time."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from halles.interactions import services
from halles.interactions.models import Interaction
from halles.interactions.services import NewInteraction
from halles.kit import clock, ids

pytestmark = pytest.mark.django_db
JUNE_2031 = dt.datetime(2031, 6, 15, 12, tzinfo=dt.UTC)


def partitions() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'interactions_interaction'::regclass"
        )
        return {row[0].removeprefix("interactions_interaction_") for row in cursor.fetchall()}


def partition_of(at: dt.datetime) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM interactions_interaction WHERE at = %s", [at])
        (row,) = cursor.fetchall()
    return row[0].removeprefix("interactions_interaction_")


def play(at: dt.datetime) -> NewInteraction:
    return NewInteraction(kind="play", at=at, visit_id=ids.uuid7(), market="FR", content_kind="video")


def test_the_daily_job_makes_this_month_and_the_next_two_once() -> None:
    with clock.travel(JUNE_2031):
        assert services.make_months() == 3
        assert services.make_months() == 0

    assert {"2031_06", "2031_07", "2031_08"} <= partitions()


def test_rows_of_a_month_not_made_yet_wait_in_the_default_partition_and_move_when_it_is_made() -> None:
    with clock.travel(JUNE_2031):
        services.append([play(JUNE_2031)])
        assert partition_of(JUNE_2031) == "default"

        services.make_months()

    assert partition_of(JUNE_2031) == "2031_06"
    assert Interaction.objects.count() == 1


def test_months_older_than_25_are_dropped_and_no_others() -> None:
    with clock.travel(JUNE_2031):
        services.make_months(from_on=dt.date(2029, 3, 1))
        services.append([play(JUNE_2031), play(dt.datetime(2029, 4, 30, 23, tzinfo=dt.UTC))])

        services.drop_old_months()

        assert "2029_04" not in partitions()
        assert "2029_05" in partitions()
    assert [row.at for row in Interaction.objects.all()] == [JUNE_2031]


def test_nobody_is_named_without_consent_even_if_a_service_forgets() -> None:
    event = NewInteraction(kind="play", at=clock.now(), visit_id=ids.uuid7(), market="FR", user_id=ids.uuid7())
    services.append([event])
    assert [row.user_id for row in Interaction.objects.all()] == [None]

    with pytest.raises(IntegrityError, match="only_with_consent"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE interactions_interaction SET user_id = %s", [ids.uuid7()])
