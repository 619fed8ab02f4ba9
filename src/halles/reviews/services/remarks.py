"""What is added to a review once: by its author later on, and by the shop."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.kit import events, rate_limits
from halles.reviews import access
from halles.reviews.errors import AlreadyAdded, ReviewNotFound
from halles.reviews.events import ReviewReplied
from halles.reviews.models import Remark, Review, Status
from halles.reviews.services.words import clean_remark, status_for
from halles.reviews.services.writing import lock_own_review
from halles.sellers.models import Seller
from halles.users.models import User

REPLIES_PER_HOUR_MAX = 200


@transaction.atomic
def add_follow_up(user: User, review_id: uuid.UUID, *, text: str, language: str) -> Remark:
    """Say once how it went on, within the market's days; refuses reviews.too_late and reviews.already_added."""
    review = lock_own_review(user, review_id)
    access.require_follow_up_open(access.get_line_for_customer(user, review.order_line_id))
    return _add(review, Remark.Kind.FOLLOW_UP, by=user, text=text, language=language)


@transaction.atomic
def reply_as_shop(seller: Seller, review_id: uuid.UUID, *, by: User, text: str, language: str) -> Remark:
    """Reply once, in the shop's name. Whether `by` may speak for the shop is for the caller."""
    review = Review.objects.select_for_update().filter(pk=review_id, seller=seller, status=Status.SHOWN).first()
    if review is None:
        raise ReviewNotFound
    rate_limits.take(f"reply:{seller.pk}", limit=REPLIES_PER_HOUR_MAX, per_seconds=3600)
    reply = _add(review, Remark.Kind.REPLY, by=by, text=text, language=language)
    if reply.status == Status.SHOWN:
        events.emit(ReviewReplied(review.pk, review.user_id))
    return reply


def _add(review: Review, kind: Remark.Kind, *, by: User, text: str, language: str) -> Remark:
    said = clean_remark(text)
    status, rules = status_for(said, language)
    remark = Remark(
        review=review, kind=kind, user=by, text=said, language=language[:10], status=status, held_rules=rules
    )
    Remark.objects.bulk_create([remark], ignore_conflicts=True)
    if not Remark.objects.filter(pk=remark.pk).exists():
        raise AlreadyAdded
    return remark
