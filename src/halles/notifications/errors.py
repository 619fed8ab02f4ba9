"""What the outbox refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from halles.kit.errors import NotFound


class MailNotFound(NotFound):
    """No such mail."""

    code = "notifications.mail_not_found"
    sentence = _("There is no such mail.")
