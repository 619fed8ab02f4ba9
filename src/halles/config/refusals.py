"""A refusal becomes an answer here and nowhere else: a page for people, a problem document (RFC 9457) for programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from halles.kit import errors
from halles.kit.http import is_htmx

STATUS: tuple[tuple[type[errors.Refusal], int], ...] = (
    (errors.Malformed, 400),
    (errors.NotFound, 404),
    (errors.Forbidden, 403),
    (errors.Conflict, 409),
    (errors.PaymentRefused, 402),
    (errors.Limited, 429),
    (errors.Invalid, 422),
    (errors.Refusal, 422),
)


def status_of(refusal: errors.Refusal) -> int:
    """The HTTP status of a refusal's family."""
    return next(status for family, status in STATUS if isinstance(refusal, family))


def problem(refusal: errors.Refusal) -> dict[str, Any]:
    """The RFC 9457 document of a refusal; `code` is stable, `title` is in the caller's language."""
    document: dict[str, Any] = {
        "type": f"https://halles.example/problems/{refusal.code}",
        "title": str(refusal),
        "status": status_of(refusal),
        "code": refusal.code,
    }
    if refusal.data:
        document["data"] = refusal.data
    if isinstance(refusal, errors.Invalid) and refusal.fields:
        document["fields"] = {name: str(sentence) for name, sentence in refusal.fields.items()}
    return document


def _signed_out(request: HttpRequest) -> HttpResponse:
    here = urlsplit(request.headers.get("HX-Current-URL", ""))
    door = f"{reverse(settings.LOGIN_URL)}?{urlencode({'next': here.path or '/'})}"
    return render(request, "config/error_fragment.html", {"status": 401, "door": door}, status=401)


class RefusalMiddleware:
    """Catches refusals that no view answered itself; the request's transaction is rolled back by then.

    A page that stays open is never sent to the sign-in: it is told so, with what was typed kept.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if is_htmx(request) and response.status_code == 302:
            where = urlsplit(response["Location"])
            if where.path == reverse(settings.LOGIN_URL):
                return _signed_out(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a refusal; anything else goes on to Django's own handling."""
        if not isinstance(exception, errors.Refusal):
            return None
        if "application/json" in request.headers.get("Accept", "") or request.path.startswith("/api/"):
            return JsonResponse(
                problem(exception), status=status_of(exception), content_type="application/problem+json"
            )
        template = "config/refusal_fragment.html" if is_htmx(request) else "config/refusal.html"
        return render(
            request, template, {"refusal": exception, "status": status_of(exception)}, status=status_of(exception)
        )
