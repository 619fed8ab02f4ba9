"""Refusals of videos."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class VideoNotFound(NotFound):
    code = "videos.not_found"
    sentence = _("This video is not here, or no longer.")


class AnchorNotFound(NotFound):
    code = "videos.anchor_not_found"
    sentence = _("This product is no longer placed in the video.")


class VideoIsRemoved(Conflict):
    code = "videos.removed"
    sentence = _("This video was removed and cannot be changed any more.")


class VideoIsHeld(Conflict):
    code = "videos.held"
    sentence = _("Our team is looking at this video. You can publish it as soon as they are done.")


class VideoIsWithheld(Conflict):
    code = "videos.withheld"
    sentence = _(
        "Our staff keeps the live show from which this clip was cut from the public; so long the clip cannot be"
        " published either. Under “Decisions about me” you read why, and can appeal."
    )


class NotPossibleNow(Conflict):
    code = "videos.not_possible_now"
    sentence = _("This cannot be done with a video in its present state. Please load the page again.")


class AssetRefused(Conflict):
    code = "videos.asset_refused"
    sentence = _("The uploaded file could not be used. Please upload another one.")


class CreatorSuspended(Forbidden):
    code = "videos.creator_suspended"
    sentence = _("This profile may not post at the moment. Please write to us if you think that is wrong.")


class ShopNotApproved(Forbidden):
    code = "videos.shop_not_approved"
    sentence = _("The shop must be approved before its profile can post.")


class CaptionTooLong(Invalid):
    code = "videos.caption_too_long"
    sentence = _("A caption has at most %(length_max)d characters. Yours has %(length)d.")


class TemplateUnknown(Invalid):
    code = "videos.template_unknown"
    sentence = _("Please choose one of the templates, or none.")


class TemplatePartTooLong(Invalid):
    code = "videos.template_part_too_long"
    sentence = _("Each part of a template has at most %(length_max)d characters.")


class CallToActionUnknown(Invalid):
    code = "videos.call_to_action_unknown"
    sentence = _("Please choose one of the calls to action.")


class LanguageUnknown(Invalid):
    code = "videos.language_unknown"
    sentence = _("Give the language as a code such as fr, or leave it empty when there are no words.")


class MarketUnknown(Invalid):
    code = "videos.market_unknown"
    sentence = _("One of the markets is not known here.")


class TooManyAnchors(Invalid):
    code = "videos.too_many_anchors"
    sentence = _("A video shows at most %(count_max)d products.")


class AnchorOutside(Invalid):
    code = "videos.anchor_outside"
    sentence = _("A product must appear and disappear within the clip, at least half a second apart.")


class AnchorLabelTooLong(Invalid):
    code = "videos.anchor_label_too_long"
    sentence = _("A label has at most %(length_max)d characters.")


class ProductNotAllowed(Invalid):
    code = "videos.product_not_allowed"
    sentence = _("This product cannot be shown here: a shop's profile shows its own products, others those on sale.")


class PublishTooFar(Invalid):
    code = "videos.publish_too_far"
    sentence = _("A video can be scheduled up to %(days_max)d days ahead.")


class PublishPast(Invalid):
    code = "videos.publish_past"
    sentence = _("This moment is over. Choose a later one, or show the video now.")


class CommentsOff(Forbidden):
    code = "videos.comments_off"
    sentence = _("Comments are switched off under this video.")
