"""The summary by stars: changed with the review it counts, and compared with all of them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.db import connection

from halles.kit.statements import fetch
from halles.media.services import show_again, withhold
from halles.reviews.models import Review, Status

_COUNT = """
INSERT INTO reviews_rating AS r (product_id, seller_id, stars, count) VALUES (%s, %s, %s, %s)
ON CONFLICT (product_id, stars) DO UPDATE SET count = r.count + excluded.count
"""
_UNCOUNT = "UPDATE reviews_rating SET count = count - 1 WHERE product_id = %s AND stars = %s"
_WRONG = """
WITH shown AS (
    SELECT product_id, first_stars AS stars, count(*) AS count FROM reviews_review
    WHERE status = 'shown' GROUP BY product_id, first_stars
)
SELECT coalesce(k.product_id, t.product_id), coalesce(k.stars, t.stars), coalesce(k.count, 0), coalesce(t.count, 0)
FROM reviews_rating k FULL JOIN shown t ON t.product_id = k.product_id AND t.stars = k.stars
WHERE coalesce(k.count, 0) <> coalesce(t.count, 0) ORDER BY 1, 2
"""
_MEND = """
WITH shown AS (
    SELECT product_id, seller_id, first_stars AS stars, count(*) AS count FROM reviews_review
    WHERE status = 'shown' GROUP BY product_id, seller_id, first_stars
), gone AS (
    UPDATE reviews_rating k SET count = 0
    WHERE k.count > 0 AND NOT EXISTS (SELECT FROM shown t WHERE t.product_id = k.product_id AND t.stars = k.stars)
    RETURNING 1
), put AS (
    INSERT INTO reviews_rating AS k (product_id, seller_id, stars, count)
    SELECT product_id, seller_id, stars, count FROM shown
    ON CONFLICT (product_id, stars) DO UPDATE SET count = excluded.count WHERE k.count <> excluded.count
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM put)
"""


@dataclass(frozen=True)
class WrongRating:
    """A number of the summary that is not what the reviews say."""

    product_id: uuid.UUID
    stars: int
    kept_count: int
    true_count: int


def count_in(review: Review) -> None:
    """The review is shown from now on; the caller holds its lock, or has just written it."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [review.product_id, review.seller_id, review.first_stars, 1])


def count_out(review: Review) -> None:
    """The review is no longer shown; the caller holds its lock."""
    with connection.cursor() as cursor:
        cursor.execute(_UNCOUNT, [review.product_id, review.first_stars])


def set_status(review: Review, status: Status, **facts: object) -> None:
    """Give a locked (or just written) review another status, with what else changes; summary and pictures follow."""
    was, review.status = review.status, status
    for name, value in facts.items():
        setattr(review, name, value)
    review.save(update_fields=["status", *facts])
    if was != status and status == Status.SHOWN:
        count_in(review)
    elif was != status and was == Status.SHOWN:
        count_out(review)
    settle_pictures(review)


def settle_pictures(review: Review) -> None:
    """Photos and video are under their addresses exactly while the review is shown."""
    photos = review.pictures.values_list("asset_id", flat=True)
    assets = [*photos, *([review.video_id] if review.video_id else [])]
    if review.status == Status.SHOWN:
        show_again(assets)
    else:
        withhold(assets)


def check_ratings() -> list[WrongRating]:
    """Every number of the summary that differs from the reviews themselves; none, when all is well."""
    return [WrongRating(*row) for row in fetch(_WRONG, [])]


def mend_ratings() -> int:
    """Count everything anew; returns how many numbers changed. Waits for, and holds up, whoever shows or hides one."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE reviews_review, reviews_rating IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_MEND)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
