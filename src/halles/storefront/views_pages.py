"""Pages with an address of their own: a product, a shop, a creator, and what a person saved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.catalog.queries import ProductCard
from halles.creators import queries as creators
from halles.inventory import queries as inventory
from halles.media.queries import image_url
from halles.sellers import queries as sellers
from halles.social import queries as social
from halles.storefront.offers import make_offer
from halles.storefront.requests import market_of, person_of
from halles.storefront.views_sheet import offer_context
from halles.videos import queries as videos


@require_safe
@transaction.non_atomic_requests
def product_page(request: HttpRequest, product_id: uuid.UUID, slug: str = "") -> HttpResponse:
    """A product's own page: everything the sheet says, at rest, with its story, origin and videos."""
    market = market_of(request)
    offer = make_offer(request, market, product_id, request.GET)
    if slug != offer.product.slug:
        return redirect("storefront:product", product_id, offer.product.slug, permanent=True)
    shown = videos.list_videos_with_product(product_id, market=market.code, language=get_language() or "en")
    context = {**offer_context(request, offer, request.GET.get("source", "")), "videos": shown}
    return render(request, "storefront/product_page.html", context)


@require_safe
@transaction.non_atomic_requests
def shop_page(request: HttpRequest, slug: str) -> HttpResponse:
    """A shop: its place, its story, its goods in this market, and who stands behind it."""
    market = market_of(request)
    language = get_language() or "en"
    seller = sellers.get_public_seller(slug)
    page = catalog.list_public_products_of(
        seller.pk, market=market.code, language=language, cursor=request.GET.get("cursor")
    )
    context = {
        "seller": seller,
        "page": page,
        "disclosure": sellers.trader_disclosure(seller, market, language),
        "creator": creators.find_official(seller.pk),
        "cover_url": image_url(seller.cover, 1280) if seller.cover else "",
        "sold_out": _sold_out(page.rows),
    }
    return render(request, "storefront/shop_page.html", context)


@require_safe
@transaction.non_atomic_requests
def creator_page(request: HttpRequest, handle: str) -> HttpResponse:
    """A creator: who they are, what they show."""
    market = market_of(request)
    person = person_of(request)
    creator = creators.get_public_creator(handle)
    page = videos.list_public_videos_of(
        creator.pk, market=market.code, language=get_language() or "en", cursor=request.GET.get("cursor")
    )
    context = {
        "creator": creator,
        "seller": creator.seller,
        "avatar_url": image_url(creator.avatar, 320) if creator.avatar else "",
        "page": page,
        "follower_count": social.counts_for("creator", [creator.pk])[creator.pk].follow_count,
        "is_followed": creator.pk in social.followed_by(person, [creator.pk]),
    }
    return render(request, "storefront/creator_page.html", context)


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
    context = {"cards": cards, "person": person, "sold_out": _sold_out(cards), "next_cursor": next_cursor}
    return render(request, "storefront/saved_page.html", context)


def _sold_out(cards: Sequence[ProductCard]) -> set[uuid.UUID]:
    left = inventory.available([variant_id for card in cards for variant_id in card.variant_ids])
    return {card.id for card in cards if not any(left.get(variant_id, 0) for variant_id in card.variant_ids)}
