"""Whether a review helped: one vote per person, counted in the statement that writes it."""

from __future__ import annotations

import uuid

from django.db import connection

from halles.kit import clock, ids, rate_limits
from halles.reviews import access
from halles.reviews.errors import OwnReview, ReviewNotFound
from halles.reviews.models import Review, Status
from halles.users.models import User

VOTES_PER_HOUR_MAX = 200
# A review's place depends on when it was written and how many it helped, on nothing else: not on its stars.
_RANK = "written_at + make_interval(secs => 30 * 86400 * ln(1 + {count}) / ln(2))"
_VOTE = f"""
WITH voted AS (
    INSERT INTO reviews_helpfulvote (id, review_id, user_id, created_at) VALUES (%s, %s, %s, %s)
    ON CONFLICT (review_id, user_id) DO NOTHING RETURNING review_id
)
UPDATE reviews_review SET helpful_count = helpful_count + 1, ranked_at = {_RANK.format(count="helpful_count + 1")}
WHERE id IN (SELECT review_id FROM voted) RETURNING helpful_count
"""  # noqa: S608 - our own expression
_UNVOTE = f"""
WITH gone AS (DELETE FROM reviews_helpfulvote WHERE review_id = %s AND user_id = %s RETURNING review_id)
UPDATE reviews_review SET helpful_count = helpful_count - 1, ranked_at = {_RANK.format(count="helpful_count - 1")}
WHERE id IN (SELECT review_id FROM gone) RETURNING helpful_count
"""  # noqa: S608 - our own expression


def set_helpful(user: User, review_id: uuid.UUID, *, is_helpful: bool) -> int:
    """Say that a review helped, or take that back; how many it helped now. Saying it twice changes nothing.

    Refuses reviews.own_review and reviews.own_shop.
    """
    review = Review.objects.select_related("seller").filter(pk=review_id, status=Status.SHOWN).first()
    if review is None:
        raise ReviewNotFound
    if review.user_id == user.pk:
        raise OwnReview
    access.require_stranger(review.seller, user)
    rate_limits.take(f"helpful:{user.pk}", limit=VOTES_PER_HOUR_MAX, per_seconds=3600)
    with connection.cursor() as cursor:
        if is_helpful:
            cursor.execute(_VOTE, [ids.uuid7(), review_id, user.pk, clock.now()])
        else:
            cursor.execute(_UNVOTE, [review_id, user.pk])
        row = cursor.fetchone()
    return int(row[0]) if row else review.helpful_count
