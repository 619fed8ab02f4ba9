"""A shop's own page: its place, its story, its people, its goods, and who stands behind it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from halles.catalog import queries as catalog
from halles.catalog.queries import Shelf
from halles.creators import queries as creators
from halles.kit.http import is_htmx
from halles.live.queries import faces_ahead
from halles.markets.market import in_language
from halles.media.queries import image_srcset, image_url
from halles.sellers import queries as sellers
from halles.social import queries as social
from halles.storefront.aisles import sold_out_among
from halles.storefront.crumbs import Crumb, way_to
from halles.storefront.labels import with_labels
from halles.storefront.requests import market_of, person_of
from halles.storefront.trust import shop_reviews
from halles.videos import queries as videos

CLIPS_SHOWN = 5


@require_safe
@transaction.non_atomic_requests
def shop_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The page; more goods come as a fragment."""
    market = market_of(request)
    language = get_language() or "en"
    seller = sellers.get_public_seller(slug)
    page = catalog.list_shelf(
        Shelf(seller_ids=[seller.pk]), market=market.code, language=language, cursor=request.GET.get("cursor")
    )
    context = {"page": page, "sold_out": sold_out_among(page.rows), "order": ""}
    if is_htmx(request):
        return render(request, "storefront/hall/more.html", context)
    creator = creators.find_official(seller.pk)
    clips = videos.list_public_videos_of(creator.pk, market=market.code, language=language).rows if creator else []
    context |= {
        "seller": seller,
        "people": catalog.list_people_of(seller.pk),
        "crumbs": way_to(Crumb(_("Makers"), reverse("storefront:makers")), Crumb(seller.name)),
        "disclosure_title": in_language(market.disclosure_title, language),
        "disclosure": sellers.trader_disclosure(seller, market, language),
        "creator": creator,
        "shows": with_labels(faces_ahead(creator), market, language) if creator else [],
        "avatar_url": image_url(creator.avatar, 320) if creator and creator.avatar else "",
        "follower_count": social.counts_for("creator", [creator.pk])[creator.pk].follow_count if creator else 0,
        "is_followed": creator is not None and creator.pk in social.followed_by(person_of(request), [creator.pk]),
        "cover_url": image_url(seller.cover, 1280) if seller.cover else "",
        "cover_srcset": image_srcset(seller.cover) if seller.cover else "",
        "clips": clips[:CLIPS_SHOWN],
        "said_by_buyers": shop_reviews(request, seller.pk, slug),
    }
    return render(request, "storefront/shop_page.html", context)
