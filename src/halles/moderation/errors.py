"""Refusals of moderation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Forbidden, Invalid, NotFound


class ReportNotFound(NotFound):
    code = "moderation.report_not_found"
    sentence = _("There is no such report.")


class AlreadyDecided(Conflict):
    code = "moderation.already_decided"
    sentence = _("Somebody has already decided this report. Please look at the list again.")


class WhyMissing(Invalid):
    code = "moderation.why_missing"
    sentence = _("Please say why: the person concerned will read it.")


class ReasonUnknown(Invalid):
    code = "moderation.reason_unknown"
    sentence = _("Please choose what is wrong.")


class NotStaff(Forbidden):
    code = "moderation.not_staff"
    sentence = _("Only staff may do this.")
