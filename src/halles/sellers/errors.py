"""What shops and their applications are refused for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, Limited, NotFound


class SellerNotFound(NotFound):
    code = "sellers.not_found"
    sentence = _("There is no such shop here. Check the address, or look for it with the search.")


class DocumentNotFound(NotFound):
    code = "sellers.document_not_found"
    sentence = _("There is no such document.")


class RoleTooLow(Forbidden):
    code = "sellers.role_too_low"
    sentence = _("Your place in this shop does not allow this. Ask the owner to do it or to change your role.")


class TooManyShops(Limited):
    code = "sellers.too_many_shops"
    sentence = _("One person can run %(count)s shops at most. Close one you no longer need first.")


class ApplicationInvalid(Invalid):
    code = "sellers.application_invalid"
    sentence = _("Some details of the application are not right yet. Correct the marked fields and send it again.")


class NotComplete(Conflict):
    code = "sellers.not_complete"
    sentence = _("This shop cannot be approved yet. Missing: %(missing_text)s")


class NothingAsked(Invalid):
    code = "sellers.nothing_asked"
    sentence = _("Say what is missing: choose at least one point, so that the applicant knows what to send.")


class WrongStatus(Conflict):
    code = "sellers.wrong_status"
    sentence = _(
        "The shop is “%(status_text)s” now, so this is no longer possible. Reload the page to see where it stands."
    )


class DocumentRefused(Invalid):
    code = "sellers.document_refused"
    sentence = _("This file cannot be taken. Send a JPEG, PNG or PDF file of at most %(megabytes)s MB.")


class TooManyDocuments(Limited):
    code = "sellers.too_many_documents"
    sentence = _("The shop already has %(count)s documents, which is the most we keep. Remove one first.")


class NotAMember(NotFound):
    code = "sellers.not_a_member"
    sentence = _("This person has no place in the shop.")


class OwnerStays(Conflict):
    code = "sellers.owner_stays"
    sentence = _("The owner cannot be removed from the shop or given another role.")


class TooManyStaff(Limited):
    code = "sellers.too_many_staff"
    sentence = _("A shop can have %(count)s people at most, those invited among them.")


class RoleUnknown(Invalid):
    code = "sellers.role_unknown"
    sentence = _("Choose one of the places of the list.")


class AlreadyHere(Conflict):
    code = "sellers.already_here"
    sentence = _("This person has a place in the shop already. It can be changed in the list of its people.")


class AlreadyInvited(Conflict):
    code = "sellers.already_invited"
    sentence = _("This address is invited already. Withdraw that invitation first if you mean another place.")


class NotLookedAt(Conflict):
    code = "sellers.not_looked_at"
    sentence = _("Invitations go out once our staff has approved the shop. Until then you work here alone.")


class InvitedTooOften(Limited):
    code = "sellers.invited_too_often"
    sentence = _("This address was invited %(count)s times today. Try again tomorrow.")


class DeclinedLately(Conflict):
    code = "sellers.declined_lately"
    sentence = _("This address has declined a place here. It can be invited again %(days)s days after that.")


class InvitationNotFound(NotFound):
    code = "sellers.invitation_not_found"
    sentence = _("There is no such invitation for you. It may have been sent to another of your mail addresses.")


class InvitationOver(Conflict):
    code = "sellers.invitation_over"
    sentence = _("This invitation does not stand any more: it was answered, withdrawn, or has expired.")


class OwnerCannotLeave(Conflict):
    code = "sellers.owner_cannot_leave"
    sentence = _("The owner cannot leave their shop. Ask our staff to close it first, or to give it to somebody else.")


class AccountInvalid(Invalid):
    code = "sellers.account_invalid"
    sentence = _("The bank account is not right yet. Correct the marked fields and send it again.")


class WhyMissing(Invalid):
    code = "sellers.why_missing"
    sentence = _("Say why, in a sentence that the shop will read.")


class TierUnknown(Invalid):
    """No such way to settle."""

    code = "sellers.tier_unknown"
    sentence = _("Choose one of the ways to settle: standard, express or extended.")


class ShopStillOpen(Conflict):
    code = "sellers.still_open"
    sentence = _("You own a shop. Ask our staff to close it first, or to give it to somebody else.")
