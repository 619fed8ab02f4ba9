"""Refusals about flat fees: promising, answering, delivering, accepting, deciding."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, Limited, NotFound


class FeeNotFound(NotFound):
    code = "affiliates.fee_not_found"
    sentence = _("There is no such fee. Reload the page.")


class FeeWrong(Invalid):
    code = "affiliates.fee_wrong"
    sentence = _("Give an amount of more than nothing, and say in at most %(length_max)s characters what it is for.")


class DueNotPossible(Invalid):
    code = "affiliates.fee_due_not_possible"
    sentence = _("The last day lies between tomorrow and %(days)s days from now.")


class KindNotInPlan(Invalid):
    code = "affiliates.fee_kind_not_in_plan"
    sentence = _("The plan is not for this: %(kinds)s. Choose what the plan is for.")


class NotTakingPart(Forbidden):
    code = "affiliates.fee_not_taking_part"
    sentence = _("A fee is for those who are in a plan that runs. Invite the creator, or wait for their answer.")


class InvitationFirst(Conflict):
    code = "affiliates.fee_invitation_first"
    sentence = _("Take the invitation to the plan first: the fee comes on top of it.")


class NotEnoughFree(Conflict):
    code = "affiliates.fee_not_enough_free"
    sentence = _("The shop has not this much available now. Sales become available when their holding days are over.")


class TooManyFees(Limited):
    code = "affiliates.fee_too_many"
    sentence = _("There are %(count_max)s fees open with this creator already. Wait until some are done.")


class FeeHasMoved(Conflict):
    code = "affiliates.fee_has_moved"
    sentence = _("This is no longer possible: %(status_text)s. Reload the page.")


class FeeOverdue(Conflict):
    code = "affiliates.fee_overdue"
    sentence = _("Its last day is over. Ask the shop for a new offer.")


class ReviewOver(Conflict):
    code = "affiliates.fee_review_over"
    sentence = _("The days to look at the work are over: it counts as accepted.")


class NotTheWork(Invalid):
    code = "affiliates.fee_not_the_work"
    sentence = _(
        "Choose a video or show of this profile that came out after you agreed, shows what the plan is for, can be seen"
        " by everybody, and was not delivered for another fee."
    )


class FeesOpen(Conflict):
    code = "affiliates.fees_open"
    sentence = _("Work for a fee is under way. Deliver it or give it up, and wait for the shop.")


class ReasonMissing(Invalid):
    code = "affiliates.fee_reason_missing"
    sentence = _("Say why, in a sentence that both sides will read.")
