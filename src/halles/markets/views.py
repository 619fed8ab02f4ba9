"""Choosing a market and a language."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from halles.kit.http import safe_next
from halles.markets import cookies, queries, services
from halles.markets.forms import ChoiceForm


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All markets, to choose from without a menu."""
    language = get_language() or "en"
    statuses = queries.market_statuses()
    rows = [
        {"market": market, "name": queries.market_name(market, language), "status": statuses[market.code]}
        for market in queries.list_markets(open_only=False)
    ]
    return render(request, "markets/index.html", {"rows": rows, "next": safe_next(request, "/")})


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remember the choice in this browser and with the person who is signed in, then go back inside the site."""
    response = HttpResponseRedirect(safe_next(request, "/"))
    form = ChoiceForm(request.POST)
    if not form.is_valid():
        return response
    market, language = form.market_code(), form.cleaned_data["language"]
    cookies.remember(response, market=market, language=language)
    if request.user.is_authenticated and (market or language):
        services.remember_choice(user_id=request.user.pk, market=market, language=language)
    return response
