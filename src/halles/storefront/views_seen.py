"""Looking back and looking across: what was looked at recently, and some products side by side."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from halles.catalog import queries as catalog
from halles.catalog.errors import ProductNotFound
from halles.reviews.queries import Summary, summary_for
from halles.storefront import seen
from halles.storefront.aisles import sold_out_among
from halles.storefront.offers import Offer, make_offer
from halles.storefront.requests import market_of, uuid_of

COMPARED_MAX = 4


@dataclass(frozen=True)
class Column:
    """One of the products side by side."""

    offer: Offer
    summary: Summary


@never_cache
@require_safe
@transaction.non_atomic_requests
def seen_page(request: HttpRequest) -> HttpResponse:
    """What was looked at, and the switch that keeps or forgets it."""
    product_ids = seen.list_seen(request)
    found = catalog.list_cards(product_ids, market=market_of(request).code, language=get_language() or "en")
    cards = [found[product_id] for product_id in product_ids if product_id in found]
    context = {"is_kept": seen.is_kept(request), "cards": cards, "sold_out": sold_out_among(cards)}
    return render(request, "storefront/seen_page.html", context)


@require_POST
def change_seen(request: HttpRequest) -> HttpResponse:
    """Keep from now on, stop and forget all, empty it, or forget one thing: which one, the button says."""
    response = redirect("storefront:seen")
    act = request.POST.get("act", "")
    if act == "keep":
        seen.keep(response, seen.list_seen(request))
    elif act == "stop":
        seen.stop(response)
        messages.success(request, _("Forgotten. Nothing more is kept."))
    elif act == "empty" and seen.is_kept(request):
        seen.keep(response, [])
    elif act == "forget" and seen.is_kept(request):
        gone = uuid_of(request.POST.get("product", ""))
        seen.keep(response, [one for one in seen.list_seen(request) if one != gone])
    return response


@require_safe
@transaction.non_atomic_requests
def compare_page(request: HttpRequest) -> HttpResponse:
    """Up to four products side by side: price, price per unit, delivery, origin, returns, stars. What is no longer
    there is left out."""
    market = market_of(request)
    offers = []
    for product_id in _asked(request):
        try:
            offers.append(make_offer(request, market, product_id, {}))
        except ProductNotFound:
            continue
    summaries = summary_for([offer.product.id for offer in offers])
    columns = [Column(offer, summaries[offer.product.id]) for offer in offers]
    context = {
        "columns": columns,
        "has_unit_prices": any(offer.chosen and offer.chosen.variant.unit_price for offer in offers),
        "has_warranty": any(offer.product.warranty_months for offer in offers),
        "has_reviews": any(column.summary.count for column in columns),
    }
    return render(request, "storefront/compare_page.html", context)


def _asked(request: HttpRequest) -> list[uuid.UUID]:
    found = []
    for text in request.GET.getlist("p")[: COMPARED_MAX * 2]:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))[:COMPARED_MAX]
