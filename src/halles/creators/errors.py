"""What profiles are refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


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
