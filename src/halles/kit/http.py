"""Small facts about web requests."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def is_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment of a page that stays open."""
    return request.headers.get("HX-Request") == "true"


def client_address(request: HttpRequest) -> str:
    """The client's network address as the edge wrote it (it removes what clients send), for limits only."""
    forwarded: str = request.headers.get("X-Forwarded-For", "").split(",")[0].strip()
    return forwarded or request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - nobody's address


def safe_next(request: HttpRequest, fallback: str) -> str:
    """The `next` address of the form or query when it points into this site, else `fallback`."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    inside = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if wanted and inside else fallback
