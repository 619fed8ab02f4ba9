"""What happens to reviews; the only writers of their tables."""

from halles.reviews.services.asking import ask_for_review
from halles.reviews.services.deciding import (
    release_remark,
    release_review,
    remove_own_review,
    remove_remark_as_staff,
    remove_review_as_staff,
)
from halles.reviews.services.forgetting import forget_removed_reviews
from halles.reviews.services.ratings import check_ratings, mend_ratings
from halles.reviews.services.remarks import add_follow_up, reply_as_shop
from halles.reviews.services.videos import remove_video, start_video
from halles.reviews.services.voting import set_helpful
from halles.reviews.services.writing import Words, edit_review, write_review

__all__ = [
    "Words",
    "add_follow_up",
    "ask_for_review",
    "check_ratings",
    "edit_review",
    "forget_removed_reviews",
    "mend_ratings",
    "release_remark",
    "release_review",
    "remove_own_review",
    "remove_remark_as_staff",
    "remove_review_as_staff",
    "remove_video",
    "reply_as_shop",
    "set_helpful",
    "start_video",
    "write_review",
]
