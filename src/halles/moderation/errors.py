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


class RuleUnknown(Invalid):
    code = "moderation.rule_unknown"
    sentence = _("Please choose the rule that was broken. It must hold in the market of the person concerned.")


class SanctionUnknown(Invalid):
    code = "moderation.sanction_unknown"
    sentence = _("Please choose what follows from it.")


class DecisionStands(Conflict):
    code = "moderation.decision_stands"
    sentence = _("There is a decision about this already, perhaps with an appeal against it. Nothing was changed.")


class DecisionNotFound(NotFound):
    code = "moderation.decision_not_found"
    sentence = _("There is no such decision.")


class AppealNotFound(NotFound):
    code = "moderation.appeal_not_found"
    sentence = _("There is no such appeal.")


class AlreadyAppealed(Conflict):
    code = "moderation.already_appealed"
    sentence = _("You have appealed against this decision already.")


class AppealTooLate(Conflict):
    code = "moderation.appeal_too_late"
    sentence = _("The time to appeal against this decision is over.")


class NothingToAppeal(Conflict):
    code = "moderation.nothing_to_appeal"
    sentence = _("This decision is no longer in force; there is nothing to appeal against.")


class AppealTextMissing(Invalid):
    code = "moderation.appeal_text_missing"
    sentence = _("Please say why the decision is wrong, in one sentence at least.")


class AppealTooLong(Invalid):
    code = "moderation.appeal_too_long"
    sentence = _("Please say it in at most %(length_max)s characters.")


class AppealDecided(Conflict):
    code = "moderation.appeal_decided"
    sentence = _("Somebody has already decided this appeal. Please look at the list again.")


class AppealWaits(Conflict):
    code = "moderation.appeal_waits"
    sentence = _("An appeal against this waits. Decide the appeal.")


class SameJudge(Forbidden):
    code = "moderation.same_judge"
    sentence = _("You made the decision yourself. Somebody else of the staff decides the appeal.")


class OwnCase(Forbidden):
    code = "moderation.own_case"
    sentence = _("This is about yourself. Somebody else of the staff decides.")


class NothingToTakeBack(Conflict):
    code = "moderation.nothing_to_take_back"
    sentence = _("This decision has ended already.")
