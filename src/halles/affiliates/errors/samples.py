"""Refusals about samples: offering, asking, deciding, showing, appealing."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, Limited, NotFound


class OfferNotFound(NotFound):
    code = "affiliates.offer_not_found"
    sentence = _("This sample is no longer offered.")


class SampleNotFound(NotFound):
    code = "affiliates.sample_not_found"
    sentence = _("There is no such sample. Reload the page.")


class OfferWrong(Invalid):
    code = "affiliates.offer_wrong"
    sentence = _("Offer between 1 and %(count_max)s pieces of a product of this plan.")


class OfferedAlready(Conflict):
    code = "affiliates.offered_already"
    sentence = _("Samples of this product are offered in this plan already. Close that offer first.")


class PiecesBelowGiven(Conflict):
    code = "affiliates.pieces_below_given"
    sentence = _("%(count)s pieces are given already, so the offer cannot be smaller.")


class NotForShops(Forbidden):
    code = "affiliates.sample_not_for_shops"
    sentence = _("Samples are for creators. A shop's own profile shows the goods of its shop.")


class NotInPlan(Forbidden):
    code = "affiliates.sample_not_in_plan"
    sentence = _("Take part in the shop's plan first: these samples are for those who do.")


class OfferUsedUp(Conflict):
    code = "affiliates.offer_used_up"
    sentence = _("All pieces of this offer are given. The shop may offer more later.")


class FollowersMissing(Forbidden):
    code = "affiliates.sample_followers_missing"
    sentence = _("The shop sends samples from %(needed)s followers on. You have %(count)s.")


class HistoryMissing(Forbidden):
    code = "affiliates.sample_history_missing"
    sentence = _(
        "Samples are for those who have sold: %(needed)s lines in the last %(days)s days. You have sold %(count)s. Sell"
        " something you own or know first."
    )


class AskedAlready(Conflict):
    code = "affiliates.sample_asked_already"
    sentence = _("You have asked for this product or had a sample of it: there is one per product.")


class AskAgainLater(Conflict):
    code = "affiliates.sample_ask_again_later"
    sentence = _("You can ask again in %(days)s days.")


class TooManyRequests(Limited):
    code = "affiliates.too_many_samples"
    sentence = _(
        "You have %(count_max)s samples open, which is the most at your sales. Show one or take a request back first;"
        " with more sales you may ask for more."
    )


class VariantNotSent(Invalid):
    code = "affiliates.sample_not_sent_there"
    sentence = _("This is not sold where you live, or is sold out. Choose another one.")


class NotAskedAnyMore(Conflict):
    code = "affiliates.sample_not_asked"
    sentence = _("This request is not waiting any more: %(status_text)s.")


class NotOnItsWay(Conflict):
    code = "affiliates.sample_not_due"
    sentence = _("This is possible only while the sample is with you and waits to be shown.")


class ExtendedAlready(Conflict):
    code = "affiliates.sample_extended_already"
    sentence = _("There is one extension per sample, and you have used it.")


class AppealedAlready(Conflict):
    code = "affiliates.sample_appealed_already"
    sentence = _("There is one appeal per sample, and you have made it.")


class AppealIncomplete(Invalid):
    code = "affiliates.sample_appeal_incomplete"
    sentence = _("Choose what is wrong and describe it, in at most %(length_max)s characters.")


class AppealAnswered(Conflict):
    code = "affiliates.sample_appeal_answered"
    sentence = _("This appeal is answered already.")


class AnswerMissing(Invalid):
    code = "affiliates.sample_answer_missing"
    sentence = _("Say why, in a sentence that both sides will read.")


class StarsWrong(Invalid):
    code = "affiliates.stars_wrong"
    sentence = _("Give between 1 and 5 stars, and at most %(length_max)s characters.")


class NotToBeRated(Conflict):
    code = "affiliates.sample_not_to_be_rated"
    sentence = _("You rate a creator once per sample, after it was shown or the days for it are over.")


class WordsUnwelcome(Invalid):
    code = "affiliates.sample_words_unwelcome"
    sentence = _("Some of these words are not welcome here. Please say it differently.")


class SamplesOpen(Conflict):
    code = "affiliates.samples_open"
    sentence = _("A sample is still open. Take the request back, or show what you received.")
