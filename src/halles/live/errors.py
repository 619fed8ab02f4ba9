"""Refusals of live shows. Those of the chat are answered by the database and only worded here."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class SessionNotFound(NotFound):
    code = "live.not_found"
    sentence = _("This live show is not here, or no longer.")


class MessageNotFound(NotFound):
    code = "live.message_not_found"
    sentence = _("This message is no longer there.")


class RestrictionNotFound(NotFound):
    code = "live.restriction_not_found"
    sentence = _("This is no longer in force.")


class SetByStaff(Forbidden):
    code = "live.set_by_staff"
    sentence = _("Our staff did this, not the team of the show: only our staff can lift it. Write to them.")


class ProductSetNotFound(NotFound):
    code = "live.product_set_not_found"
    sentence = _("This set of products is no longer there.")


class ReplayNotFound(NotFound):
    code = "live.replay_not_found"
    sentence = _("There is no replay of this show, or no longer.")


class SessionOver(Conflict):
    code = "live.ended"
    sentence = _("This live show is over.")


class NotLive(Conflict):
    code = "live.not_live"
    sentence = _("This works while the show is live. Start the show first.")


class AlreadyStarted(Conflict):
    code = "live.already_started"
    sentence = _("The show has started; what was planned cannot be changed any more.")


class NoPicture(Conflict):
    code = "live.no_picture"
    sentence = _("No picture arrives yet. Start your camera here or press “Start streaming” in OBS, then go live.")


class NotInBag(Conflict):
    code = "live.not_in_bag"
    sentence = _("This product is not in the bag of the show. Add it first.")


class CreatorSuspended(Forbidden):
    code = "live.creator_suspended"
    sentence = _("This profile may not go live at the moment. Please write to us if you think that is wrong.")


class Withheld(Forbidden):
    code = "live.withheld"
    sentence = _(
        "Our staff keeps this show from the public. Under “Decisions about me” you read why, and can appeal; until "
        "then it cannot begin."
    )


class ShopNotApproved(Forbidden):
    code = "live.shop_not_approved"
    sentence = _("The shop must be approved before its profile can go live.")


class TitleMissing(Invalid):
    code = "live.title_missing"
    sentence = _("Give the show a title of up to %(length_max)s characters.")


class DescriptionTooLong(Invalid):
    code = "live.description_too_long"
    sentence = _("A description has at most %(length_max)s characters.")


class TimeImpossible(Invalid):
    code = "live.time_impossible"
    sentence = _("Choose a time from now on and within the next %(days_max)s days.")


class LanguageUnknown(Invalid):
    code = "live.language_unknown"
    sentence = _("Choose a language that is spoken in this market.")


class TooManyProducts(Invalid):
    code = "live.too_many_products"
    sentence = _("A bag holds at most %(count_max)s products.")


class ProductNotAllowed(Invalid):
    code = "live.product_not_allowed"
    sentence = _("This product cannot be in the bag: it is not on sale, or it belongs to another shop.")


class SheetInvalid(Invalid):
    code = "live.sheet_invalid"
    sentence = _(
        "The run sheet has at most %(count_max)s steps of 1 to 240 minutes, and a product step needs a product."
    )


class NameTaken(Invalid):
    code = "live.name_taken"
    sentence = _("You have a set of products of this name already.")


class PersonUnknown(Invalid):
    code = "live.person_unknown"
    sentence = _("Nobody is signed up with this address.")


class MembersTooMany(Invalid):
    code = "live.members_too_many"
    sentence = _("A show has at most %(count_max)s hosts and moderators.")


class KeywordsInvalid(Invalid):
    code = "live.keywords_invalid"
    sentence = _("At most %(count_max)s words, each up to 60 characters.")


class ModeInvalid(Invalid):
    code = "live.mode_invalid"
    sentence = _("Slow mode is between 0 and 300 seconds.")


class ReasonMissing(Invalid):
    code = "live.reason_missing"
    sentence = _("Say why, in up to 300 characters: the person will read it.")


class NotAgainstTeam(Conflict):
    code = "live.not_against_team"
    sentence = _("Hosts and moderators cannot be muted or banned in their own show.")


class AppealedAlready(Conflict):
    code = "live.appealed_already"
    sentence = _("You have said already what you had to say against it. The answer is on its way.")


class ShowsAhead(Conflict):
    code = "live.shows_ahead"
    sentence = _("A show of yours is planned or live. Cancel or end it first.")
