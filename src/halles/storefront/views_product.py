"""A product's own page: everything the sheet says, at rest, with its story, origin, videos and what buyers say."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.affiliates.pseudonym import note_touch
from halles.catalog import queries as catalog
from halles.catalog.queries import ProductView, Shelf
from halles.interactions.sources import read_source
from halles.kit.http import is_htmx
from halles.markets.market import Market, in_language
from halles.storefront.aisles import place_url, sold_out_among
from halles.storefront.crumbs import way_to_category
from halles.storefront.met import source_met
from halles.storefront.offers import make_offer
from halles.storefront.requests import market_of
from halles.storefront.seen import note_seen
from halles.storefront.trust import product_reviews
from halles.storefront.views_sheet import offer_context
from halles.users.address_forms import country_name
from halles.videos import queries as videos

BESIDE = 4


@require_safe
@transaction.non_atomic_requests
def product_page(request: HttpRequest, product_id: uuid.UUID, slug: str = "") -> HttpResponse:
    """The page; an old readable part of the address leads to the present one."""
    market = market_of(request)
    language = get_language() or "en"
    offer = make_offer(request, market, product_id, request.GET)
    product = offer.product
    if slug != product.slug:
        way, asked = reverse("storefront:product", args=[product_id, product.slug]), request.GET.urlencode()
        return redirect(f"{way}?{asked}" if asked else way, permanent=True)
    context = {
        **offer_context(request, offer, source_met(request, product_id)),
        "said_by_buyers": product_reviews(request, product_id),
    }
    if is_htmx(request):
        # Another variant or number of pieces: only the offer is drawn again.
        return render(request, "storefront/product_offer.html", context)
    context |= _around(product, market, language)
    response = render(request, "storefront/product_page.html", context)
    note_seen(request, response, product_id)
    note_touch(request, response, read_source(request.GET.get("source")), product_id=product_id)
    return response


def _around(product: ProductView, market: Market, language: str) -> dict[str, Any]:
    """What stands around the offer: its story's facts, its videos, the way back and what is on the same shelf."""
    origin = product.origin
    beside = catalog.list_shelf(
        Shelf(categories=[product.category.code]), market=market.code, language=language, size=BESIDE + 1
    )
    others = [card for card in beside.rows if card.id != product.id][:BESIDE]
    return {
        "videos": videos.list_videos_with_product(product.id, market=market.code, language=language),
        "crumbs": way_to_category(product.category, is_here=False),
        "category_name": product.category.name_in(language),
        "place_url": place_url(origin.country, origin.region) if origin.region and origin.country else "",
        "origin_country": country_name(origin.country, language) if origin.country else "",
        "disclosure_title": in_language(market.disclosure_title, language),
        "others": others,
        "sold_out": sold_out_among(others),
    }
