"""What a request asks about when it does not say: its market, its language."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language

from halles.markets.market import Market
from halles.markets.queries import get_market


def market_asked(request: HttpRequest, code: str | None = None) -> str:
    """The market a program names (upper or lower case), else the request's own; NotFound for an unknown one."""
    if code:
        return get_market(code.upper()).code
    market = getattr(request, "market", None)
    assert isinstance(market, Market), "the middleware of markets sets it"
    return market.code


def language_asked(said: str = "") -> str:
    """The language somebody says, else the one of the request, in two letters."""
    return said or (get_language() or "en").split("-", maxsplit=1)[0]
