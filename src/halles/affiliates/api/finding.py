"""Finding creators, what shops usually pay, and the links creators give away outside, over the API."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router, Schema
from pydantic import Field

from halles.affiliates.queries import finding
from halles.affiliates.queries.links import list_linked_products
from halles.affiliates.queries.marketplace import usual_rates
from halles.creators.queries import get_creator_for_user
from halles.markets.queries import get_market
from halles.markets.requests import market_asked
from halles.orders.api import person
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth

router = Router(tags=["plans"], auth=BearerAuth())
MarketCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
FOUND = ("creator_id", "handle", "name", "market", "languages", "piece_count", "follower_count", "video_count")


class FoundCreatorOut(Schema):
    """A creator with what they sold and posted in 90 days, in all shops together."""

    creator_id: uuid.UUID
    handle: str
    name: str
    market: str
    languages: list[str]
    piece_count: int
    follower_count: int
    video_count: int


class FoundCreatorsOut(Schema):
    """A page, who sold most first."""

    creators: list[FoundCreatorOut]
    next_cursor: str | None


class FindIn(Schema):
    """Whom to look for; every part given narrows it."""

    text: Annotated[str, Field(max_length=60)] = ""
    category: Annotated[str, Field(max_length=60)] = ""
    market: Annotated[str, Field(pattern=r"^([A-Z]{2})?$")] = ""
    language: Annotated[str, Field(max_length=10)] = ""
    pieces_min: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    cursor: Annotated[str, Field(max_length=100)] | None = None


class WhyOut(Schema):
    """`code`: sold_for_you (orders), followers (who bought here), similar and place (videos with such goods)."""

    code: str
    count: int


class SuggestedCreatorOut(Schema):
    """A creator and the true reasons, the strongest first."""

    creator: FoundCreatorOut
    reasons: list[WhyOut]


class SuggestedCreatorsOut(Schema):
    """At most twelve."""

    suggestions: list[SuggestedCreatorOut]


class UsualRatesOut(Schema):
    """Quartiles of what the shops of a market pay now; `shop_count` 0: too few, an estimate of the operator."""

    market: str
    low_bps: int
    middle_bps: int
    high_bps: int
    shop_count: int


class OutsideLinkOut(Schema):
    """A link to give away with its QR code (SVG); `product_id` null: the profile's page, which counts for everything
    they promote."""

    product_id: uuid.UUID | None
    title: str
    url: str
    qr_url: str


class OutsideLinksOut(Schema):
    links: list[OutsideLinkOut]


@router.get("/shops/{slug}/creators", response=FoundCreatorsOut, operation_id="find_creators")
def find_creators(request: HttpRequest, slug: str, wanted: Query[FindIn]) -> dict[str, Any]:
    """Creators who may promote for the shop, by goods, market, language and past results. Managers."""
    facts = wanted.dict(exclude={"cursor"})
    page = finding.find_creators(_shop(request, slug), finding.Asked(**facts), cursor=wanted.cursor)
    return {"creators": [_found(one) for one in page.rows], "next_cursor": page.next_cursor}


@router.get("/shops/{slug}/creators/suggested", response=SuggestedCreatorsOut, operation_id="suggest_creators")
def suggest_creators(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Creators the shop may want, each with the reasons. Managers."""
    return {
        "suggestions": [
            {
                "creator": _found(one.found),
                "reasons": [{"code": code, "count": count} for code, count in one.reasons],
            }
            for one in finding.suggest_creators(_shop(request, slug))
        ]
    }


@router.get("/usual-rates", response=UsualRatesOut, operation_id="get_usual_rates")
def get_usual_rates(request: HttpRequest, market: MarketCode | None = None) -> dict[str, Any]:
    """What shops usually pay creators in a market (default: the caller's), to compare with."""
    code = market_asked(request, market)
    usual = usual_rates(get_market(code))
    return {
        "market": code,
        "low_bps": usual.low_bps,
        "middle_bps": usual.middle_bps,
        "high_bps": usual.high_bps,
        "shop_count": usual.shop_count,
    }


@router.get("/profiles/{uuid:creator_id}/links", response=OutsideLinksOut, operation_id="list_outside_links")
def list_outside_links(request: HttpRequest, creator_id: uuid.UUID) -> dict[str, Any]:
    """The links a profile of mine gives away: its page, then what it promotes and has in its showcase."""
    creator = get_creator_for_user(person(request), creator_id)
    page = _link(None, creator.name, "", [creator.handle])
    goods = [_link(one.pk, one.title, "product_", [creator.handle, one.slug]) for one in list_linked_products(creator)]
    return {"links": [page, *goods]}


def _link(product_id: uuid.UUID | None, title: str, of: str, names: list[Any]) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "title": title,
        "url": settings.BASE_URL + reverse(f"affiliates:{of}link", args=names),
        "qr_url": settings.BASE_URL + reverse(f"affiliates:{of}link_qr", args=names),
    }


def _shop(request: HttpRequest, slug: str) -> Seller:
    return get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)


def _found(one: finding.Found) -> dict[str, Any]:
    return {name: getattr(one, name) for name in FOUND}
