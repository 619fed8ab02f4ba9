"""Gives each request its market and its language."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from halles.markets import choice, cookies, queries

HEADER_MAX = 500


class MarketMiddleware:
    """Sets `request.market` and activates the language, by `markets.choice`; stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        accept = request.headers.get("Accept-Language", "")[:HEADER_MAX]
        user = request.user
        market = queries.choose_market(
            request.COOKIES.get(cookies.MARKET, "") or getattr(user, "market", ""),
            getattr(user, "ship_country", ""),
            accept,
        )
        language = choice.pick_language(
            [code for code, _ in settings.LANGUAGES],
            cookie=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            person_choice=getattr(user, "language", ""),
            accept_language=accept,
            market=market,
        )
        request.market = market  # type: ignore[attr-defined]
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
