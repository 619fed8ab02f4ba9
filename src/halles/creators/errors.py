"""What profiles are refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, Limited, NotFound


class CreatorNotFound(NotFound):
    code = "creators.not_found"
    sentence = _("There is nobody by this name here. Check the spelling, or look for them with the search.")


class HandleInvalid(Invalid):
    code = "creators.handle_invalid"
    sentence = _(
        "A handle has 3 to 30 small letters, digits, dots or underscores, with no dot at either end and no two dots"
        " in a row."
    )


class HandleReserved(Invalid):
    code = "creators.handle_reserved"
    sentence = _("The handle “%(handle)s” is kept for the house. Choose another one.")


class HandleTaken(Conflict):
    code = "creators.handle_taken"
    sentence = _("The handle “%(handle)s” is taken. Choose another one.")


class ProfileInvalid(Invalid):
    code = "creators.profile_invalid"
    sentence = _("Some details of the profile are not right yet. Correct the marked fields and save again.")


class TooManyProfiles(Limited):
    code = "creators.too_many_profiles"
    sentence = _("One person can have %(count)s profiles at most.")


class WrongStatus(Conflict):
    code = "creators.wrong_status"
    sentence = _("The profile is “%(status_text)s” already.")


class WhyMissing(Invalid):
    code = "creators.why_missing"
    sentence = _("Say why, in a sentence that the creator will read.")


class OfficialSells(Conflict):
    code = "creators.official_sells"
    sentence = _("The profile of a shop sells the goods of its shop and needs no permission for it.")


class NoQuotaAlready(Conflict):
    code = "creators.no_quota_already"
    sentence = _("This profile earns without a quota already. There is nothing to decide.")


class AlreadySelling(Conflict):
    code = "creators.already_selling"
    sentence = _("This profile may earn with other shops' goods already.")


class TooFewFollowers(Conflict):
    code = "creators.too_few_followers"
    sentence = _(
        "To earn with other shops' goods %(needed)s people have to follow you. %(count)s do, so %(missing)s are"
        " missing."
    )


class NotOfAge(Invalid):
    code = "creators.not_of_age"
    sentence = _("Confirm that you are at least %(age)s years old: commission is a contract.")


class NotSelling(Forbidden):
    code = "creators.not_selling"
    sentence = _(
        "This profile may not show other shops' goods yet. Ask for it in the studio under “Your standing”; your own"
        " shop's goods are always possible."
    )


class QuotaOfVideos(Limited):
    code = "creators.quota_of_videos"
    sentence = _(
        "Newcomers publish %(count_max)s videos with other shops' goods a week, and this week has them all. The next"
        " week begins on Monday; with %(followers)s followers there is no limit."
    )


class QuotaOfShows(Limited):
    code = "creators.quota_of_shows"
    sentence = _(
        "Newcomers go on air %(count_max)s times a week with other shops' goods, and this week has them all. The next"
        " week begins on Monday; with %(followers)s followers there is no limit."
    )


class DetailsInvalid(Invalid):
    code = "creators.details_invalid"
    sentence = _("Some of these details are not right yet. Correct the marked fields and save again.")


class DetailsMissing(Conflict):
    code = "creators.details_missing"
    sentence = _("Say first who is paid and where to, under “Payout details”.")


class NothingToDecide(Conflict):
    code = "creators.nothing_to_decide"
    sentence = _("There is nothing to decide here any more. Reload the list.")


class IdentityMissing(Conflict):
    code = "creators.identity_missing"
    sentence = _("Your identity has to be checked before a shop opens this way. Send the paper under “Payout details”.")
