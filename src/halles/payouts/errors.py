"""What payouts refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, NotFound


class HoldNotFound(NotFound):
    """Nothing was earned on this order yet."""

    code = "payouts.hold_not_found"
    sentence = _("Nothing has been earned on this order yet.")


class HoldTooSmall(Conflict):
    """More is to be taken back than the order has left on hold."""

    code = "payouts.hold_too_small"
    sentence = _("This is more than what the order has left for the seller.")
