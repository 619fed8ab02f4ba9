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


class NoSuchPerson(NotFound):
    code = "sellers.no_such_person"
    sentence = _("Nobody with this e-mail address has an account yet. Ask them to sign up first.")


class OwnerStays(Conflict):
    code = "sellers.owner_stays"
    sentence = _("The owner cannot be removed from the shop or given another role.")


class TooManyStaff(Limited):
    code = "sellers.too_many_staff"
    sentence = _("A shop can have %(count)s people at most.")


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
