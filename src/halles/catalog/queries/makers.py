"""The shops that sell in a market, as faces to walk up to."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet

from halles.catalog.models import Price, Product, Variant
from halles.kit.pages import PAGE_SIZE, Page, page_by_id
from halles.media.queries import image_srcset, image_url
from halles.sellers.models import Seller

COVER_WIDTH = 640
PEOPLE_MAX = 6


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


def list_maker_cards(seller_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, MakerCard]:
    """The cards of these shops by id, as far as they may sell; whatever they sell, wherever. Two statements."""
    shops = Seller.objects.filter(pk__in=seller_ids, status=Seller.Status.APPROVED)
    return {seller.pk: _card(seller) for seller in shops.select_related("cover").prefetch_related("cover__renditions")}


def find_maker_of_day(market: str, number: int) -> MakerCard | None:
    """The shop whose turn it is on day `number` (counted from anywhere): those of the market with a story and a cover
    take turns in the order they opened, those of other markets where it has none; None when there is none. Up to four
    statements."""
    told = _selling(market).exclude(story="").filter(cover__isnull=False)
    for several in (told.filter(market=market), told):
        count = several.count()
        if count:
            return _card(several.order_by("pk")[number % count])
    return None


def list_makers_from(country: str, region: str, market: str) -> list[MakerCard]:
    """The shops with goods on sale from one region (country code and region as the goods write it), by name, 24 at
    most. Two statements."""
    there = Product.objects.filter(
        seller=OuterRef("pk"), status=Product.Status.ACTIVE, origin_country=country, origin_region=region
    )
    return [_card(seller) for seller in _selling(market).filter(Exists(there)).order_by("name")[:PAGE_SIZE]]


def list_people_of(seller_id: uuid.UUID) -> list[tuple[str, str]]:
    """Who makes what the shop sells, and in which place, as its public goods name them; the most frequent first, six
    at most. One statement."""
    named = Product.objects.filter(seller=seller_id, status=Product.Status.ACTIVE).exclude(origin_maker="")
    counted = named.values_list("origin_maker", "origin_place").annotate(count=Count("pk")).order_by("-count")
    return [(maker, place) for maker, place, _count in counted[:PEOPLE_MAX]]


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
