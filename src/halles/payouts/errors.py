"""What payouts refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class HoldNotFound(NotFound):
    """Nothing was earned on this order yet."""

    code = "payouts.hold_not_found"
    sentence = _("Nothing has been earned on this order yet.")


class HoldTooSmall(Conflict):
    """More is to be taken back than the order has left on hold."""

    code = "payouts.hold_too_small"
    sentence = _("This is more than what the order has left for the seller.")


class PayeeNotFound(NotFound):
    """No such shop or creator."""

    code = "payouts.payee_not_found"
    sentence = _("There is no such shop or creator.")


class RunNotFound(NotFound):
    """No such payout run."""

    code = "payouts.run_not_found"
    sentence = _("There is no such payout run.")


class PayoutNotFound(NotFound):
    """No such payout, or not this payee's."""

    code = "payouts.payout_not_found"
    sentence = _("There is no such payout.")


class RunHasMoved(Conflict):
    """The run is not where this step begins."""

    code = "payouts.run_has_moved"
    sentence = _("Somebody else has moved this run on: it is now “%(status)s”. Nothing was changed.")


class NeedsAnotherPerson(Conflict):
    """Who approved a large run does not send it too."""

    code = "payouts.needs_another_person"
    sentence = _(
        "You approved this run, and it is more than %(limit)s: somebody else on the staff sends it. Nothing was sent."
    )


class NeedsSecondLook(Conflict):
    """More than one person sends again alone."""

    code = "payouts.needs_second_look"
    sentence = _(
        "More than %(limit)s takes two: one agrees that it is sent again to the account the payee has now, another "
        "sends it. Nothing was sent."
    )


class PayoutHasMoved(Conflict):
    """The payout is not where this step begins."""

    code = "payouts.payout_has_moved"
    sentence = _("This payout is now “%(status)s”. Nothing was changed.")


class DiscrepancyClosed(Conflict):
    """Nothing to close."""

    code = "payouts.discrepancy_closed"
    sentence = _("Somebody has closed this already. Nothing was changed.")


class BalanceTooSmall(Conflict):
    """The payee has less than this free."""

    code = "payouts.balance_too_small"
    sentence = _("The payee has less than this amount free now. It goes with the next run.")


class CannotBePaid(Conflict):
    """Something keeps money from being sent to the payee."""

    code = "payouts.cannot_be_paid"
    sentence = _("Nothing was sent: %(why)s.")


class HeldAlready(Conflict):
    """One hold at a time."""

    code = "payouts.held_already"
    sentence = _("Payouts to this payee are on hold already. Lift that hold first.")


class HoldEnded(Conflict):
    """Nothing to lift."""

    code = "payouts.hold_ended"
    sentence = _("This hold is over already.")


class HoldInvalid(Invalid):
    """A hold without a reason, words or a day it ends."""

    code = "payouts.hold_invalid"
    sentence = _("Say why, in words the payee will read, and until when: at most %(days)s days.")


class MonthUnknown(NotFound):
    """Nothing moved then."""

    code = "payouts.month_unknown"
    sentence = _("There is no statement of this month.")


class BalanceLeft(Conflict):
    code = "payouts.balance_left"
    sentence = _("Money of your profile or shop is not settled. Wait until your balance is paid out, or made good.")


class PayoutUnderWay(Conflict):
    code = "payouts.under_way"
    sentence = _("A payout to you is on its way. Wait until the bank has answered.")
