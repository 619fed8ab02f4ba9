"""A creator's own page: who they are, what they show, and the goods in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from halles.affiliates.queries.disclosures import disclosures_for, strongest
from halles.affiliates.queries.showcase import list_showcase
from halles.catalog import queries as catalog
from halles.catalog.queries import ProductCard
from halles.creators import queries as creators
from halles.creators.models import Creator
from halles.interactions.sources import issue_source
from halles.live.queries import faces_ahead
from halles.markets.market import Market
from halles.media.queries import image_url
from halles.social import queries as social
from halles.storefront.aisles import sold_out_among
from halles.storefront.labels import held_words, with_labels
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
    chosen = list_showcase(creator.pk)
    found = catalog.list_cards([*dict.fromkeys([*shown, *chosen])], market=market.code, language=language)
    cards = [found[product_id] for product_id in shown if product_id in found and found[product_id].is_buyable]
    context = {
        "creator": creator,
        "seller": creator.seller,
        "origin": creators.origin_words(creator, language),
        "avatar_url": image_url(creator.avatar, 320) if creator.avatar else "",
        "page": page,
        "shows": with_labels(faces_ahead(creator), market, language),
        "cards": cards,
        **_earning(creator, cards, [found[one] for one in chosen if one in found and found[one].is_buyable], market),
        "sold_out": sold_out_among(cards),
        "follower_count": social.counts_for("creator", [creator.pk])[creator.pk].follow_count,
        "is_followed": creator.pk in social.followed_by(person, [creator.pk]),
    }
    return render(request, "storefront/creator_page.html", context)


def _earning(
    creator: Creator, shown: Sequence[ProductCard], chosen: Sequence[ProductCard], market: Market
) -> dict[str, Any]:
    """What has to be said of the goods in the creator's videos and of those they chose to show, and the token a sale
    from the showcase carries."""
    language = get_language() or "en"
    told = disclosures_for([(creator.pk, one) for one in dict.fromkeys(card.id for card in (*shown, *chosen))])

    def words(cards: Sequence[ProductCard]) -> str:
        first = strongest([told[creator.pk, card.id] for card in cards if (creator.pk, card.id) in told])
        return first.label(market, language) if first else ""

    rows = [(card, held_words([told[creator.pk, card.id]]) if (creator.pk, card.id) in told else "") for card in chosen]
    source = issue_source(content_kind="showcase", content_id=creator.pk, creator_id=creator.pk, surface="showcase")
    return {
        "goods_words": words(shown),
        "showcase": rows,
        "showcase_source": source,
        "showcase_words": words(chosen),
    }
