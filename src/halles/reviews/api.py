"""Reviews over the API: reading them, writing one's own, voting, and the shop's reply."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import Field

from halles.kit.pages import Page
from halles.markets.requests import language_asked
from halles.reviews import queries, services
from halles.reviews.models import REMARK_LENGTH_MAX, TEXT_LENGTH_MAX
from halles.reviews.queries import RemarkView, ReviewView, Summary
from halles.reviews.services import Words
from halles.reviews.services.writing import PICTURES_MAX
from halles.sellers.models import SellerStaff
from halles.sellers.queries import get_public_seller, get_seller_for_staff_member
from halles.social import services as socialising
from halles.social.models import ANSWER_LENGTH_MAX
from halles.users.api_auth import BearerAuth
from halles.users.models import User

router = Router(tags=["reviews"])
CURSOR_LENGTH_MAX = 200
LANGUAGE = Field(default="", max_length=10, description="Of the text, e.g. fr; left out, the request's")


class SummaryOut(Schema):
    """How many rated, and how: the first rating of each. `average` is 0 without any."""

    count: int
    average: float
    by_stars: dict[int, int]


class RemarkOut(Schema):
    """A follow-up of the author, or the shop's reply."""

    text: str
    language: str
    written_at: dt.datetime
    is_held: bool


class ReviewOut(Schema):
    """`first_stars` counts; `stars` is what the author thinks by now. `status` "held": only the author sees it."""

    id: uuid.UUID
    product_id: uuid.UUID
    author: str
    variant_name: str
    first_stars: int
    stars: int
    text: str
    language: str
    written_at: dt.datetime
    edited_at: dt.datetime | None
    picture_urls: list[str]
    video_url: str
    helpful_count: int
    is_helpful: bool
    is_mine: bool
    status: Literal["shown", "held"]
    follow_up: RemarkOut | None
    reply: RemarkOut | None


class ReviewsOut(Schema):
    """`sort` "balanced": newest first, a month ahead for each doubling of helpful votes; stars play no part."""

    summary: SummaryOut
    reviews: list[ReviewOut]
    next_cursor: str | None


class ReviewIn(Schema):
    """What a buyer says; sent as multipart form together with `pictures`."""

    stars: int = Field(ge=1, le=5)
    text: str = Field(default="", max_length=TEXT_LENGTH_MAX)
    language: str = LANGUAGE


class RemarkIn(Schema):
    text: str = Field(min_length=1, max_length=REMARK_LENGTH_MAX)
    language: str = LANGUAGE


class ReviewAnswerIn(Schema):
    text: str = Field(min_length=1, max_length=ANSWER_LENGTH_MAX)
    language: str = LANGUAGE


class ReviewAnswerOut(Schema):
    id: uuid.UUID
    status: str


class HelpfulOut(Schema):
    helpful_count: int


class Wanted(Schema):
    """Which reviews, in which order."""

    sort: Literal["balanced", "newest"] = "balanced"
    stars: Annotated[int, Field(ge=1, le=5)] | None = None
    has_pictures: bool = False
    cursor: str = Field(default="", max_length=CURSOR_LENGTH_MAX)


@router.get("/products/{uuid:product_id}/reviews", response=ReviewsOut, operation_id="list_reviews")
def list_reviews(request: HttpRequest, product_id: uuid.UUID, wanted: Query[Wanted]) -> ReviewsOut:
    """What buyers say about a product, and the summary by stars."""
    page = queries.list_reviews(product_id, cursor=wanted.cursor or None, **_listing(wanted))
    return _reviews_out(queries.summary_for([product_id])[product_id], page)


@router.get("/shops/{slug}/reviews", response=ReviewsOut, operation_id="list_shop_reviews")
def list_shop_reviews(request: HttpRequest, slug: str, wanted: Query[Wanted]) -> ReviewsOut:
    """The same over everything a shop sells."""
    seller = get_public_seller(slug)
    page = queries.list_shop_reviews(seller.pk, cursor=wanted.cursor or None, **_listing(wanted))
    return _reviews_out(queries.shop_summary(seller.pk), page)


def _listing(wanted: Wanted) -> dict[str, Any]:
    return {"sort": wanted.sort, "stars": wanted.stars, "has_pictures": wanted.has_pictures}


@router.get("/reviews", response=ReviewsOut, auth=BearerAuth(), operation_id="list_own_reviews")
def list_own_reviews(
    request: HttpRequest, cursor: Annotated[str, Field(max_length=CURSOR_LENGTH_MAX)] = ""
) -> ReviewsOut:
    """What I have written, newest first; held ones included. The summary counts nothing here."""
    return _reviews_out(queries.EMPTY, queries.list_own(_person(request), cursor or None))


@router.post(
    "/order-lines/{uuid:line_id}/review", response={201: ReviewOut}, auth=BearerAuth(), operation_id="write_review"
)
def write_review(
    request: HttpRequest,
    line_id: uuid.UUID,
    review: Form[ReviewIn],
    pictures: Annotated[list[UploadedFile], File(default_factory=list, max_length=PICTURES_MAX)],
) -> Status[ReviewOut]:
    """Review a line of a delivered order of mine, with up to six pictures.

    404 reviews.line_not_found, 409 reviews.not_delivered, reviews.too_late or reviews.already_reviewed.
    """
    person = _person(request)
    words = Words(
        review.stars, review.text, language_asked(review.language), [one.file for one in pictures if one.file]
    )
    written = services.write_review(person, line_id, words)
    return Status(201, _review_out(queries.get_for_author(person, written.pk)))


