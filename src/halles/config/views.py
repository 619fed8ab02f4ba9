"""The pages for what went wrong outside any module."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


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
