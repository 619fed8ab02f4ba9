"""The worker role: procrastinate on one queue or both."""

from __future__ import annotations

import asyncio

from halles.kit.environment import Environment

GRACE_SECONDS = 8.0
DEFAULT_JOBS_AT_ONCE = 4


def work(environment: Environment, queues: list[str]) -> int:
    """Runs jobs of `queues` until SIGTERM; a job that is not done within the grace is aborted and taken up again."""
    asyncio.run(_work(queues, environment.media_workers if queues == ["media"] else DEFAULT_JOBS_AT_ONCE))
    return 0


async def _work(queues: list[str], jobs_at_once: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    assert isinstance(app.connector, DjangoConnector)
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                queues=queues,
                name="+".join(queues),
                concurrency=jobs_at_once,
                shutdown_graceful_timeout=GRACE_SECONDS,
            )
