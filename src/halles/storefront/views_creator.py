"""A creator's own page: who they are, what they show, and the goods in it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.creators import queries as creators
from halles.live.queries import faces_ahead
from halles.media.queries import image_url
from halles.social import queries as social
from halles.storefront.aisles import sold_out_among
from halles.storefront.requests import market_of, person_of
from halles.videos import queries as videos

GOODS_SHOWN = 8


@require_safe
@transaction.non_atomic_requests
def creator_page(request: HttpRequest, handle: str) -> HttpResponse:
    """The page, videos first: that is what a creator makes."""
    market = market_of(request)
    language = get_language() or "en"
    person = person_of(request)
    creator = creators.get_public_creator(handle)
    page = videos.list_public_videos_of(
        creator.pk, market=market.code, language=language, cursor=request.GET.get("cursor")
    )
    shown = videos.list_products_shown(creator.pk, market=market.code, limit=GOODS_SHOWN)
    found = catalog.list_cards(shown, market=market.code, language=language)
    cards = [found[product_id] for product_id in shown if product_id in found and found[product_id].is_buyable]
    context = {
        "creator": creator,
        "seller": creator.seller,
        "avatar_url": image_url(creator.avatar, 320) if creator.avatar else "",
        "page": page,
        "shows": faces_ahead(creator),
        "cards": cards,
        "sold_out": sold_out_among(cards),
        "follower_count": social.counts_for("creator", [creator.pk])[creator.pk].follow_count,
        "is_followed": creator.pk in social.followed_by(person, [creator.pk]),
    }
    return render(request, "storefront/creator_page.html", context)
