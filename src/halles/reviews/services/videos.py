"""The video of a review: sent in pieces like every video, shown when it can be played."""

from __future__ import annotations

import uuid

from django.db import transaction

from halles.media.services import UploadTicket, create_upload, erase_asset
from halles.reviews import access
from halles.reviews.errors import HasVideo
from halles.reviews.models import Review
from halles.reviews.services.ratings import settle_pictures
from halles.reviews.services.writing import lock_own_review
from halles.users.models import User


@transaction.atomic
def start_video(
    user: User, review_id: uuid.UUID, *, file_name: str, size_bytes: int, declared_type: str
) -> tuple[Review, UploadTicket]:
    """Make room for a review's one video; refuses reviews.has_video, too_late and what media refuses of a file."""
    review = lock_own_review(user, review_id)
    access.require_follow_up_open(access.get_line_for_customer(user, review.order_line_id))
    if review.video_id is not None:
        raise HasVideo
    ticket = create_upload(user, kind="video", file_name=file_name, size_bytes=size_bytes, declared_type=declared_type)
    review.video = ticket.asset
    review.save(update_fields=["video"])
    settle_pictures(review)
    return review, ticket


@transaction.atomic
def remove_video(user: User, review_id: uuid.UUID) -> None:
    """Take the video off one's review; nothing happens when there is none."""
    review = lock_own_review(user, review_id)
    asset_id, review.video = review.video_id, None
    review.save(update_fields=["video"])
    if asset_id is not None:
        erase_asset(asset_id)
