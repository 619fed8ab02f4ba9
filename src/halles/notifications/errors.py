"""What the outbox refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import Conflict, NotFound


class MailNotFound(NotFound):
    """No such mail."""

    code = "notifications.mail_not_found"
    sentence = _("There is no such mail.")


class MailOnItsWay(Conflict):
    """It waits to be sent, or somebody has sent it again since the page was opened."""

    code = "notifications.mail_on_its_way"
    sentence = _("This mail is on its way already. Reload the page to see what became of it.")
