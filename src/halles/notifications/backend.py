"""Django's mail goes through the outbox too, so that every mail is kept, retried and seen on one page."""

from __future__ import annotations

from collections.abc import Sequence
from email.utils import parseaddr

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.translation import get_language

from halles.kit import ids
from halles.notifications import services


class OutboxBackend(BaseEmailBackend):
    """What accounts sends: written into the outbox in the request's transaction, sent by a job after it."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep each message once per recipient; how many messages were taken."""
        for message in email_messages:
            html = ""
            if isinstance(message, EmailMultiAlternatives):
                html = next((str(body) for body, kind in message.alternatives if kind == "text/html"), "")
            for recipient in message.recipients():
                services.keep_mail(
                    key=f"account:{ids.uuid7()}",
                    kind=str(message.extra_headers.get("X-Halles-Kind", "account"))[:40],
                    to=parseaddr(recipient)[1],
                    subject=" ".join(str(message.subject).split())[:200],
                    text=str(message.body),
                    html=html,
                    language=get_language() or "en",
                )
        return len(email_messages)
