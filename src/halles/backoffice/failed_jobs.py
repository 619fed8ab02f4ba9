"""Jobs that gave up, and trying one again. The table is procrastinate's."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from halles.kit.errors import NotFound

SHOWN_MAX = 100


class JobNotFound(NotFound):
    """No failed job of this number."""

    code = "backoffice.job_not_found"
    sentence = _("No failed job has this number; somebody may have retried it already.")


@dataclass(frozen=True)
class FailedJob:
    """One job that used up its attempts."""

    id: int
    task: str
    queue: str
    arguments: dict[str, Any]
    attempt_count: int
    failed_at: dt.datetime | None


def list_failed_jobs() -> list[FailedJob]:
    """The latest failed jobs, newest first, at most 100."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.id, job.task_name, job.queue_name, job.args, job.attempts,
                   (SELECT max(event.at) FROM procrastinate_events event WHERE event.job_id = job.id)
            FROM procrastinate_jobs job WHERE job.status = 'failed' ORDER BY job.id DESC LIMIT %s
            """,
            [SHOWN_MAX],
        )
        return [FailedJob(*row) for row in cursor.fetchall()]


def count_failed_jobs() -> int:
    """How many jobs gave up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def retry_job(job_id: int) -> str:
    """Put a failed job back into its queue with its attempts forgotten; the task's name."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, scheduled_at = NULL
            WHERE id = %s AND status = 'failed' RETURNING task_name
            """,
            [job_id],
        )
        row = cursor.fetchone()
    if row is None:
        raise JobNotFound
    return str(row[0])
