"""The shops that sell in a market, as faces to walk up to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from halles.catalog.models import Price, Product, Variant
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.media.queries import image_srcset, image_url
from halles.sellers.models import Seller

COVER_WIDTH = 640


@dataclass(frozen=True, slots=True)
class MakerCard:
    """A shop at a glance; `cover_url` is empty without a cover."""

    id: uuid.UUID
    slug: str
    name: str
    place: str
    country: str
    story: str
    cover_url: str
    cover_srcset: str


def list_makers(market: str, *, cursor: str | None = None, size: int = PAGE_SIZE) -> Page[MakerCard]:
    """A page of the shops that have something on sale in the market, the latest to open first. Two statements."""
    page = page_by_id(_selling(market), cursor, size=size)
    return Page([_card(seller) for seller in page.rows], page.next_cursor)


def find_maker_of_day(market: str, number: int) -> MakerCard | None:
    """The shop whose turn it is on day `number` (counted from anywhere): those with a story and a cover take turns in
    the order they opened; None when there is none. Two or three statements."""
    told = _selling(market).exclude(story="").filter(cover__isnull=False)
    count = told.count()
    if not count:
        return None
    seller = told.order_by("pk")[number % count]
    return _card(seller)


def list_makers_among(seller_ids: Sequence[uuid.UUID], market: str) -> list[MakerCard]:
    """Those of the shops that have something on sale in the market, by name. Two statements."""
    return [_card(seller) for seller in _selling(market).filter(pk__in=list(seller_ids)).order_by("name")]


def _selling(market: str) -> QuerySet[Seller, Seller]:
    priced = Price.objects.filter(
        variant__product__seller=OuterRef("pk"),
        variant__product__status=Product.Status.ACTIVE,
        variant__status=Variant.Status.ACTIVE,
        market=market,
    )
    shops = Seller.objects.filter(Exists(priced), status=Seller.Status.APPROVED)
    return shops.select_related("cover").prefetch_related("cover__renditions")


def _card(seller: Seller) -> MakerCard:
    return MakerCard(
        id=seller.pk,
        slug=seller.slug,
        name=seller.name,
        place=seller.place,
        country=seller.country,
        story=seller.story.strip(),
        cover_url=image_url(seller.cover, COVER_WIDTH) if seller.cover else "",
        cover_srcset=image_srcset(seller.cover) if seller.cover else "",
    )
