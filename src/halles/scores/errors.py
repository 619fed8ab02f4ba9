"""What `scores` refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class LinesOver(NotFound):
    """There is no score of that day, or its lines are no longer kept."""

    code = "scores.lines_over"
    sentence = _("The lines of this score are not kept any more.")


class SignalNotFound(NotFound):
    """No such signal."""

    code = "scores.signal_not_found"
    sentence = _("There is no such signal.")


class SignalDecided(Conflict):
    """Somebody has decided about it."""

    code = "scores.signal_decided"
    sentence = _("Somebody has already decided about this signal.")


class WhyMissing(Invalid):
    """A decision without a reason."""

    code = "scores.why_missing"
    sentence = _("Say why: whoever looks at it after you needs to know.")


class HoldWithoutPayee(Conflict):
    """It is about customers: nothing is paid out to them."""

    code = "scores.hold_without_payee"
    sentence = _("Nothing is paid out to a customer, so there is nothing to hold. Keep it in mind, or dismiss it.")
