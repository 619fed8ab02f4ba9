"""Samples over the API: what is offered, asked for, decided, shown and rated."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from halles.affiliates.models import Sample, SampleOffer
from halles.affiliates.models.samples import WORDS_LENGTH_MAX
from halles.affiliates.queries import samples as queries
from halles.affiliates.services import samples
from halles.affiliates.services.samples import OfferDraft, Request
from halles.affiliates.services.samples.asking import find_obstacle
from halles.affiliates.services.samples.offering import PIECES_MAX
from halles.creators.queries import get_creator_for_user
from halles.orders.api import person
from halles.sellers.models import Seller, SellerStaff
from halles.sellers.queries import get_seller_for_staff_member
from halles.users.api_auth import BearerAuth
from halles.users.queries import address_data, get_address_for_user

router = Router(tags=["samples"], auth=BearerAuth())
NUMBER_MAX = 100_000_000
# Told as they stand in the row.
SAME = (
    *("id", "status", "offer_id", "creator_id", "product_id", "variant_id", "words", "asked_at", "decide_by"),
    *("decline_words", "order_id", "delivered_at", "due_at", "posted_kind", "posted_id", "closed_at", "stars"),
)
SampleStatus = Literal[
    "asked", "approved", "shipped", "delivered", "posted", "missed", "excused", "declined", "unanswered", "withdrawn",
    "canceled",
]  # fmt: skip


class SampleOut(Schema):
    """A sample. `decide_by` is the shop's last instant, `due_at` the creator's (known from the delivery on).

    `problem` says why it could not be sent to the address; `posted_kind` (video or show) and `posted_id` what shows it.
    """

    id: uuid.UUID
    status: SampleStatus
    offer_id: uuid.UUID
    creator_id: uuid.UUID
    creator_handle: str
    shop_slug: str
    product_id: uuid.UUID
    variant_id: uuid.UUID
    title: str
    words: str
    asked_at: dt.datetime
    decide_by: dt.datetime
    decline_words: str
    order_id: uuid.UUID | None
    problem: str
    delivered_at: dt.datetime | None
    due_at: dt.datetime | None
    is_extended: bool
    appeal_status: Literal["", "open", "granted", "rejected"]
    posted_kind: Literal["", "video", "show"]
    posted_id: uuid.UUID | None
    closed_at: dt.datetime | None
    stars: int | None


class SamplesOut(Schema):
    """A page, newest first."""

    samples: list[SampleOut]
    next_cursor: str | None


class SampleOfferOut(Schema):
    """What a shop offers. `obstacle` is the code of what keeps the asking creator from it, `obstacle_words` says it."""

    id: uuid.UUID
    plan_id: uuid.UUID
    shop_slug: str
    product_id: uuid.UUID
    title: str
    pieces: int
    left_count: int
    followers_min: int
    sales_min: int
    words: str
    obstacle: str = ""
    obstacle_words: str = ""


class SampleOffersOut(Schema):
    """Offers, newest first."""

    offers: list[SampleOfferOut]
    next_cursor: str | None


class SampleIn(Schema):
    """A request: `address_id` is one of the person's own addresses; the shop sees it once it says yes."""

    offer_id: uuid.UUID
    variant_id: uuid.UUID
    address_id: uuid.UUID
    words: str = Field("", max_length=WORDS_LENGTH_MAX)


class SampleAppealIn(Schema):
    """What is wrong with it."""

    reason: Literal["defect", "other_goods", "unsafe"]
    words: str = Field(min_length=1, max_length=WORDS_LENGTH_MAX)


class SampleOfferIn(Schema):
    """So many pieces of a product of a plan, and who may ask."""

    plan_id: uuid.UUID
    product_id: uuid.UUID
    pieces: int = Field(ge=1, le=PIECES_MAX)
    followers_min: int = Field(0, ge=0, le=NUMBER_MAX)
    sales_min: int = Field(0, ge=0, le=NUMBER_MAX)
    words: str = Field("", max_length=WORDS_LENGTH_MAX)


