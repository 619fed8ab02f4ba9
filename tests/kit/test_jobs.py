"""Jobs are rows of the caller's transaction."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from halles.kit.jobs import defer

pytestmark = pytest.mark.django_db


def count_waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
        (count,) = cursor.fetchone()
    return int(count)


@transaction.atomic
def queue_and_fail() -> None:
    defer("payments.send_void", payment_id="1")
    raise LookupError


def test_a_rollback_takes_the_job_back() -> None:
    with pytest.raises(LookupError):
        queue_and_fail()
    assert count_waiting() == 0


def test_a_fact_that_waits_is_not_queued_again_and_the_transaction_goes_on() -> None:
    with transaction.atomic():
        defer("payments.send_void", once_as="void:1", payment_id="1")
        defer("payments.send_void", once_as="void:1", payment_id="1")
        defer("payments.send_void", once_as="void:2", payment_id="2")
    assert count_waiting() == 2
