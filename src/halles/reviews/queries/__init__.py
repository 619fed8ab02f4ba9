"""Reads of reviews: pages of them, summaries by stars, and what a person may review."""

from halles.reviews.queries.lists import (
    BALANCED,
    NEWEST,
    SORTS,
    Listing,
    count_unanswered,
    find_own_review,
    find_review,
    get_for_author,
    get_public_review,
    get_review_for_staff,
    list_for_desk,
    list_held,
    list_held_remarks,
    list_own,
    list_reviews,
    list_shop_reviews,
)
from halles.reviews.queries.standing import LineStand, has_received, require_received, stand_of_line, stands_of
from halles.reviews.queries.summaries import EMPTY, Summary, shop_summary, summary_for
from halles.reviews.queries.views import PictureView, RemarkView, ReviewView

__all__ = [
    "BALANCED",
    "EMPTY",
    "NEWEST",
    "SORTS",
    "LineStand",
    "Listing",
    "PictureView",
    "RemarkView",
    "ReviewView",
    "Summary",
    "count_unanswered",
    "find_own_review",
    "find_review",
    "get_for_author",
    "get_public_review",
    "get_review_for_staff",
    "has_received",
    "list_for_desk",
    "list_held",
    "list_held_remarks",
    "list_own",
    "list_reviews",
    "list_shop_reviews",
    "require_received",
    "shop_summary",
    "stand_of_line",
    "stands_of",
    "summary_for",
]
