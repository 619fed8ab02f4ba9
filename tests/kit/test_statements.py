"""Prepared statements begin the caller's transaction on the way, and leave the line as they found it."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import IntegrityError, connection, transaction

from halles.kit.statements import fetch, fetch_one

pytestmark = pytest.mark.django_db(transaction=True)
PUT = "INSERT INTO kit_ratewindow (key, window_at, used_count) VALUES (%s, %s, 1) RETURNING key"
COUNT = "SELECT count(*) FROM kit_ratewindow WHERE key = %s"


def put(key: str) -> None:
    fetch(PUT, [key, "2026-11-22T09:00:00Z"])


def count(key: str) -> int:
    found = fetch_one(COUNT, [key])
    assert found is not None
    return int(found[0])


@transaction.atomic
def put_two_and_fail() -> None:
    put("one")
    put("two")
    raise LookupError


def test_the_first_statement_of_a_transaction_is_part_of_it() -> None:
    put("known")  # prepared from here on
    with pytest.raises(LookupError):
        put_two_and_fail()
    assert (count("one"), count("two")) == (0, 0)

    with transaction.atomic():
        put("three")
    assert count("three") == 1


def test_a_first_statement_that_fails_ends_its_transaction_and_nothing_else() -> None:
    put("twin")
    with pytest.raises(IntegrityError), transaction.atomic():
        put("twin")
    with transaction.atomic():
        put("next")
        assert count("next") == 1
    assert count("next") == 1


def test_who_waits_for_an_answer_holds_up_no_other_thread() -> None:
    connection.ensure_connection()
    fetch("SELECT pg_sleep(%s)", [0.0])
    steps: list[float] = []
    is_over = threading.Event()

    def step() -> None:
        while not is_over.is_set():
            steps.append(time.monotonic())
            time.sleep(0.01)

    other = threading.Thread(target=step)
    other.start()
    with transaction.atomic():
        fetch("SELECT pg_sleep(%s)", [0.5])
    is_over.set()
    other.join()
    assert len(steps) > 10
