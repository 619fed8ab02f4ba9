"""The sheet over the playing video: the offer, where it would be sent, and the way into paying."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from halles.affiliates.pseudonym import note_touch
from halles.interactions.sources import read_source
from halles.kit.http import is_htmx
from halles.returns.queries import protection_line
from halles.reviews.queries import summary_for
from halles.sellers import queries as sellers
from halles.social import queries as social
from halles.storefront.labels import paid_by
from halles.storefront.offers import Offer, make_offer
from halles.storefront.place import remember_place
from halles.storefront.requests import market_of, person_of, uuid_of
from halles.storefront.trust import product_reviews
from halles.users.addresses import address_fields


@require_safe
@transaction.non_atomic_requests
def offer_sheet(request: HttpRequest, product_id: uuid.UUID) -> HttpResponse:
    """One product over the video: picture, price and its past, variant, arrival and total, who sells, returns."""
    return _sheet(request, product_id, request.GET)


@require_POST
def set_place(request: HttpRequest) -> HttpResponse:
    """A visitor says where they are; the sheet, or the offer of the product's page, comes again with their total."""
    market = market_of(request)
    country = request.POST.get("country", market.ship_countries[0])
    region = request.POST.get("region", "")
    if market.ships_to(country, region):
        remember_place(request, country=country, region=region)
    product_id = uuid_of(request.POST.get("product", ""))
    if is_htmx(request) and request.POST.get("at") == "page":
        offer = make_offer(request, market, product_id, request.POST)
        context = offer_context(request, offer, request.POST.get("source", ""))
        context["said_by_buyers"] = product_reviews(request, product_id)
        return render(request, "storefront/product_offer.html", context)
    return _sheet(request, product_id, request.POST)


def _sheet(request: HttpRequest, product_id: uuid.UUID, asked: QueryDict) -> HttpResponse:
    market = market_of(request)
    offer = make_offer(request, market, product_id, asked)
    if not is_htmx(request):
        way = reverse("storefront:product", args=[product_id, offer.product.slug])
        return redirect(f"{way}?{urlencode({'source': asked['source']})}" if asked.get("source") else way)
    token = asked.get("source", "")
    response = render(request, "storefront/sheet/offer.html", offer_context(request, offer, token))
    note_touch(request, response, read_source(token), product_id=product_id)
    return response


def offer_context(request: HttpRequest, offer: Offer, token: str) -> dict[str, Any]:
    """What the templates of an offer need beside it; an unreadable source token is dropped."""
    language = get_language() or "en"
    person = person_of(request)
    source = read_source(token)
    seller = sellers.get_public_seller(offer.product.seller.slug)
    return {
        "offer": offer,
        "source": token if source else "",
        "paid": paid_by(source, offer.product.id, offer.price, offer.market, language),
        # One key per showing of the button: a double press is one order.
        "key": uuid.uuid4().hex,
        "return_words": protection_line(offer.market, offer.product),
        "regions": _regions(offer.place.country, language) if offer.needs_region else (),
        "disclosure": sellers.trader_disclosure(seller, offer.market, language),
        "rating": summary_for([offer.product.id])[offer.product.id],
        "rating_url": reverse("storefront:product_reviews", args=[offer.product.id]),
        "is_saved": person is not None and offer.product.id in social.saved_by(person, [offer.product.id]),
    }


def _regions(country: str, language: str) -> tuple[tuple[str, str], ...]:
    return next((field.choices for field in address_fields(country, language) if field.name == "region"), ())
