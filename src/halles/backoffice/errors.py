"""What the work lists refuse by themselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, Invalid, NotFound


class JobGone(Conflict):
    """It is no longer among the failed."""

    code = "backoffice.job_gone"
    sentence = _("It is no longer among the failed; somebody may have tried it again already.")


class JobWaits(Conflict):
    """The same work has been asked for anew."""

    code = "backoffice.job_waits"
    sentence = _("The same work waits in its queue already; it will be done without this job.")


class DecisionUnknown(Invalid):
    """A form without one of its buttons."""

    code = "backoffice.decision_unknown"
    sentence = _("We could not tell what you decided. Press one of the buttons; nothing was changed.")


class WhyMissing(Invalid):
    """A decision without its reason."""

    code = "backoffice.why_missing"
    sentence = _("Please say why: whoever is concerned reads it, and so does whoever comes after you.")


class ThingGone(NotFound):
    """Nothing to decide about."""

    code = "backoffice.thing_gone"
    sentence = _("What was to be decided about is no longer there.")
