"""Gives each request its market and its language."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from halles.markets import choice, cookies, queries

HEADER_MAX = 500
# `?in=fr-FR`: the language and market an address names, so that each has an address search engines can tell apart.
NAMED_BY = "in"


class MarketMiddleware:
    """Sets `request.market` and activates the language, by `markets.choice`; stands after authentication."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        accept = request.headers.get("Accept-Language", "")[:HEADER_MAX]
        own = request.COOKIES.get(cookies.MARKET, "") or getattr(request.user, "market", "")
        named = choice.read_named(request.GET.get(NAMED_BY, ""), queries.all_markets())
        market_code = own or named.market
        # Lazy: which markets are open stands in the database, and not every answer needs it (probes must not).
        request.market = SimpleLazyObject(  # type: ignore[attr-defined]
            lambda: queries.choose_market(market_code, getattr(request.user, "ship_country", ""), accept)
        )
        language = self._language(request, market_code, accept, named.language)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
        if named.market and response.status_code == HTTPStatus.OK:
            # Who came from a search engine goes on in the market of the page they found, until they choose another.
            spoken = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
            cookies.remember(response, market="" if own else named.market, language="" if spoken else named.language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    @staticmethod
    def _language(request: HttpRequest, own_market: str, accept: str, named: str) -> str:
        market = queries.find_market(own_market)
        return choice.pick_language(
            [code for code, _ in settings.LANGUAGES],
            cookie=request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""),
            person_choice=getattr(request.user, "language", ""),
            named=named,
            accept_language=accept,
            market=market.language if market else "",
        )
