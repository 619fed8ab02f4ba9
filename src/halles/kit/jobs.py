"""Background work: a job is a row in the caller's transaction (procrastinate), so a rollback undoes it too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.tasks import Task

from halles.kit.statements import fetch

__all__ = ["DEFAULT_QUEUE", "MEDIA_QUEUE", "RETRY", "app", "defer", "none_queued"]

DEFAULT_QUEUE = "default"
MEDIA_QUEUE = "media"
# 5 tries within some five minutes; what still fails waits on the staff's list of failed jobs.
RETRY = RetryStrategy(max_attempts=5, exponential_wait=4)

_is_quiet: ContextVar[bool] = ContextVar("is_quiet", default=False)

_DEFER = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, scheduled_at)
VALUES (%s, %s, %s, %s::jsonb, now() + make_interval(secs => %s))
"""


def defer(
    task: Task[Any, Any, Any] | str, *, once_as: str | None = None, in_seconds: int | None = None, **arguments: Any
) -> None:
    """Queue `task` with JSON `arguments` in the caller's transaction.

    A service whose module's jobs call it back names the task instead of importing it, e.g. "media.process_asset".
    `once_as` names the fact: while a job of that name waits, a second one is not queued.
    """
    if _is_quiet.get():
        return
    if isinstance(task, str):
        task = app.tasks[task]
    if once_as is None and task.lock is None and task.queueing_lock is None:
        # The row that procrastinate's own function writes, without its detour over an array of records.
        fetch(_DEFER, [task.queue, task.name, task.priority, json.dumps(arguments), in_seconds])
        return
    options: dict[str, Any] = {}
    if in_seconds is not None:
        options["schedule_in"] = {"seconds": in_seconds}
    if once_as is not None:
        options["queueing_lock"] = once_as
    try:
        # The refused insert would end the caller's transaction; the savepoint takes only itself back.
        with transaction.atomic():
            task.configure(**options).defer(**arguments)
    except AlreadyEnqueued:
        return


@contextmanager
def none_queued() -> Iterator[None]:
    """Within the block nothing is queued: who tells the past does what followed then, and sends nobody a mail now."""
    token = _is_quiet.set(True)
    try:
        yield
    finally:
        _is_quiet.reset(token)


@app.periodic(cron="7 * * * *")
@app.task(name="kit.sweep", queueing_lock="kit.sweep", retry=RETRY)
def sweep(timestamp: int) -> None:
    """Every hour: what is over is forgotten."""
    from halles.kit import sweeping

    sweeping.forget_what_is_over()


@app.periodic(cron="52 3 * * *")
@app.task(name="kit.reseal", queueing_lock="kit.reseal", retry=RETRY)
def reseal(timestamp: int) -> None:
    """Every night: what an earlier secret has sealed is sealed by the one in force."""
    from halles.kit import sealing

    sealing.reseal_all()
