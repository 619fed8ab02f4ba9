"""Gives every request its visit and keeps the pseudonym in a cookie."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse

from halles.interactions import visits
from halles.users.consent import has_profiling_consent

# Programs and probes have no visit worth a cookie.
_WITHOUT_COOKIE = ("/api/", "/readyz", "/internal/")


class VisitMiddleware:
    """Sets `request.visit`; a new or renewed pseudonym leaves with the response."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        visit = visits.read_visit(request.COOKIES.get(visits.COOKIE), partial(has_profiling_consent, request))
        request.visit = visit  # type: ignore[attr-defined]
        response = self.get_response(request)
        if visit.is_new and not request.path.startswith(_WITHOUT_COOKIE):
            response.set_cookie(
                visits.COOKIE,
                str(visit.id),
                max_age=visits.AGE_MAX_WITH_CONSENT,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response
