"""Reading the outbox (staff)."""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.db.models import Q

from halles.kit.pages import Page, page_by_id
from halles.notifications.errors import MailNotFound
from halles.notifications.models import Mail

# Links that open an account or a guest's purchase to whoever follows them.
_KEYS = re.compile(r"(/account/(?:confirm-email|password/reset/key)/|/orders/g/)[^\s\"'<>]+")


def list_mails(*, search: str = "", status: str = "", cursor: str | None = None) -> Page[Mail]:
    """A page of the outbox, newest first, of an address or a word of the subject, of a status."""
    mails = Mail.objects.all()
    if search:
        mails = mails.filter(Q(to__icontains=search) | Q(subject__icontains=search))
    if status:
        mails = mails.filter(status=status)
    return page_by_id(mails, cursor)


def get_mail_for_staff(mail_id: uuid.UUID) -> Mail:
    """One mail as it was written; the keys in its links are cut out where a mail server brings them to their owner.

    Else whoever works here could set a new password for anybody. Without a mail server this page is the letter box.
    """
    mail = Mail.objects.filter(pk=mail_id).first()
    if mail is None:
        raise MailNotFound
    if settings.ENVIRONMENT.smtp_url is not None:
        mail.text, mail.html = _KEYS.sub(r"\1…", mail.text), _KEYS.sub(r"\1…", mail.html)
    return mail
