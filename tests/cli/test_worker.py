from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from halles.cli.worker import STARTS_MAX, rescue_stalled


def insert_job(
    *, status: str, attempts: int, seconds_silent: int | None, queue: str = "default", once_as: str | None = None
) -> int:
    """A job in `status`, held by a worker last heard of so long ago; None for a worker that is gone altogether."""
    with connection.cursor() as cursor:
        worker = None
        if seconds_silent is not None:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat)"
                " VALUES (now() - make_interval(secs => %s)) RETURNING id",
                [seconds_silent],
            )
            [worker] = cursor.fetchone() or [None]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, worker_id, queueing_lock, args)"
            " VALUES (%s, 'a.task', %s::procrastinate_job_status, %s, %s, %s, '{}') RETURNING id",
            [queue, status, attempts, worker, once_as],
        )
        [job] = cursor.fetchone() or [0]
    return int(job)


def rescue() -> int:
    async def run() -> int:
        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
            async with worker_app.open_async():
                return await rescue_stalled(worker_app, ["default"])

    return asyncio.run(run())


@pytest.mark.django_db(transaction=True)
def test_jobs_of_killed_workers_are_taken_up_again() -> None:
    gone = insert_job(status="doing", attempts=0, seconds_silent=None)
    silent = insert_job(status="doing", attempts=3, seconds_silent=60)
    alive = insert_job(status="doing", attempts=0, seconds_silent=5)
    waiting = insert_job(status="todo", attempts=0, seconds_silent=None)
    other = insert_job(status="doing", attempts=0, seconds_silent=60, queue="media")
    deadly = insert_job(status="doing", attempts=STARTS_MAX, seconds_silent=60)
    insert_job(status="doing", attempts=0, seconds_silent=60, once_as="sweep")
    again = insert_job(status="todo", attempts=0, seconds_silent=None, once_as="sweep")
    assert rescue() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status FROM procrastinate_jobs")
        assert dict(cursor.fetchall()) == {
            gone: "todo",
            silent: "todo",
            alive: "doing",
            waiting: "todo",
            other: "doing",
            deadly: "failed",
            again: "todo",
        }
