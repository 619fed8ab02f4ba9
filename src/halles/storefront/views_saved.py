"""What a person saved."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.catalog.queries import ProductCard
from halles.social import queries as social
from halles.storefront.aisles import sold_out_among
from halles.storefront.requests import market_of, person_of


@require_safe
@transaction.non_atomic_requests
def saved_page(request: HttpRequest) -> HttpResponse:
    """What this person saved, with today's price and whether there is any left."""
    market = market_of(request)
    person = person_of(request)
    cards: list[ProductCard] = []
    next_cursor = None
    if person:
        page = social.saved_of(person, request.GET.get("cursor"))
        found = catalog.list_cards(
            [saved.product_id for saved in page.rows], market=market.code, language=get_language() or "en"
        )
        cards = [found[saved.product_id] for saved in page.rows if saved.product_id in found]
        next_cursor = page.next_cursor
    context = {"cards": cards, "person": person, "sold_out": sold_out_among(cards), "next_cursor": next_cursor}
    return render(request, "storefront/saved_page.html", context)