class SampleAnswerIn(Schema):
    """Yes or no, with a word of why."""

    answer: Literal["yes", "no"]
    words: str = Field("", max_length=WORDS_LENGTH_MAX)


class SampleStarsIn(Schema):
    """How it went."""

    stars: int = Field(ge=1, le=5)
    words: str = Field("", max_length=WORDS_LENGTH_MAX)


class SamplePage(Schema):
    """Where to go on."""

    cursor: str | None = Field(None, max_length=200)


@router.get("/profiles/{uuid:creator_id}/samples", response=SamplesOut, operation_id="list_samples")
def list_samples(request: HttpRequest, creator_id: uuid.UUID, page: Query[SamplePage]) -> dict[str, Any]:
    """The samples of a profile of mine, newest first."""
    return _page(queries.list_of_creator(get_creator_for_user(person(request), creator_id), page.cursor))


@router.get("/profiles/{uuid:creator_id}/sample-offers", response=SampleOffersOut, operation_id="list_sample_offers")
def list_sample_offers(request: HttpRequest, creator_id: uuid.UUID, page: Query[SamplePage]) -> dict[str, Any]:
    """What shops offer to a profile of mine, and what keeps it from asking."""
    creator = get_creator_for_user(person(request), creator_id)
    found, standing = queries.list_offers_for(creator, page.cursor), queries.standing_of(creator)
    asking = queries.asking_about(found.rows, creator)
    offers = []
    for offer in found.rows:
        obstacle = find_obstacle(offer, creator, standing, asking)
        said = {"obstacle": obstacle.code if obstacle else "", "obstacle_words": str(obstacle or "")}
        offers.append({**_offer(offer, asking.given), **said})
    return {"offers": offers, "next_cursor": found.next_cursor}


@router.post("/profiles/{uuid:creator_id}/samples", response={201: SampleOut}, operation_id="ask_for_sample")
def ask_for_sample(request: HttpRequest, creator_id: uuid.UUID, body: SampleIn) -> Status[dict[str, Any]]:
    """Ask for a sample; the shop has the market's days to answer, silence declines."""
    user = person(request)
    creator = get_creator_for_user(user, creator_id)
    ship_to = address_data(get_address_for_user(user, body.address_id))
    sample = samples.ask(creator, body.offer_id, Request(body.variant_id, ship_to, body.words))
    return Status(201, _sample(queries.get_for_creator(user, sample.pk)))


@router.post("/samples/{uuid:sample_id}/withdraw", response=SampleOut, operation_id="withdraw_sample")
def withdraw_sample(request: HttpRequest, sample_id: uuid.UUID) -> dict[str, Any]:
    """Take a request of mine back before it is decided."""
    user = person(request)
    samples.withdraw(queries.get_for_creator(user, sample_id).pk)
    return _sample(queries.get_for_creator(user, sample_id))


@router.post("/samples/{uuid:sample_id}/extend", response=SampleOut, operation_id="extend_sample")
def extend_sample(request: HttpRequest, sample_id: uuid.UUID) -> dict[str, Any]:
    """Some days more to show a sample of mine, once."""
    user = person(request)
    samples.extend(queries.get_for_creator(user, sample_id).pk)
    return _sample(queries.get_for_creator(user, sample_id))


@router.post("/samples/{uuid:sample_id}/appeal", response=SampleOut, operation_id="appeal_about_sample")
def appeal_about_sample(request: HttpRequest, sample_id: uuid.UUID, body: SampleAppealIn) -> dict[str, Any]:
    """Say that a sample of mine came broken, wrong or unsafe, once; staff answers."""
    user = person(request)
    samples.appeal(queries.get_for_creator(user, sample_id).pk, reason=body.reason, words=body.words)
    return _sample(queries.get_for_creator(user, sample_id))


@router.get("/shops/{slug}/samples", response=SamplesOut, operation_id="list_shop_samples")
def list_shop_samples(request: HttpRequest, slug: str, page: Query[SamplePage]) -> dict[str, Any]:
    """The samples of a shop of mine, newest first; addresses stand on their orders only."""
    return _page(queries.list_of_seller(_shop(request, slug), page.cursor))


