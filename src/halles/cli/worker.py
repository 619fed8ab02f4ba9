"""The worker role: procrastinate on one queue or both."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from halles.kit.environment import Environment

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import Job

GRACE_SECONDS = 8.0
DEFAULT_JOBS_AT_ONCE = 4
# A worker says every ten seconds that it lives; one silent for three times that was killed.
SILENCE_SECONDS = 30.0
STARTS_MAX = 10

log = logging.getLogger("halles.worker")


def work(environment: Environment, queues: list[str]) -> int:
    """Runs jobs of `queues` until SIGTERM, and takes up again what killed workers left behind."""
    asyncio.run(_work(queues, environment.media_workers if queues == ["media"] else DEFAULT_JOBS_AT_ONCE))
    return 0


async def rescue_stalled(app: App, queues: list[str]) -> int:
    """Queues the jobs of dead workers again and returns how many; one that has killed its worker ten times fails."""
    from procrastinate.jobs import Status

    rescued = 0
    for queue in queues:
        for job in await app.job_manager.get_stalled_jobs(queue=queue, seconds_since_heartbeat=SILENCE_SECONDS):
            if job.attempts >= STARTS_MAX:
                log.error("job %s has been started %s times and never came back", job.call_string, job.attempts)
                await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
            else:
                rescued += await _queue_again(app, job)
    return rescued


async def _queue_again(app: App, job: Job) -> bool:
    from procrastinate.exceptions import UniqueViolation
    from procrastinate.jobs import Status

    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:  # meanwhile the same work was asked for anew, and waits
        await app.job_manager.finish_job(job, Status.ABORTED, delete_job=True)
        return False
    return True


async def _work(queues: list[str], jobs_at_once: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    import halles.demo.jobs  # noqa: F401 - the demo is no Django app, so nobody else names its jobs to procrastinate

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            rescuing = asyncio.create_task(_keep_rescuing(worker_app, queues))
            await worker_app.run_worker_async(
                queues=queues,
                name="+".join(queues),
                concurrency=jobs_at_once,
                shutdown_graceful_timeout=GRACE_SECONDS,
                delete_jobs="successful",  # failed ones stay for the staff's list; the rest would grow for ever
            )
            rescuing.cancel()
            with suppress(asyncio.CancelledError):
                await rescuing


async def _keep_rescuing(app: App, queues: list[str]) -> None:
    while True:
        try:
            await rescue_stalled(app, queues)
        except Exception:  # the database may be away for a moment; the worker itself decides whether to go on
            log.warning("could not look for stalled jobs", exc_info=True)
        await asyncio.sleep(SILENCE_SECONDS / 2)
