"""Jobs that gave up, and trying one again. The table is procrastinate's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction

from halles.backoffice.errors import JobGone, JobWaits
from halles.kit.pages import Page

PAGE_SIZE = 30
BIGINT_MAX = 2**63 - 1


@dataclass(frozen=True)
class FailedJob:
    """One job that used up its attempts."""

    id: int
    task: str
    queue: str
    arguments: dict[str, Any]
    attempt_count: int
    failed_at: dt.datetime | None


def list_failed_jobs(cursor: str | None = None) -> Page[FailedJob]:
    """A page of failed jobs, newest first; an unreadable cursor begins at the top."""
    before = int(cursor) if cursor and cursor.isascii() and cursor.isdigit() and len(cursor) < 19 else None
    with connection.cursor() as execution:
        execution.execute(
            """
            SELECT job.id, job.task_name, job.queue_name, job.args, job.attempts,
                   (SELECT max(event.at) FROM procrastinate_events event WHERE event.job_id = job.id)
            FROM procrastinate_jobs job
            WHERE job.status = 'failed' AND (%(before)s::bigint IS NULL OR job.id < %(before)s)
            ORDER BY job.id DESC LIMIT %(limit)s
            """,
            {"before": before, "limit": PAGE_SIZE + 1},
        )
        found = [FailedJob(*row) for row in execution.fetchall()]
    rows = found[:PAGE_SIZE]
    return Page(rows, str(rows[-1].id) if len(found) > PAGE_SIZE else None)


def count_failed_jobs() -> int:
    """How many jobs gave up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def retry_job(job_id: int) -> str:
    """Put a failed job back into its queue with its attempts forgotten; the task's name. JobGone, JobWaits."""
    if job_id > BIGINT_MAX:
        raise JobGone
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                """
                UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL
                WHERE id = %s AND status = 'failed' RETURNING task_name
                """,
                [job_id],
            )
            row = cursor.fetchone()
    except IntegrityError as twin:
        # Of jobs with one queueing lock only one may wait.
        raise JobWaits from twin
    if row is None:
        raise JobGone
    return str(row[0])
