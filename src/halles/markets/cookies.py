"""The two cookies a choice of market and language leaves; they identify nobody."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse

MARKET = "market"
AGE_SECONDS = 60 * 60 * 24 * 365


def remember(response: HttpResponse, *, market: str = "", language: str = "") -> None:
    """Keep what was chosen for a year in this browser; empty leaves the cookie as it is."""
    for name, value in ((MARKET, market), (settings.LANGUAGE_COOKIE_NAME, language)):
        if value:
            response.set_cookie(
                name, value, max_age=AGE_SECONDS, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE, httponly=True
            )
