"""Refusals of reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ReviewNotFound(NotFound):
    code = "reviews.not_found"
    sentence = _("This review is no longer there.")


class LineNotFound(NotFound):
    code = "reviews.line_not_found"
    sentence = _("There is no such purchase of yours.")


class NotDelivered(Conflict):
    code = "reviews.not_delivered"
    sentence = _("You can review it once it has arrived.")


class TooLate(Conflict):
    code = "reviews.too_late"
    sentence = _("Reviews can be written until %(days)d days after delivery. That time is over.")


class OwnShop(Forbidden):
    code = "reviews.own_shop"
    sentence = _("You work for this shop, so you cannot review or vote on what it sells.")


class OwnReview(Forbidden):
    code = "reviews.own_review"
    sentence = _("Others say whether your review helps them.")


class AlreadyReviewed(Conflict):
    code = "reviews.already_reviewed"
    sentence = _("You have reviewed this already. You can change your words, or add to them later.")


class StarsMissing(Invalid):
    code = "reviews.stars_missing"
    sentence = _("Please choose from one to five stars.")


class TextTooLong(Invalid):
    code = "reviews.text_too_long"
    sentence = _("That is too long: at most %(length_max)d characters, and yours has %(length)d.")


class TextMissing(Invalid):
    code = "reviews.text_missing"
    sentence = _("Write something first.")


class TooManyPictures(Invalid):
    code = "reviews.too_many_pictures"
    sentence = _("At most %(count_max)d pictures.")


class AlreadyAdded(Conflict):
    code = "reviews.already_added"
    sentence = _("There is one already, and only one is possible.")


class HasVideo(Conflict):
    code = "reviews.has_video"
    sentence = _("This review has a video. Remove it first.")


class NotABuyer(Forbidden):
    code = "reviews.not_a_buyer"
    sentence = _("Only people who bought it here and received it can answer.")