@router.get("/shops/{slug}/sample-offers", response=SampleOffersOut, operation_id="list_shop_sample_offers")
def list_shop_sample_offers(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What a shop of mine offers now."""
    offers = queries.list_offers_of(_shop(request, slug))
    given = queries.given_of(offers)
    return {"offers": [_offer(offer, given) for offer in offers], "next_cursor": None}


@router.post("/shops/{slug}/sample-offers", response={201: SampleOfferOut}, operation_id="offer_sample")
def offer_sample(request: HttpRequest, slug: str, body: SampleOfferIn) -> Status[dict[str, Any]]:
    """Offer samples of a product to the creators of a plan."""
    draft = OfferDraft(
        plan_id=body.plan_id,
        product_id=body.product_id,
        piece_max=body.pieces,
        followers_min=body.followers_min,
        sales_min=body.sales_min,
        words=body.words,
    )
    return Status(201, _offer(samples.open_offer(_shop(request, slug), draft), {}))


@router.post(
    "/shops/{slug}/sample-offers/{uuid:offer_id}/close", response={204: None}, operation_id="close_sample_offer"
)
def close_sample_offer(request: HttpRequest, slug: str, offer_id: uuid.UUID) -> Status[None]:
    """Nobody new may ask; requests that wait are still decided."""
    samples.close_offer(queries.get_offer_for_seller(_shop(request, slug), offer_id).pk)
    return Status(204, None)


@router.post("/shops/{slug}/samples/{uuid:sample_id}/decide", response=SampleOut, operation_id="decide_sample")
def decide_sample(request: HttpRequest, slug: str, sample_id: uuid.UUID, body: SampleAnswerIn) -> dict[str, Any]:
    """Say yes, which makes an order that costs nothing, or no."""
    shop = _shop(request, slug)
    found = queries.get_for_seller(shop, sample_id)
    if body.answer == "yes":
        samples.approve(found.pk)
    else:
        samples.decline(found.pk, words=body.words)
    return _sample(queries.get_for_seller(shop, sample_id))


@router.post(
    "/shops/{slug}/samples/{uuid:sample_id}/stars", response=SampleOut, operation_id="rate_creator_after_sample"
)
def rate_creator_after_sample(
    request: HttpRequest, slug: str, sample_id: uuid.UUID, body: SampleStarsIn
) -> dict[str, Any]:
    """Say how it went, once; other shops see the stars."""
    shop = _shop(request, slug)
    samples.rate(queries.get_for_seller(shop, sample_id).pk, stars=body.stars, words=body.words)
    return _sample(queries.get_for_seller(shop, sample_id))


def _shop(request: HttpRequest, slug: str) -> Seller:
    return get_seller_for_staff_member(person(request), slug, at_least=SellerStaff.Role.MANAGER)


def _page(found: Any) -> dict[str, Any]:
    return {"samples": [_sample(one) for one in found.rows], "next_cursor": found.next_cursor}


def _sample(one: Sample) -> dict[str, Any]:
    appeal = getattr(one, "appeal", None)
    return {
        **{name: getattr(one, name) for name in SAME},
        "creator_handle": one.creator.handle,
        "shop_slug": one.seller.slug,
        "title": one.product.title,
        "problem": one.problem_words,
        "is_extended": one.extended_at is not None,
        "appeal_status": appeal.status if appeal else "",
    }


def _offer(offer: SampleOffer, given: Mapping[uuid.UUID, int]) -> dict[str, Any]:
    return {
        "id": offer.pk,
        "plan_id": offer.plan_id,
        "shop_slug": offer.seller.slug,
        "product_id": offer.product_id,
        "title": offer.product.title,
        "pieces": offer.piece_max,
        "left_count": max(0, offer.piece_max - given.get(offer.pk, 0)),
        "followers_min": offer.followers_min,
        "sales_min": offer.sales_min,
        "words": offer.words,
    }
