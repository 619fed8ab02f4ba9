"""Refusals of commissions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, NotFound


class CommissionNotFound(NotFound):
    code = "affiliates.commission_not_found"
    sentence = _("There is no such commission among yours.")


class EarningsWait(Conflict):
    code = "affiliates.earnings_wait"
    sentence = _("Commissions of yours are not confirmed yet. They are yours: wait until they are paid out.")
