"""A review as one viewer sees it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from halles.media.models import Asset
from halles.media.queries import Playback, playback_many, url_of_width
from halles.reviews.errors import ReviewNotFound
from halles.reviews.models import HelpfulVote, Remark, Review, Status
from halles.social.queries import public_name
from halles.users.models import User

THUMB_WIDTH, LARGE_WIDTH = 320, 1280


@dataclass(frozen=True)
class PictureView:
    """A photo of a review, small and large."""

    id: uuid.UUID
    url: str
    large_url: str


@dataclass(frozen=True)
class RemarkView:
    """A follow-up, or the shop's reply."""

    id: uuid.UUID
    text: str
    language: str
    written_at: dt.datetime
    is_held: bool


@dataclass(frozen=True)
class ReviewView:
    """A review as one viewer sees it. `stars` is what its author thinks now, `first_stars` what counts."""

    id: uuid.UUID
    product_id: uuid.UUID
    product_title: str
    product_slug: str
    seller_id: uuid.UUID
    seller_name: str
    author: str
    variant_name: str
    first_stars: int
    stars: int
    text: str
    language: str
    written_at: dt.datetime
    edited_at: dt.datetime | None
    pictures: tuple[PictureView, ...]
    video: Playback | None
    helpful_count: int
    is_helpful: bool
    is_mine: bool
    status: str
    follow_up: RemarkView | None
    reply: RemarkView | None

    @property
    def is_held(self) -> bool:
        """Whether only its author (and the staff) sees it."""
        return self.status == Status.HELD


def loaded_reviews(rows: QuerySet[Review]) -> QuerySet[Review]:
    """With everything a view of them needs."""
    related = rows.select_related("user", "product", "seller", "order_line")
    return related.prefetch_related("remarks", "pictures__asset__renditions")


def one_of(rows: QuerySet[Review], viewer: User | None) -> ReviewView:
    """The view of the only row; ReviewNotFound without one."""
    found = rows.first()
    if found is None:
        raise ReviewNotFound
    return views_of([found], viewer)[0]


def views_of(rows: Sequence[Review], viewer: User | None, *, for_shop: bool = False) -> list[ReviewView]:
    """What one viewer sees of these rows (loaded_reviews), a constant number of statements."""
    film_ids = [review.video_id for review in rows if review.video_id]
    films = playback_many(film_ids) if film_ids else {}
    helped: set[uuid.UUID] = set()
    if viewer is not None and rows:
        votes = HelpfulVote.objects.filter(user=viewer, review__in=[review.pk for review in rows])
        helped = set(votes.values_list("review_id", flat=True))
    return [_view(review, viewer, films, helped, for_shop) for review in rows]


def _view(
    review: Review, viewer: User | None, films: dict[uuid.UUID, Playback], helped: set[uuid.UUID], for_shop: bool
) -> ReviewView:
    is_mine = viewer is not None and review.user_id == viewer.pk
    film = films.get(review.video_id) if review.video_id else None
    pictures = sorted(review.pictures.all(), key=lambda picture: picture.position)
    return ReviewView(
        id=review.pk,
        product_id=review.product_id,
        product_title=review.product.title,
        product_slug=review.product.slug,
        seller_id=review.seller_id,
        seller_name=review.seller.name,
        author=public_name(review.user),
        variant_name=review.order_line.variant_name,
        first_stars=review.first_stars,
        stars=review.stars,
        text=review.text,
        language=review.language,
        written_at=review.written_at,
        edited_at=review.edited_at,
        pictures=tuple(_picture(picture.pk, picture.asset) for picture in pictures),
        video=film if film and film.sources else None,
        helpful_count=review.helpful_count,
        is_helpful=review.pk in helped,
        is_mine=is_mine,
        status=review.status,
        follow_up=_remark(review, Remark.Kind.FOLLOW_UP, sees_held=is_mine),
        reply=_remark(review, Remark.Kind.REPLY, sees_held=for_shop),
    )


def _picture(picture_id: uuid.UUID, asset: Asset) -> PictureView:
    sizes = [(rendition.width, rendition.key) for rendition in asset.renditions.all()]
    return PictureView(picture_id, url_of_width(sizes, THUMB_WIDTH), url_of_width(sizes, LARGE_WIDTH))


def _remark(review: Review, kind: Remark.Kind, *, sees_held: bool) -> RemarkView | None:
    one = next((remark for remark in review.remarks.all() if remark.kind == kind), None)
    if one is None or one.status == Status.REMOVED or (one.status == Status.HELD and not sees_held):
        return None
    return RemarkView(one.pk, one.text, one.language, one.written_at, one.status == Status.HELD)
