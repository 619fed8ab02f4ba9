"""Readiness, and the pages for what went wrong outside any module."""

from __future__ import annotations

import datetime as dt
import shutil

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from halles.kit import clock

HEARTBEAT_AGE_MAX = dt.timedelta(seconds=60)
DISK_FREE_BYTES_MIN = 200 * 1024 * 1024


@transaction.non_atomic_requests
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, worker and disk can do their work; 503 with what cannot, by name."""
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
    checks["disk"] = shutil.disk_usage(settings.DATA_DIR).free > DISK_FREE_BYTES_MIN
    is_ready = all(checks.values())
    return JsonResponse({"is_ready": is_ready, **checks}, status=200 if is_ready else 503)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "config/error.html", {"status": 400}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return render(request, "config/error.html", {"status": 403}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "config/error.html", {"status": 404}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened too long ago or elsewhere."""
    return render(request, "config/error.html", {"status": 403, "is_stale_form": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching anything that may be broken."""
    return render(None, "config/server_error.html", status=500)
