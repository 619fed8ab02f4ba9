"""What people do with each other's things."""

from halles.social.services.comments import (
    post_comment,
    release_comment,
    remove_comment,
    remove_comment_as_staff,
    remove_own_comment,
)
from halles.social.services.following import follow, unfollow
from halles.social.services.hiding import forget_old_visits, hide, unhide
from halles.social.services.liking import like, unlike
from halles.social.services.saving import save_product, unsave_product

__all__ = [
    "follow",
    "forget_old_visits",
    "hide",
    "like",
    "post_comment",
    "release_comment",
    "remove_comment",
    "remove_comment_as_staff",
    "remove_own_comment",
    "save_product",
    "unfollow",
    "unhide",
    "unlike",
    "unsave_product",
]
