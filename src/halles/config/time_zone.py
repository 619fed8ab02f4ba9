"""Pages tell the time of the market they are read in."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from halles.markets.market import Market


class MarketTimeMiddleware:
    """Makes the market's time zone the active one for pages; programs get instants in UTC and need no market for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "text/html" not in request.headers.get("Accept", ""):
            return self.get_response(request)
        market = getattr(request, "market", None)
        assert isinstance(market, Market)
        with timezone.override(market.time_zone):
            return self.get_response(request)
