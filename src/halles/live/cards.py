"""Products as a room is told of them: small, and complete for a card over the picture."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from halles.catalog.queries import ProductCard, list_cards
from halles.interactions import sources
from halles.live.models import LiveSession


def bag_cards(session: LiveSession, product_ids: Sequence[uuid.UUID], *, language: str = "") -> list[dict[str, Any]]:
    """The cards in this order, titles in the show's language or the one given; what is no longer there is left out."""
    found = list_cards(product_ids, market=session.market, language=language or session.language)
    return [
        _card(session, found[product_id], place) for place, product_id in enumerate(product_ids) if product_id in found
    ]


def _card(session: LiveSession, card: ProductCard, place: int) -> dict[str, Any]:
    source = sources.new_source(
        content_kind="live",
        content_id=session.pk,
        creator_id=session.creator_id,
        position=place,
        surface="live",
    )
    price = card.price
    return {
        "id": str(card.id),
        "slug": card.slug,
        "title": card.title,
        "photo": card.photo_url,
        "alt": card.photo_alt,
        "seller": card.seller_name,
        "place": card.origin_place,
        "is_from": card.has_price_range,
        "is_buyable": card.is_buyable,
        "amount_minor": price.amount_minor if price else None,
        "currency": price.currency if price else "",
        "reduced_from_minor": price.reduced_from_minor if price else None,
        "source": sources.sign_source(source),
    }
