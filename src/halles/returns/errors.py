"""What `returns` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, Limited, NotFound


class ReturnNotFound(NotFound):
    """No such return for this person."""

    code = "returns.not_found"
    sentence = _("There is no such return. Open it from the order it belongs to.")


class DisputeNotFound(NotFound):
    """No such case for this person."""

    code = "returns.dispute_not_found"
    sentence = _("There is no such case. Open it from the order it belongs to.")


class PictureNotFound(NotFound):
    """No such picture for this person."""

    code = "returns.picture_not_found"
    sentence = _("There is no such picture.")


class ProofOver(NotFound):
    """Nothing of it was recorded, or the time for a case is over."""

    code = "returns.proof_over"
    sentence = _("There is no recording of this purchase, or no longer: it is kept as long as a case can be opened.")


class NothingChosen(Invalid):
    """No piece was chosen."""

    code = "returns.nothing_chosen"
    sentence = _("Choose at least one piece.")


class TooManyPieces(Conflict):
    """More pieces than can still come back."""

    code = "returns.too_many_pieces"
    sentence = _("Of “%(title)s” only %(left)s can still be given back.")


class WithdrawalOver(Conflict):
    """The statutory period has ended, or never existed for these goods."""

    code = "returns.withdrawal_over"
    sentence = _("The time to withdraw from this purchase is over. You may still be able to return it.")


class WithdrawalExcepted(Conflict):
    """The law leaves these goods out."""

    code = "returns.withdrawal_excepted"
    sentence = _("“%(title)s” cannot be given back for this reason: %(kind)s.")


class ReturnOver(Conflict):
    """The window for this reason has ended."""

    code = "returns.return_over"
    sentence = _("The time to send it back for this reason is over. If something is wrong, tell us what.")


class NotArrivedYet(Conflict):
    """What has not arrived cannot be sent back."""

    code = "returns.not_arrived_yet"
    sentence = _("This order has not arrived yet. As soon as it has, you can send it back.")


class ReasonInvalid(Invalid):
    """A reason outside the list."""

    code = "returns.reason_invalid"
    sentence = _("Choose what is wrong from the list.")


class WordsMissing(Invalid):
    """Something has to be said."""

    code = "returns.words_missing"
    sentence = _("Please say in a few words what is the matter.")


class NameMissing(Invalid):
    """A withdrawal names who declares it and where the acknowledgement goes."""

    code = "returns.name_missing"
    sentence = _("Please give your name and a mail address, so that we can confirm it to you.")


class StatusMoved(Conflict):
    """The return is no longer where the page thought it was."""

    code = "returns.status_moved"
    sentence = _("This return has moved on meanwhile: it is now “%(status)s”. Reload the page.")


class WithdrawalIsARight(Conflict):
    """Nobody declines a withdrawal."""

    code = "returns.withdrawal_is_a_right"
    sentence = _("A withdrawal cannot be declined. When the parcel is back, you can take off what its use has cost.")


class DeductionTooLarge(Invalid):
    """More is taken off than the pieces cost."""

    code = "returns.deduction_too_large"
    sentence = _("At most %(most)s can be taken off for these pieces.")


class RestockTooMany(Invalid):
    """More pieces on the shelf than came back."""

    code = "returns.restock_too_many"
    sentence = _("Only %(most)s pieces came back.")


class TooManyReturns(Limited):
    """Enough is enough."""

    code = "returns.too_many_returns"
    sentence = _("There have been many requests for this order. Write to the shop, or open a case.")


class TooManyPictures(Invalid):
    """A limit per statement."""

    code = "returns.too_many_pictures"
    sentence = _("At most %(most)s pictures can be sent at once.")


class TooManyStatements(Limited):
    """A limit per case and side."""

    code = "returns.too_many_statements"
    sentence = _("You have said a lot already. Wait for the decision, please.")


class CaseOpen(Conflict):
    """One case at a time, and nobody acts around it."""

    code = "returns.case_open"
    sentence = _("There is an open case about this order. It is decided first.")


class CaseClosed(Conflict):
    """Decided is decided."""

    code = "returns.case_closed"
    sentence = _("This case is closed.")


class CaseDecided(Conflict):
    """Staff have heard both sides already."""

    code = "returns.case_decided"
    sentence = _("Halles has decided about this already. You can still turn to a court.")


class CaseTooEarly(Conflict):
    """The parcel may still come."""

    code = "returns.case_too_early"
    sentence = _("The parcel may still arrive. From %(day)s on you can open a case.")


class CaseTooLate(Conflict):
    """There was time."""

    code = "returns.case_too_late"
    sentence = _("It is too late to open a case about this.")


class CaseKindInvalid(Invalid):
    """This case does not fit the order or the return."""

    code = "returns.case_kind_invalid"
    sentence = _("Choose what the case is about from the list.")


class DecisionInvalid(Invalid):
    """A decision needs an outcome, an amount that fits, and reasons."""

    code = "returns.decision_invalid"
    sentence = _("Choose a decision. A part must be between zero and %(most)s, and both sides must be told why.")


class ClassInvalid(Invalid):
    """No such kind of goods."""

    code = "returns.class_invalid"
    sentence = _("Choose one of the kinds of goods.")


class ReturnsOpen(Conflict):
    code = "returns.still_open"
    sentence = _("A return or a case of yours is still open. Wait for its end, or take it back.")