@router.post("/reviews/{uuid:review_id}", response=ReviewOut, auth=BearerAuth(), operation_id="edit_review")
def edit_review(request: HttpRequest, review_id: uuid.UUID, review: Form[ReviewIn]) -> ReviewOut:
    """Change stars and words; the first rating keeps counting. 409 reviews.too_late."""
    person = _person(request)
    services.edit_review(person, review_id, Words(review.stars, review.text, language_asked(review.language)))
    return _review_out(queries.get_for_author(person, review_id))


@router.delete("/reviews/{uuid:review_id}", response={204: None}, auth=BearerAuth(), operation_id="remove_review")
def remove_review(request: HttpRequest, review_id: uuid.UUID) -> Status[None]:
    """Take my review away for good."""
    services.remove_own_review(_person(request), review_id)
    return Status(204, None)


@router.post(
    "/reviews/{uuid:review_id}/follow-up", response={201: ReviewOut}, auth=BearerAuth(), operation_id="add_follow_up"
)
def add_follow_up(request: HttpRequest, review_id: uuid.UUID, said: RemarkIn) -> Status[ReviewOut]:
    """Add, once, how it went on. 409 reviews.already_added or reviews.too_late."""
    person = _person(request)
    services.add_follow_up(person, review_id, text=said.text, language=language_asked(said.language))
    return Status(201, _review_out(queries.get_for_author(person, review_id)))


@router.put("/reviews/{uuid:review_id}/helpful", response=HelpfulOut, auth=BearerAuth(), operation_id="vote_helpful")
def vote_helpful(request: HttpRequest, review_id: uuid.UUID) -> HelpfulOut:
    """It helped me. 403 reviews.own_review or reviews.own_shop."""
    return HelpfulOut(helpful_count=services.set_helpful(_person(request), review_id, is_helpful=True))


@router.delete(
    "/reviews/{uuid:review_id}/helpful", response=HelpfulOut, auth=BearerAuth(), operation_id="unvote_helpful"
)
def unvote_helpful(request: HttpRequest, review_id: uuid.UUID) -> HelpfulOut:
    """Take my vote back."""
    return HelpfulOut(helpful_count=services.set_helpful(_person(request), review_id, is_helpful=False))


@router.post(
    "/shops/{slug}/reviews/{uuid:review_id}/reply",
    response={201: ReviewOut},
    auth=BearerAuth(),
    operation_id="reply_to_review",
)
def reply(request: HttpRequest, slug: str, review_id: uuid.UUID, said: RemarkIn) -> Status[ReviewOut]:
    """Reply, once, in the name of a shop I manage. 409 reviews.already_added."""
    person = _person(request)
    seller = get_seller_for_staff_member(person, slug, at_least=SellerStaff.Role.MANAGER)
    services.reply_as_shop(seller, review_id, by=person, text=said.text, language=language_asked(said.language))
    return Status(201, _review_out(queries.get_public_review(review_id)))


@router.post(
    "/questions/{uuid:question_id}/answer",
    response={201: ReviewAnswerOut},
    auth=BearerAuth(),
    tags=["questions"],
    operation_id="answer_as_buyer",
)
def answer_as_buyer(request: HttpRequest, question_id: uuid.UUID, said: ReviewAnswerIn) -> Status[ReviewAnswerOut]:
    """Answer a question as somebody who received the product. 403 reviews.not_a_buyer, 409 social.already_answered."""
    person = _person(request)
    queries.require_received(person, question_id)
    answer = socialising.answer_as_buyer(person, question_id, text=said.text, language=language_asked(said.language))
    return Status(201, ReviewAnswerOut(id=answer.pk, status=answer.status))


def _person(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User), "the router asks for a token"
    return user


def _reviews_out(summary: Summary, page: Page[ReviewView]) -> ReviewsOut:
    return ReviewsOut(
        summary=SummaryOut(count=summary.count, average=float(summary.average), by_stars=summary.by_stars),
        reviews=[_review_out(one) for one in page.rows],
        next_cursor=page.next_cursor,
    )


def _review_out(review: ReviewView) -> ReviewOut:
    plain = {
        name: getattr(review, name)
        for name in ReviewOut.model_fields
        if name not in {"picture_urls", "video_url", "follow_up", "reply"}
    }
    return ReviewOut(
        **plain,
        picture_urls=[picture.large_url for picture in review.pictures],
        video_url=review.video.sources[0].url if review.video else "",
        follow_up=_remark_out(review.follow_up),
        reply=_remark_out(review.reply),
    )


def _remark_out(remark: RemarkView | None) -> RemarkOut | None:
    if remark is None:
        return None
    return RemarkOut(text=remark.text, language=remark.language, written_at=remark.written_at, is_held=remark.is_held)
