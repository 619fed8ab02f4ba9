"""Profiles over the API: what anybody may see of them."""

from __future__ import annotations

import uuid

from django.http import HttpRequest
from ninja import Router, Schema

from halles.creators.queries import get_public_creator
from halles.media.queries import image_url

router = Router(tags=["creators"])


class CreatorOut(Schema):
    """`shop_slug` is set for the official profile of a shop."""

    id: uuid.UUID
    handle: str
    name: str
    bio: str
    avatar_url: str
    market: str
    languages: list[str]
    shop_slug: str | None


@router.get("/creators/{handle}", response=CreatorOut, operation_id="get_creator", summary="One creator by handle")
def get_creator(request: HttpRequest, handle: str) -> dict[str, object]:
    """An active profile, its handle in any case."""
    creator = get_public_creator(handle[:60])
    return {
        "id": creator.pk,
        "handle": creator.handle,
        "name": creator.name,
        "bio": creator.bio,
        "avatar_url": image_url(creator.avatar, 320) if creator.avatar else "",
        "market": creator.market,
        "languages": creator.languages,
        "shop_slug": creator.seller.slug if creator.seller else None,
    }
