"""Refusals of commissions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import NotFound


class CommissionNotFound(NotFound):
    code = "affiliates.commission_not_found"
    sentence = _("There is no such commission among yours.")
