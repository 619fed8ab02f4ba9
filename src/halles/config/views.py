"""The answers for what went wrong outside any module: a page for people, a problem document for programs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from halles.kit.http import is_htmx

API = "/api/"


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    if request.path.startswith(API):
        return _problem(400, "api.unreadable", "This request cannot be read.")
    return _page(request, {"status": 400}, status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    if request.path.startswith(API):
        return _problem(403, "api.forbidden", "This is not allowed.")
    return _page(request, {"status": 403}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    if request.path.startswith(API):
        return _problem(404, "api.not_found", "There is no such thing.")
    return _page(request, {"status": 404}, status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was opened too long ago or elsewhere."""
    return _page(request, {"status": 403, "is_stale_form": True}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, without touching anything that may be broken."""
    if request.path.startswith(API):
        return _problem(500, "api.broken", "Something broke on our side. It has been noted; please try again.")
    if is_htmx(request):
        return render(None, "config/error_fragment.html", {"status": 500}, status=500)
    page = render(None, "config/server_error.html", status=500)
    # This page alone carries its styles in itself: nothing else may be in order.
    page.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return page


def _page(request: HttpRequest, context: dict[str, Any], status: int) -> HttpResponse:
    """A page of its own, or the sentence alone for a page that stays open."""
    name = "error_fragment" if is_htmx(request) else "error"
    return render(request, f"config/{name}.html", context, status=status)


def _problem(status: int, code: str, title: str) -> HttpResponse:
    document = {"type": "about:blank", "title": title, "status": status, "code": code}
    return JsonResponse(document, status=status, content_type="application/problem+json")
