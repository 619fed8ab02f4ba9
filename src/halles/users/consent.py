"""Consent to profiling: asked once, refused as easily as given, changed at any time, remembered by a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from halles.markets.market import Market
from halles.users import queries
from halles.users.models import Consent

COOKIE = "consent"
# Raise it when the words of the question change: earlier answers then no longer count.
TEXT_VERSION = "1"
AGE_SECONDS = 60 * 60 * 24 * 180


def answer_in_cookie(value: str) -> bool | None:
    """What the cookie says: yes, no, or None when nobody was asked with these words."""
    return {f"yes.{TEXT_VERSION}": True, f"no.{TEXT_VERSION}": False}.get(value)


def find_answer(request: HttpRequest) -> bool | None:
    """The person's own answer in this browser, else the one kept with their account; None before any."""
    answer = answer_in_cookie(request.COOKIES.get(COOKIE, ""))
    if answer is None and request.user.is_authenticated:
        return queries.find_consent(request.user, Consent.Purpose.PROFILING, TEXT_VERSION)
    return answer


def has_profiling_consent(request: HttpRequest) -> bool:
    """Whether what this person watches may shape what they see.

    Without an answer: no where the market's law asks first or the browser says so (Global Privacy Control), else yes.
    """
    answer = find_answer(request)
    if answer is not None:
        return answer
    market: Market = request.market  # type: ignore[attr-defined]
    return not market.is_consent_required and request.headers.get("Sec-GPC") != "1"


def is_question_open(request: HttpRequest) -> bool:
    """Whether the bar must ask: the market's law wants an answer and there is none."""
    market: Market = request.market  # type: ignore[attr-defined]
    return market.is_consent_required and find_answer(request) is None


def remember(response: HttpResponse, *, is_granted: bool) -> None:
    """Keep the answer in this browser for half a year, after which it is asked again."""
    response.set_cookie(
        COOKIE,
        f"{'yes' if is_granted else 'no'}.{TEXT_VERSION}",
        max_age=AGE_SECONDS,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
