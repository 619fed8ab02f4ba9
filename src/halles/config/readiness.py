"""Whether this machine can do its work: `GET /readyz`."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from halles.kit import clock

PATH = "/readyz"
HEARTBEAT_AGE_MAX = dt.timedelta(seconds=60)


class ReadinessMiddleware:
    """Answers `/readyz` before any middleware that needs the database: 200, or 503 with what cannot work, by name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return readiness() if request.path == PATH else self.get_response(request)


def readiness() -> HttpResponse:
    """Database, a worker's heartbeat of the last minute, and room on the disk."""
    checks = {"database": False, "worker": False, "disk": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(last_heartbeat) FROM procrastinate_workers")
            row = cursor.fetchone()
        checks["database"] = True
        last = row[0] if row else None
        checks["worker"] = last is not None and clock.now() - last < HEARTBEAT_AGE_MAX
    except DatabaseError:
        connection.close()
    free_bytes = shutil.disk_usage(settings.DATA_DIR).free
    checks["disk"] = free_bytes > settings.ENVIRONMENT.disk_free_bytes_min
    is_ready = all(checks.values())
    return JsonResponse({"is_ready": is_ready, **checks}, status=200 if is_ready else 503)


class NotTheQuestion(logging.Filter):
    """Keeps the expected 503 of `/readyz` during a start out of the log; every other failure stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        return getattr(request, "path", "") != PATH
