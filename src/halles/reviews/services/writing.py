"""Writing a review of what arrived, and changing one's words."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO

from django.db import transaction

from halles.kit import clock, events, rate_limits
from halles.media.services import erase_asset, store_image
from halles.orders.models import OrderLine
from halles.reviews import access
from halles.reviews.errors import AlreadyReviewed, ReviewNotFound, StarsMissing, TooManyPictures
from halles.reviews.events import ReviewShown
from halles.reviews.models import Review, ReviewPicture, Status
from halles.reviews.services.ratings import count_in, set_status, settle_pictures
from halles.reviews.services.words import clean_text, status_for
from halles.users.models import User

PICTURES_MAX = 6
REVIEWS_PER_DAY_MAX = 50


@dataclass(frozen=True)
class Words:
    """What somebody fills in: 1 to 5 stars, words in a language, and photos as opened files."""

    stars: int
    text: str = ""
    language: str = ""
    pictures: Sequence[IO[bytes]] = field(default=())


@transaction.atomic
def write_review(user: User, line_id: uuid.UUID, words: Words) -> Review:
    """Review a line of one's delivered order; `status` is "held" when a person has to read it first.

    Refuses reviews.line_not_found, not_delivered, too_late, own_shop, already_reviewed, stars_missing, text_too_long,
    too_many_pictures, and what media refuses of a picture.
    """
    line = access.get_line_for_customer(user, line_id)
    access.require_open(line, user)
    text = _checked(words, already=0)
    rate_limits.take(f"review:{user.pk}", limit=REVIEWS_PER_DAY_MAX, per_seconds=86_400)
    review = _insert(user, line, words, text)
    _add_pictures(user, review, words.pictures, after=0)
    if review.status == Status.SHOWN:
        count_in(review)
        events.emit(ReviewShown(review.pk, review.product_id, review.seller_id))
    else:
        settle_pictures(review)
    return review


def _insert(user: User, line: OrderLine, words: Words, text: str) -> Review:
    now = clock.now()
    status, rules = status_for(text, words.language)
    review = Review(
        order_line=line,
        product_id=line.product_id,
        seller_id=line.order.seller_id,
        user=user,
        first_stars=words.stars,
        stars=words.stars,
        text=text,
        language=words.language[:10],
        status=status,
        held_rules=rules,
        written_at=now,
        ranked_at=now,
    )
    # Two presses at once meet at the unique line; the second one finds that nothing was written.
    Review.objects.bulk_create([review], ignore_conflicts=True)
    if not Review.objects.filter(pk=review.pk).exists():
        raise AlreadyReviewed
    return review


@transaction.atomic
def edit_review(user: User, review_id: uuid.UUID, words: Words, *, without: Sequence[uuid.UUID] = ()) -> Review:
    """Change stars, words and pictures (`without`: ids of pictures to take off) while reviews can be written.

    The first rating keeps counting. What the staff holds stays held; what was held for its words is read again.
    """
    review = lock_own_review(user, review_id)
    line = access.get_line_for_customer(user, review.order_line_id)
    access.require_open(line, user)
    kept = review.pictures.exclude(pk__in=list(without))
    text = _checked(words, already=kept.count())
    rate_limits.take(f"review:{user.pk}", limit=REVIEWS_PER_DAY_MAX, per_seconds=86_400)
    taken_off = review.pictures.filter(pk__in=list(without))
    assets = list(taken_off.values_list("asset_id", flat=True))
    taken_off.delete()
    for asset_id in assets:
        erase_asset(asset_id)
    last = kept.order_by("-position").values_list("position", flat=True).first()
    _add_pictures(user, review, words.pictures, after=-1 if last is None else last)
    is_held_by_staff = review.status == Status.HELD and not review.held_rules
    was_shown = review.status == Status.SHOWN
    status, rules = status_for(text, words.language)
    set_status(
        review,
        Status.HELD if is_held_by_staff else status,
        held_rules=[] if is_held_by_staff else rules,
        stars=words.stars,
        text=text,
        language=words.language[:10],
        edited_at=clock.now(),
    )
    if review.status == Status.SHOWN and not was_shown:
        events.emit(ReviewShown(review.pk, review.product_id, review.seller_id))
    return review


def lock_own_review(user: User, review_id: uuid.UUID) -> Review:
    """A person's own review that was not removed, locked until the transaction ends; else ReviewNotFound."""
    found = Review.objects.select_for_update().filter(pk=review_id, user=user).exclude(status=Status.REMOVED).first()
    if found is None:
        raise ReviewNotFound
    return found


def _checked(words: Words, *, already: int) -> str:
    if words.stars not in range(1, 6):
        raise StarsMissing
    if already + len(words.pictures) > PICTURES_MAX:
        raise TooManyPictures(count_max=PICTURES_MAX)
    return clean_text(words.text)


def _add_pictures(user: User, review: Review, files: Sequence[IO[bytes]], *, after: int) -> None:
    for position, file in enumerate(files, start=after + 1):
        ReviewPicture.objects.create(review=review, asset=store_image(user, file), position=position)
